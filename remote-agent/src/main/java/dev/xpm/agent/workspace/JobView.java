package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One job as its own files show it.
 *
 * @param exists whether it has a directory
 * @param certain whether a marker, a process file or an event says so; otherwise the scheduler's word counts more
 * @param evidence when the state was reached, null if no file tells
 */
record JobView(
        Job job, boolean exists, boolean certain, @Nullable Instant evidence) {
    /** The job with the scheduler's view beside it, where no run tells of the job: that is then the job's own. */
    Job alone() {
        return new JobFold(job).scheduler(job.state()).snapshot();
    }

    /** The job as it is in a run. Source: workspace-format.md 4.3 and 4.4. */
    Job in(RunView run) {
        JobState scheduler = run.schedulerState(job.key().job());
        if (scheduler == null) {
            return alone();
        }
        var fold = new JobFold(job).scheduler(scheduler);
        if (!certain || isQueuedAgain(scheduler, run.queuedAt().get(job.key().job()))) {
            fold.state(scheduler);
        }
        return fold.snapshot();
    }

    private boolean isQueuedAgain(JobState scheduler, @Nullable Instant queuedAt) {
        boolean queued = scheduler.phase() == JobPhase.WAITING || scheduler.phase() == JobPhase.SCHEDULED;
        return queued && job.state().isError() && queuedAt != null && evidence != null && evidence.isBefore(queuedAt);
    }
}
