package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a job that has ended, and the two files that it was read from: as little as possible, because a large
 * workspace has 100,000 of them. What follows from its marker or is known to whoever asks is not part of it.
 *
 * @param started local time in microseconds since 1970, {@link #NEVER} for none
 * @param startedAt null if it follows from the local time
 */
record EndedJob(
        FileStamp marker,
        @Nullable FileStamp status,
        JobState state,
        long started,
        @Nullable Instant startedAt,
        @Nullable Integer exitCode,
        int retryCount,
        boolean resumable,
        @Nullable Carbon carbon,
        @Nullable Carbon previousCarbon,
        @Nullable UntrustedText runGroup,
        @Nullable Integer eventsCount) {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final long NEVER = Long.MIN_VALUE;

    /** Null if there is more to the job than has a place here. */
    static @Nullable EndedJob of(FileStamp marker, @Nullable FileStamp status, Job job, ZoneId zone) {
        LocalStamp started = job.started();
        Instant derived = started == null ? null : started.toInstant(zone);
        if (job.startedAt() == null && derived != null) {
            return null;
        }
        var kept = new EndedJob(
                marker,
                status,
                job.state(),
                started == null ? NEVER : ChronoUnit.MICROS.between(EPOCH, started.local()),
                Objects.equals(derived, job.startedAt()) ? null : job.startedAt(),
                job.exitCode(),
                job.retryCount(),
                job.resumable(),
                job.carbon(),
                job.previousCarbon(),
                job.runGroup(),
                job.eventsCount());
        return kept.view(job.key(), job.path(), zone).job().equals(job) ? kept : null;
    }

    /** The job again, as it was read. */
    JobView view(JobKey key, @Nullable UntrustedText path, ZoneId zone) {
        Instant ended = marker.modified().toInstant();
        LocalStamp start = started == NEVER ? null : new LocalStamp(EPOCH.plus(started, ChronoUnit.MICROS), null);
        Job job = new JobFold(key)
                .path(path)
                .state(state)
                .started(start)
                .startedAt(startedAt == null && start != null ? start.toInstant(zone) : startedAt)
                .ended(LocalStamp.of(ended, zone))
                .endedAt(ended)
                .exitCode(exitCode)
                .retryCount(retryCount)
                .resumable(resumable)
                .carbon(carbon)
                .previousCarbon(previousCarbon)
                .runGroup(runGroup)
                .eventsCount(eventsCount)
                .snapshot();
        return new JobView(job, true, true, ended);
    }
}
