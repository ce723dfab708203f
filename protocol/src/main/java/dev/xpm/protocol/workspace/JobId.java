package dev.xpm.protocol.workspace;

import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** Hash of a task's parameters: one path component below {@code jobs/<task>/}. Source: workspace-format.md 1.2. */
public record JobId(String value) implements Comparable<JobId> {
    public JobId {
        PathComponent.require(value, "job id");
    }

    /** The id, or null where the peer sent none or one that cannot be a name on disk. */
    public static @Nullable JobId orNull(@Nullable String value) {
        return value != null && PathComponent.isValid(value) ? new JobId(value) : null;
    }

    /** The id as text to show. */
    public UntrustedText display() {
        return UntrustedText.of(value);
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    /** Written out, as all of these: they are keys of large maps, and the generated forms take several times as long. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof JobId id && value.equals(id.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
