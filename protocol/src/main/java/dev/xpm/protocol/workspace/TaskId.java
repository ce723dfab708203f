package dev.xpm.protocol.workspace;

import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** Dotted type name of a task: one path component below {@code jobs/}. Source: workspace-format.md 1.2. */
public record TaskId(String value) implements Comparable<TaskId> {
    public TaskId {
        PathComponent.require(value, "task id");
    }

    /** The id, or null where the peer sent none or one that cannot be a name on disk. */
    public static @Nullable TaskId orNull(@Nullable String value) {
        return value != null && PathComponent.isValid(value) ? new TaskId(value) : null;
    }

    /** The text after the last dot, which names the job's scripts and logs. Source: workspace-format.md 1.1. */
    public String script() {
        return value.substring(value.lastIndexOf('.') + 1);
    }

    /** The id as text to show. */
    public UntrustedText display() {
        return UntrustedText.of(value);
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    /** Written out, as all of these: they are keys of large maps, and the generated forms take several times as long. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TaskId id && value.equals(id.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
