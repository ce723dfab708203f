package dev.xpm.client.mirror;

import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import org.jspecify.annotations.Nullable;

/** A run of an experiment; no run id means the current one, whichever that is. */
public record RunKey(ExperimentId experiment, @Nullable RunId run) {
    public static RunKey current(ExperimentId experiment) {
        return new RunKey(experiment, null);
    }
}
