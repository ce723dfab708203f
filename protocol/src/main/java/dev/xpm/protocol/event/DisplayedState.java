package dev.xpm.protocol.event;

import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import org.jspecify.annotations.Nullable;

/**
 * The one state to show for a job of which two observers tell: its own files (execution) and its experiment
 * (scheduler). Source: workspace-format.md 4.3.
 *
 * @param conflict the scheduler's word where one says done and the other error, else null
 */
public record DisplayedState(JobState state, @Nullable JobState conflict) {
    /** Resolves the two views; a null scheduler view says nothing. */
    public static DisplayedState of(@Nullable JobState scheduler, JobState execution) {
        if (scheduler == null || scheduler.phase().isUnscheduled()) {
            return new DisplayedState(execution, null);
        }
        if (scheduler.isError() && execution.isError()) {
            return new DisplayedState(betterError(scheduler, execution), null);
        }
        if (scheduler.phase() == execution.phase()) {
            return new DisplayedState(scheduler, null);
        }
        int difference = scheduler.phase().rank() - execution.phase().rank();
        if (difference != 0) {
            return new DisplayedState(difference > 0 ? scheduler : execution, null);
        }
        if (execution.phase().isUnscheduled()) {
            // A word that this version does not know says more than none.
            return new DisplayedState(scheduler, null);
        }
        boolean opposed = scheduler.phase().isFinished() && execution.phase().isFinished();
        return new DisplayedState(execution, opposed ? scheduler : null);
    }

    /**
     * {@link #of} for an observer who knows that the scheduler's word is younger than the evidence of an execution
     * error: such a job is queued again.
     */
    public static DisplayedState queuedAgain(JobState scheduler, JobState execution) {
        boolean queued = scheduler.phase() == JobPhase.WAITING || scheduler.phase() == JobPhase.SCHEDULED;
        return queued && execution.isError() ? new DisplayedState(scheduler, null) : of(scheduler, execution);
    }

    private static JobState betterError(JobState scheduler, JobState execution) {
        boolean executionIsSpecific = execution.reason() != null && execution.reason() != FailureReason.FAILED;
        if (executionIsSpecific || scheduler.reason() == null) {
            return execution;
        }
        return scheduler;
    }
}
