package dev.xpm.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of workspace-format.md 3.7. */
class JobFoldTest {
    private final JobFold fold = new JobFold(Samples.KEY);

    @Test
    void aKnownStateReplacesAndAnUnknownOneDoesNot() {
        fold.apply(Samples.changed(1, Samples.JOB, "running"));
        fold.apply(Samples.changed(2, Samples.JOB, "paused"));
        assertThat(fold.state()).isEqualTo(JobState.RUNNING);
        fold.apply(Samples.changed(3, Samples.JOB, "done"));
        assertThat(fold.state()).isEqualTo(JobState.DONE);
    }

    @Test
    void timesAndExitCodeReplaceOnlyWhenGiven() {
        LocalStamp later = LocalStamp.parse("2026-03-01T11:00:00");
        fold.apply(event("running", null, Samples.TIME, null, null, 2));
        fold.apply(event("done", null, null, later, 0, 0));
        Job job = fold.snapshot();
        assertThat(job.started()).isEqualTo(Samples.TIME);
        assertThat(job.ended()).isEqualTo(later);
        assertThat(job.exitCode()).isZero();
        assertThat(job.retryCount()).isEqualTo(2);
    }

    @Test
    void aSpecificReasonReplacesNoneAndFailed() {
        fold.apply(event("error", null, null, null, null, 0));
        assertThat(fold.state()).isEqualTo(JobState.error(null));
        fold.apply(event("error", "FAILED", null, null, null, 0));
        assertThat(fold.state()).isEqualTo(JobState.error(FailureReason.FAILED));
        fold.apply(event("error", "memory", null, null, null, 0));
        assertThat(fold.state()).isEqualTo(JobState.error(FailureReason.MEMORY));
        fold.apply(event("error", "FAILED", null, null, null, 0));
        fold.apply(event("error", null, null, null, null, 0));
        fold.apply(event("error", "NONSENSE", null, null, null, 0));
        assertThat(fold.state()).isEqualTo(JobState.error(FailureReason.MEMORY));
    }

    @Test
    void progressTruncatesDeeperLevelsAndPadsMissingOnes() {
        fold.apply(Samples.progress(1, Samples.JOB, 2, 0.5));
        assertThat(fractions()).containsExactly(0.0, 0.0, 0.5);
        fold.apply(Samples.progress(2, Samples.JOB, 1, 0.25));
        assertThat(fractions()).containsExactly(0.0, 0.25);
        fold.apply(Samples.progress(3, Samples.JOB, 0, 7));
        assertThat(fractions()).containsExactly(1.0);
        fold.apply(Samples.progress(4, Samples.JOB, 0, Double.NaN));
        assertThat(fractions()).containsExactly(0.0);
    }

    @Test
    void aDescriptionStaysUntilAnotherComes() {
        fold.apply(new WorkspaceEvent.JobProgress(1, Samples.TASK, Samples.JOB, 0, 0.1, Samples.text("epoch")));
        fold.apply(Samples.progress(2, Samples.JOB, 0, 0.2));
        fold.apply(new WorkspaceEvent.JobProgress(3, Samples.TASK, Samples.JOB, 0, 0.3, Samples.text("")));
        assertThat(fold.snapshot().progress()).containsExactly(new Progress(0, Samples.text("epoch"), 0.3));
    }

    @Test
    void aHostileLevelDoesNotGrowTheList() {
        fold.apply(Samples.progress(1, Samples.JOB, Integer.MAX_VALUE, 0.5));
        fold.apply(Samples.progress(2, Samples.JOB, Integer.MIN_VALUE, 0.5));
        assertThat(fold.snapshot().progress()).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void aDoneJobHasNoProgress() {
        fold.apply(Samples.progress(1, Samples.JOB, 0, 0.9));
        fold.apply(Samples.changed(2, Samples.JOB, "done"));
        assertThat(fold.snapshot().progress()).isEmpty();
    }

    @Test
    void carbonIsReplacedAndTheGroupKept() {
        Carbon first = new Carbon(1, 1, 1, 1, 1, 1, Samples.text("FR"), false, false);
        fold.apply(new WorkspaceEvent.CarbonMetrics(1, Samples.TASK, Samples.JOB, first, Samples.text("g")));
        fold.apply(new WorkspaceEvent.CarbonMetrics(2, Samples.TASK, Samples.JOB, first, null));
        assertThat(fold.snapshot().carbon()).isEqualTo(first);
        assertThat(fold.snapshot().runGroup()).isEqualTo(Samples.text("g"));
    }

    @Test
    void eventsOfARunAreNotTaken() {
        Job before = fold.snapshot();
        assertThat(fold.apply(new WorkspaceEvent.ExperimentUpdated(1, Samples.SWEEP)))
                .isFalse();
        assertThat(fold.snapshot()).isEqualTo(before);
    }

    @Test
    void aFoldGoesOnFromAJob() {
        Samples.oneOfEach().forEach(fold::apply);
        assertThat(new JobFold(fold.snapshot()).snapshot()).isEqualTo(fold.snapshot());
    }

    private List<Double> fractions() {
        return fold.snapshot().progress().stream().map(Progress::fraction).toList();
    }

    private static WorkspaceEvent event(
            String state, String reason, LocalStamp started, LocalStamp ended, Integer code, int retries) {
        return new WorkspaceEvent.JobStateChanged(
                1,
                Samples.TASK,
                Samples.JOB,
                Samples.text(state),
                reason == null ? null : Samples.text(reason),
                started,
                ended,
                code,
                retries,
                List.of());
    }
}
