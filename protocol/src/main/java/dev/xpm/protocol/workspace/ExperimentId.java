package dev.xpm.protocol.workspace;

import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** Name of an experiment: one path component below {@code experiments/}. Source: workspace-format.md 1.2. */
public record ExperimentId(String value) implements Comparable<ExperimentId> {
    public ExperimentId {
        PathComponent.require(value, "experiment id");
    }

    /** The id, or null where the peer sent none or one that cannot be a name on disk. */
    public static @Nullable ExperimentId orNull(@Nullable String value) {
        return value != null && PathComponent.isValid(value) ? new ExperimentId(value) : null;
    }

    /** The id as text to show. */
    public UntrustedText display() {
        return UntrustedText.of(value);
    }

    @Override
    public int compareTo(ExperimentId other) {
        return value.compareTo(other.value);
    }
}
