package dev.xpm.protocol.workspace;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run recorded when a job was submitted: its tags, and the time in Unix seconds. */
public record JobInfo(
        JobKey key, Map<String, JsonValue> tags, @Nullable Double timestamp) {
    public JobInfo {
        tags = Collections.unmodifiableMap(tags);
    }
}
