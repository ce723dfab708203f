package dev.xpm.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.ServiceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of workspace-format.md 3.6. */
class ExperimentFoldTest {
    private final ExperimentFold fold = new ExperimentFold(Samples.SWEEP, Samples.RUN);

    @Test
    void aSubmissionBringsTagsAndDependenciesButNoState() {
        var submitted = new WorkspaceEvent.ExperimentJobState(
                1.5,
                Samples.SWEEP,
                Samples.RUN,
                Samples.TASK,
                Samples.JOB,
                Samples.text("submitted"),
                null,
                Samples.tags(),
                List.of(new JobId("e0")),
                Samples.TIME);
        assertThat(fold.apply(submitted)).isTrue();
        Experiment run = fold.snapshot();
        assertThat(run.jobStates()).containsEntry(Samples.JOB, JobState.UNSCHEDULED);
        assertThat(run.jobs().get(Samples.JOB).tags()).isEqualTo(Samples.tags());
        assertThat(run.jobs().get(Samples.JOB).timestamp()).isEqualTo(1.5);
        assertThat(run.dependencies()).containsEntry(Samples.JOB, List.of(new JobId("e0")));
    }

    @Test
    void aSubmissionWithoutTagsIsKnownTooAndLaterEventsDoNotEmptyIt() {
        fold.apply(Samples.scheduled(1, Samples.JOB, "submitted"));
        assertThat(fold.snapshot().jobs()).containsKey(Samples.JOB);
        fold.apply(new WorkspaceEvent.JobSubmitted(
                1, Samples.SWEEP, Samples.RUN, Samples.TASK, Samples.JOB, Samples.tags(), List.of(), null));
        fold.apply(Samples.scheduled(2, Samples.JOB, "waiting"));
        fold.apply(Samples.scheduled(3, Samples.JOB, "submitted"));
        assertThat(fold.snapshot().jobs().get(Samples.JOB).tags()).isEqualTo(Samples.tags());
    }

    @ParameterizedTest
    @CsvSource({
        "waiting, , waiting",
        "done, , done",
        "error, , error",
        "error, DEPENDENCY, error:DEPENDENCY",
        "waiting, TIMEOUT, error:TIMEOUT",
        "error, NONSENSE, error",
        "nonsense, , unscheduled",
        "transient, , transient",
        "'', , unscheduled"
    })
    void theSchedulersWordBecomesAState(String word, String reason, String state) {
        fold.apply(event(word, reason));
        assertThat(fold.jobState(Samples.JOB).text()).isEqualTo(state);
    }

    @Test
    void aReasonIsNotLostToALessSpecificOne() {
        fold.apply(event("error", "TIMEOUT"));
        fold.apply(event("error", null));
        assertThat(fold.jobState(Samples.JOB)).isEqualTo(JobState.error(FailureReason.TIMEOUT));
        fold.apply(event("waiting", null));
        fold.apply(event("error", null));
        assertThat(fold.jobState(Samples.JOB)).isEqualTo(JobState.error(null));
    }

    @Test
    void anEventOfAnotherRunIsIgnored() {
        var other = new RunId("20250101_000000");
        Experiment before = fold.snapshot();
        assertThat(fold.apply(
                        new WorkspaceEvent.RunCompleted(1, Samples.SWEEP, other, Samples.text("failed"), Samples.TIME)))
                .isFalse();
        assertThat(fold.apply(new WorkspaceEvent.ServiceStateChanged(
                        1, Samples.SWEEP, other, Samples.text("tb"), Samples.text("RUNNING"))))
                .isFalse();
        assertThat(fold.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"completed, DONE", "done, DONE", "failed, FAILED", "detached, RUNNING", "nonsense, RUNNING"})
    void theEndOfARunSetsItsStatus(String word, RunStatus status) {
        fold.apply(new WorkspaceEvent.RunCompleted(1, null, null, Samples.text(word), Samples.TIME));
        assertThat(fold.snapshot().status()).isEqualTo(status);
        assertThat(fold.snapshot().ended()).isEqualTo(Samples.TIME);
    }

    @Test
    void theLaterEndCounts() {
        LocalStamp later = LocalStamp.parse("2027-01-01T00:00:00");
        fold.ended(later);
        fold.apply(new WorkspaceEvent.RunCompleted(1, null, null, Samples.text("completed"), Samples.TIME));
        assertThat(fold.snapshot().ended()).isEqualTo(later);
    }

    @Test
    void aServiceIsAddedStoppedAndChangesItsStateOnlyIfKnown() {
        assertThat(fold.apply(state("tb", "RUNNING"))).isFalse();
        fold.apply(new WorkspaceEvent.ServiceAdded(
                1,
                null,
                null,
                Samples.text("tb"),
                Samples.text("TensorBoard"),
                Samples.text("demo.Board"),
                new JsonValue.Fields(Map.of("n", new JsonValue.Numeric("3")))));
        assertThat(fold.snapshot().services().get("tb").state()).isEqualTo(ServiceState.STOPPED);
        fold.apply(state("tb", "RUNNING"));
        assertThat(fold.snapshot().services().get("tb").state()).isEqualTo(ServiceState.RUNNING);
        fold.apply(state("tb", "DANCING"));
        assertThat(fold.snapshot().services().get("tb").state()).isEqualTo(ServiceState.UNKNOWN);
        assertThat(fold.snapshot().services().get("tb").stateName()).isEqualTo(Samples.text("DANCING"));
    }

    @Test
    void aFoldGoesOnFromAnExperiment() {
        Samples.oneOfEach().forEach(fold::apply);
        Experiment run = fold.snapshot();
        assertThat(run.actions()).containsKey("export");
        assertThat(new ExperimentFold(run).snapshot()).isEqualTo(run);
    }

    @Test
    void aSnapshotDoesNotChangeAfterwards() {
        Experiment before = fold.snapshot();
        fold.apply(Samples.scheduled(1, Samples.JOB, "waiting"));
        assertThat(before.jobStates()).isEmpty();
    }

    private static WorkspaceEvent event(String word, String reason) {
        return new WorkspaceEvent.ExperimentJobState(
                1,
                Samples.SWEEP,
                Samples.RUN,
                Samples.TASK,
                Samples.JOB,
                Samples.text(word),
                reason == null ? null : Samples.text(reason),
                Map.of(),
                List.of(),
                null);
    }

    private static WorkspaceEvent state(String service, String state) {
        return new WorkspaceEvent.ServiceStateChanged(
                1, Samples.SWEEP, Samples.RUN, Samples.text(service), Samples.text(state));
    }
}
