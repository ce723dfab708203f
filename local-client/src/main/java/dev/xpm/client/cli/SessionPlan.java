package dev.xpm.client.cli;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.connect.SessionRequest;
import org.jspecify.annotations.Nullable;

/** Which workspace to open, and how to start the agent there: what the options and the settings come to. */
record SessionPlan(
        Destination destination,
        String workdir,
        Launch launch,
        @Nullable String shellInit,
        SessionLimits limits) {
    SessionRequest request(Prompter prompter, SessionListener listener) {
        return new SessionRequest(destination, workdir, launch, shellInit, limits, prompter, listener);
    }
}
