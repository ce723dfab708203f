package dev.xpm.client.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to open a session, and to open it again after a loss.
 *
 * @param workdir the workspace as the user wrote it; {@code ~} is for the other side to expand
 * @param launcher words that start the agent, from {@link RemoteLauncher} or {@link LocalAgent}
 * @param shellInit shell text to run before, null for none
 */
public record SessionRequest(
        Destination destination,
        String workdir,
        List<String> launcher,
        @Nullable String shellInit,
        SessionLimits limits,
        Prompter prompter,
        SessionListener listener) {
    public SessionRequest {
        launcher = List.copyOf(launcher);
    }

    /** The command that starts the agent. Source: protocol.md 2.1. */
    public RemoteCommand command() {
        return new RemoteCommand(launcher, List.of("experiments", "--workdir", workdir, "monitor-server"), shellInit);
    }
}
