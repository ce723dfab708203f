package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies directories that the host names by absolute paths, as its jobs and services do. Source: protocol.md 5.4 and 5.5.
 */
public final class DirectoryCopies implements Pulls.Source {
    private final AgentSession session;
    private final FilePuller puller;

    public DirectoryCopies(AgentSession session, FilePuller puller) {
        this.session = session;
        this.puller = puller;
    }

    @Override
    public void begin(Pull pull) {
        ConfinedPath path = locate(pull.what());
        if (path == null) {
            pull.fail(problem(pull.what(), "it does not lie below the workspace"));
        } else {
            puller.start(pull, List.of(new Wanted.Tree(path)), PullLimits.MAX_FILE_BYTES);
        }
    }

    @Override
    public @Nullable Path kept(UntrustedText directory) {
        ConfinedPath path = locate(directory);
        return path != null && Files.isDirectory(path.toPath(), LinkOption.NOFOLLOW_LINKS) ? path.toPath() : null;
    }

    @Override
    public boolean wasEvicted(UntrustedText directory) {
        ConfinedPath path = locate(directory);
        return path != null && kept(directory) == null && puller.wasEvicted(path);
    }

    /** Where the copy goes; null for what is not below the workspace, be it called as by the user or as by the host. */
    private @Nullable ConfinedPath locate(UntrustedText directory) {
        var workspaces = new ArrayList<String>();
        workspaces.add(puller.workspace().text());
        UntrustedText answered = session.server().workspacePath();
        if (answered != null) {
            workspaces.add(answered.raw());
        }
        List<String> wanted = components(directory.raw());
        for (String workspace : workspaces) {
            List<String> root = components(workspace);
            if (workspace.startsWith("/")
                    && directory.raw().startsWith("/")
                    && wanted.size() > root.size()
                    && wanted.subList(0, root.size()).equals(root)) {
                return located(wanted.subList(root.size(), wanted.size()));
            }
        }
        return null;
    }

    private @Nullable ConfinedPath located(List<String> components) {
        try {
            return puller.locate(String.join("/", components));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<String> components(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(component -> !component.isEmpty())
                .toList();
    }

    private static MonitorException problem(UntrustedText directory, String reason) {
        return new MonitorException(
                Problem.TRANSFER, "unable to copy " + directory.forTerminal(200) + " because " + reason);
    }
}
