package dev.xpm.client.mirror;

import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job within a run: what its files say, what the run recorded at submission, and the state to show.
 *
 * @param info null if the run has no record of the submission
 * @param dependsOn jobs that this one waits for
 */
public record JobEntry(Job job, @Nullable JobInfo info, DisplayedState displayed, List<JobId> dependsOn) {
    public JobEntry {
        dependsOn = List.copyOf(dependsOn);
    }

    public JobKey key() {
        return job.key();
    }

    public Map<String, JsonValue> tags() {
        return info == null ? Map.of() : info.tags();
    }

    /** Unix seconds, null if unknown. */
    public @Nullable Double submitted() {
        return info == null ? null : info.timestamp();
    }
}
