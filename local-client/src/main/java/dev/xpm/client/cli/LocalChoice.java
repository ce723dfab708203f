package dev.xpm.client.cli;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.LocalAgent;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.client.settings.UserPath;
import dev.xpm.client.settings.WorkspaceSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the workspace that is meant. Source: interfaces.md 1.2. */
final class LocalChoice {
    private static final String MARKER = ".__experimaestro__";

    private LocalChoice() {}

    /** The entry with that id. */
    static WorkspaceSettings entry(SettingsFile settings, String id) throws MonitorException {
        Optional<WorkspaceSettings> entry = settings.workspace(id);
        if (entry.isEmpty()) {
            String known = settings.workspaces().isEmpty()
                    ? "none"
                    : settings.workspaces().stream().map(WorkspaceSettings::id).collect(Collectors.joining(", "));
            throw new MonitorException(
                    Problem.NOT_FOUND, "no workspace \"" + id + "\" in " + settings.path() + " (known: " + known + ")");
        }
        return entry.get();
    }

    /** The local workspace that the options name, or the first local one of the settings. */
    static Path directory(WorkspaceOptions options, SettingsFile settings, Path home) throws MonitorException {
        Optional<WorkspaceSettings> entry = Optional.empty();
        if (options.workspace != null) {
            entry = Optional.of(entry(settings, options.workspace));
            if (entry.get().isRemote() && options.workdir == null) {
                String id = options.workspace;
                throw new MonitorException(
                        Problem.MISUSE,
                        "workspace \"" + id + "\" is remote; use \"experiments ssh-monitor --workspace " + id + "\"");
            }
        } else if (options.workdir == null) {
            entry = settings.firstLocal();
        }
        String text = options.workdir != null
                ? options.workdir
                : entry.map(WorkspaceSettings::path)
                        .orElseThrow(() -> new MonitorException(
                                Problem.NOT_FOUND, "no workspace: pass --workdir or add one to " + settings.path()));
        return marked(resolved(text, home));
    }

    static SessionPlan plan(Path directory, List<String> agentOptions, SessionLimits limits) {
        return new SessionPlan(
                SourceId.ONLY,
                new Destination.Local(),
                directory.toString(),
                new Launch.Command(LocalAgent.launcher(agentOptions)),
                null,
                limits);
    }

    private static Path resolved(String text, Path home) throws MonitorException {
        try {
            return UserPath.resolve(text, home);
        } catch (InvalidPathException e) {
            throw new MonitorException(Problem.MISUSE, "--workdir: not a path");
        }
    }

    private static Path marked(Path directory) throws MonitorException {
        if (Files.exists(directory.resolve(MARKER))) {
            return directory;
        }
        Path parent = markedParent(directory);
        throw new MonitorException(
                Problem.NOT_A_WORKSPACE,
                directory + " is not a workspace (no " + MARKER + ")",
                parent == null ? null : parent + " is one",
                List.of(),
                null);
    }

    private static @Nullable Path markedParent(Path directory) {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            if (Files.exists(parent.resolve(MARKER))) {
                return parent;
            }
        }
        return null;
    }
}
