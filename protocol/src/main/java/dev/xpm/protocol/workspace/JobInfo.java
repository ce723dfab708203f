package dev.xpm.protocol.workspace;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run recorded when a job was submitted.
 *
 * @param timestamp in Unix seconds
 * @param transience 0 for a job as usual, 1 for one that runs only if another needs it, 2 if it is also removed at the
 *     end. Source: workspace-format.md 2.2.
 */
public record JobInfo(
        JobKey key, Map<String, JsonValue> tags, @Nullable Double timestamp, int transience) {
    public JobInfo {
        tags = SmallMap.copyOf(tags);
    }

    public JobInfo(JobKey key, Map<String, JsonValue> tags, @Nullable Double timestamp) {
        this(key, tags, timestamp, 0);
    }
}
