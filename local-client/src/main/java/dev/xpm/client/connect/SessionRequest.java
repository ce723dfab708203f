package dev.xpm.client.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to open a session, and to open it again after a loss.
 *
 * @param workdir the workspace as the user wrote it; {@code ~} is for the other side to expand
 * @param launch how the agent is started, from {@link RemoteLauncher} or {@link LocalAgent}
 * @param shellInit shell text to run before, null for none
 */
public record SessionRequest(
        Destination destination,
        String workdir,
        Launch launch,
        @Nullable String shellInit,
        SessionLimits limits,
        Prompter prompter,
        SessionListener listener) {
    /** The command that starts the agent by these words. Source: protocol.md 2.1. */
    public RemoteCommand command(List<String> launcher) {
        return new RemoteCommand(launcher, List.of("experiments", "--workdir", workdir, "monitor-server"), shellInit);
    }
}
