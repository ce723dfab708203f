package dev.xpm.client.mirror;

import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import org.jspecify.annotations.Nullable;

/** A run of an experiment of a watched workspace; no run id means the current one, whichever that is. */
public record RunKey(
        SourceId source, ExperimentId experiment, @Nullable RunId run) {
    public static RunKey current(SourceId source, ExperimentId experiment) {
        return new RunKey(source, experiment, null);
    }

    /** The current run of the same experiment. */
    public RunKey current() {
        return run == null ? this : current(source, experiment);
    }

    /** Another run of the same experiment. */
    public RunKey withRun(@Nullable RunId other) {
        return new RunKey(source, experiment, other);
    }
}
