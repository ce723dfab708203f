package dev.xpm.client.cli;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.mirror.SourceId;
import org.jspecify.annotations.Nullable;

/** Which workspace to open, and how to start the agent there: what the options and the settings come to. */
record SessionPlan(
        SourceId source,
        Destination destination,
        String workdir,
        Launch launch,
        @Nullable String shellInit,
        SessionLimits limits) {
    /** The same under the name by which it is told from others. */
    SessionPlan as(SourceId name) {
        return new SessionPlan(name, destination, workdir, launch, shellInit, limits);
    }

    SessionRequest request(Prompter prompter, SessionListener listener) {
        return new SessionRequest(destination, workdir, launch, shellInit, limits, prompter, listener);
    }
}
