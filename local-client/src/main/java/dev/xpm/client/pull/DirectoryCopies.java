package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Copies directories that the host names by absolute paths, as its services do. Safe for use by several threads; no call
 * blocks. Source: protocol.md 5.4 and 5.5.
 */
public final class DirectoryCopies {
    /** Event files of a service grow to some hundred megabytes; a model that lies beside them is not needed here. */
    private static final long MAX_FILE_BYTES = 1L << 30;

    private final AgentSession session;
    private final FilePuller puller;

    public DirectoryCopies(AgentSession session, FilePuller puller) {
        this.session = session;
        this.puller = puller;
    }

    /** Copies a directory with all that is below it. Fails with a {@link MonitorException}. */
    public CompletableFuture<DirectoryCopy> copy(UntrustedText directory) {
        ConfinedPath path = locate(directory);
        if (path == null) {
            return failed(directory, "it does not lie below the workspace");
        }
        return puller.pull(List.of(new Wanted.Tree(path)), MAX_FILE_BYTES)
                .thenCompose(report -> report.missing().isEmpty()
                        ? CompletableFuture.completedFuture(new DirectoryCopy(
                                path.toPath(), report.present().size(), report.complete()))
                        : failed(
                                directory,
                                "it was not found on " + session.transport().label()));
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

    private static CompletableFuture<DirectoryCopy> failed(UntrustedText directory, String reason) {
        return CompletableFuture.failedFuture(new MonitorException(
                Problem.TRANSFER, "unable to copy " + directory.forTerminal(200) + " because " + reason));
    }
}
