package dev.xpm.agent.workspace;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run as the disk shows it.
 *
 * @param submitted the jobs of the run's own list; empty if it has none
 * @param queuedAt when this run last had a job wait or be scheduled, for the jobs where that is known
 * @param lastActivity newest time that any file of the run names, null if none does
 */
record RunView(
        Experiment experiment,
        Map<JobId, JobInfo> submitted,
        Map<JobId, Instant> queuedAt,
        @Nullable Instant lastActivity) {
    /** The scheduler's view of a job, null if the run has none. */
    @Nullable
    JobState schedulerState(JobId job) {
        return experiment.jobStates().get(job);
    }
}
