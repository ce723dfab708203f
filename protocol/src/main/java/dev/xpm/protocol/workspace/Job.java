package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as its own files tell of it, with the scheduler's view beside it where that is known. Times are local times of
 * the host that wrote them. Built by {@link dev.xpm.protocol.event.JobFold}. Source: protocol.md 3.2.
 *
 * @param path absolute directory on the remote host, for display only; null if the peer sent none
 * @param state execution state
 * @param scheduler state in the experiment, null if unknown
 * @param startedAt the start on the clock of the world, as far as the host that answers can tell; null if unknown
 * @param endedAt the same of the end
 * @param progress outermost level first
 * @param carbon total over all attempts of the run group
 * @param previousCarbon the part of it that attempts before the present one took, null if there were none
 * @param latestCarbon the part of the latest attempt, null if that is all of it
 * @param runGroup same for all attempts of a job
 * @param eventsCount number of the first event file that is not yet folded, as on disk
 * @param queue where it stands in the queue of a batch system, null if it does not, or if that is not known
 * @param verified false if the process could not be checked from the host that answers
 */
public record Job(
        JobKey key,
        @Nullable UntrustedText path,
        JobState state,
        @Nullable JobState scheduler,
        @Nullable LocalStamp started,
        @Nullable LocalStamp ended,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        int retryCount,
        boolean resumable,
        List<Progress> progress,
        @Nullable ProcessSpec process,
        @Nullable Carbon carbon,
        @Nullable Carbon previousCarbon,
        @Nullable Carbon latestCarbon,
        @Nullable UntrustedText runGroup,
        @Nullable Integer eventsCount,
        @Nullable QueuePlace queue,
        boolean verified) {
    public Job {
        progress = List.copyOf(progress);
    }
}
