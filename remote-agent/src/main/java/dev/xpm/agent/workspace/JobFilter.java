package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.JsonValues;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.TaskId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are asked for. Source: workspace-format.md 5.
 *
 * @param tags all of which must be there, equal as JSON or as text
 * @param since time of submission
 * @param seen jobs that were given already, null if each is asked for
 */
record JobFilter(
        @Nullable TaskId task,
        @Nullable JobPhase phase,
        Map<String, JsonValue> tags,
        @Nullable Instant since,
        @Nullable Set<JobKey> seen) {
    static final JobFilter ALL = new JobFilter(null, null, Map.of(), null, null);

    static JobFilter of(
            @Nullable TaskId task, @Nullable String state, @Nullable Map<String, Object> tags, @Nullable Instant since)
            throws RpcException {
        var wanted = new LinkedHashMap<String, JsonValue>();
        if (tags != null) {
            tags.forEach((name, value) -> wanted.put(name, JsonValues.ofPlain(value)));
        }
        return new JobFilter(task, state == null ? null : Arguments.phase(state), wanted, since, null);
    }

    /** The same filter, which lets each job through once. */
    JobFilter among(Set<JobKey> jobs) {
        return new JobFilter(task, phase, tags, since, jobs);
    }

    /** What can be decided before the job's own files are read. */
    boolean accepts(JobInfo info) {
        if (task != null && !task.equals(info.key().task())) {
            return false;
        }
        if (since != null
                && (info.timestamp() == null
                        || JobReader.instant(info.timestamp()).isBefore(since))) {
            return false;
        }
        boolean tagged = tags.entrySet().stream()
                .allMatch(wanted -> matches(wanted.getValue(), info.tags().get(wanted.getKey())));
        return tagged && (seen == null || seen.add(info.key()));
    }

    boolean accepts(Job job) {
        return phase == null || job.state().phase() == phase;
    }

    private static boolean matches(JsonValue wanted, @Nullable JsonValue actual) {
        if (actual == null) {
            return false;
        }
        Double wantedNumber = number(wanted);
        Double actualNumber = number(actual);
        if (wantedNumber != null && actualNumber != null) {
            return wantedNumber.equals(actualNumber);
        }
        return wanted.equals(actual) || wanted.display().equals(actual.display());
    }

    /** As in the original, true and 1 and 1.0 are the same. */
    private static @Nullable Double number(JsonValue value) {
        if (value instanceof JsonValue.Bool bool) {
            return bool.value() ? 1.0 : 0.0;
        }
        return value instanceof JsonValue.Numeric number ? Double.valueOf(number.toDouble()) : null;
    }
}
