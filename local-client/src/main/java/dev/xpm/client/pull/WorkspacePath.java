package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import java.util.Arrays;
import java.util.List;

/**
 * The directory of a workspace, as an argument for commands on its host: absolute, or relative to the home directory in
 * which such commands begin. Never begins with a dash, and never climbs. Source: assurance.md 2.2.
 */
record WorkspacePath(String text) {
    WorkspacePath {
        String relative = text.startsWith("./") ? text.substring(2) : text.startsWith("/") ? text.substring(1) : "";
        boolean valid =
                !relative.isEmpty() && Arrays.stream(relative.split("/", -1)).allMatch(PathComponent::isValid);
        if (!valid) {
            throw new IllegalArgumentException("neither an absolute path nor one below the home directory");
        }
    }

    /**
     * What the user wrote, where that is a path by itself. Only where it needs the other side to be resolved, such as
     * {@code ~name/xp}, the peer's answer counts.
     */
    static WorkspacePath of(AgentSession session) throws MonitorException {
        String written = trim(session.request().workdir());
        UntrustedText answered = session.server().workspacePath();
        boolean local = session.request().destination() instanceof Destination.Local;
        try {
            if (!local && written.startsWith("~/")) {
                return new WorkspacePath("." + written.substring(1));
            }
            if (written.startsWith("/") || answered == null) {
                return new WorkspacePath(written);
            }
            return new WorkspacePath(trim(answered.raw()));
        } catch (IllegalArgumentException e) {
            throw new MonitorException(
                    Problem.TRANSFER,
                    "unable to copy from " + session.transport().label() + " because the path of the workspace is "
                            + e.getMessage(),
                    "give the workspace as an absolute path",
                    List.of(),
                    e);
        }
    }

    /** The path of something in the workspace. */
    String of(ConfinedPath path) {
        return text + "/" + path.relative();
    }

    private static String trim(String path) {
        String trimmed = path.replaceAll("/+", "/");
        return trimmed.length() > 1 && trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    }
}
