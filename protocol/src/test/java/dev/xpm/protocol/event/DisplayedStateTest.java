package dev.xpm.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of workspace-format.md 4.3. */
class DisplayedStateTest {
    @ParameterizedTest
    @CsvSource({
        "unscheduled, running, running",
        "transient, done, done",
        "transient, unscheduled, unscheduled",
        "waiting, unscheduled, waiting",
        "scheduled, running, running",
        "scheduled, waiting, scheduled",
        "ready, waiting, ready",
        "running, running, running",
        "done, running, done",
        "running, done, done",
        "error, running, error",
        "error:TIMEOUT, error, error:TIMEOUT",
        "error:TIMEOUT, error:MEMORY, error:MEMORY",
        "error:TIMEOUT, error:FAILED, error:TIMEOUT",
        "error, error:FAILED, error:FAILED",
        "error:FAILED, error, error:FAILED",
        "done, paused, done",
        "paused, running, running"
    })
    void resolvesTheTwoViews(String scheduler, String execution, String shown) {
        DisplayedState displayed = DisplayedState.of(JobState.parse(scheduler), JobState.parse(execution));
        assertThat(displayed.state().text()).isEqualTo(shown);
        assertThat(displayed.conflict()).isNull();
    }

    @Test
    void withoutASchedulerTheJobsOwnWordCounts() {
        assertThat(DisplayedState.of(null, JobState.RUNNING).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void doneAgainstErrorIsAConflict() {
        DisplayedState displayed = DisplayedState.of(JobState.error(FailureReason.FAILED), JobState.DONE);
        assertThat(displayed.state()).isEqualTo(JobState.DONE);
        assertThat(displayed.conflict()).isEqualTo(JobState.error(FailureReason.FAILED));
        assertThat(DisplayedState.of(JobState.DONE, JobState.error(null)).conflict())
                .isEqualTo(JobState.DONE);
    }

    @Test
    void aFailedJobThatIsQueuedAgainIsShownAsQueued() {
        JobState failed = JobState.error(FailureReason.FAILED);
        assertThat(DisplayedState.queuedAgain(JobState.WAITING, failed).state()).isEqualTo(JobState.WAITING);
        assertThat(DisplayedState.queuedAgain(JobState.SCHEDULED, failed).state())
                .isEqualTo(JobState.SCHEDULED);
        assertThat(DisplayedState.queuedAgain(JobState.DONE, failed).conflict()).isEqualTo(JobState.DONE);
        assertThat(DisplayedState.queuedAgain(JobState.WAITING, JobState.RUNNING)
                        .state())
                .isEqualTo(JobState.RUNNING);
    }

    @Test
    void everyPairOfPhasesHasOneAnswer() {
        for (JobPhase scheduler : JobPhase.values()) {
            for (JobPhase execution : JobPhase.values()) {
                DisplayedState displayed = DisplayedState.of(JobState.of(scheduler), JobState.of(execution));
                assertThat(displayed.state().phase()).isIn(scheduler, execution);
                assertThat(displayed.state().phase().rank()).isEqualTo(Math.max(scheduler.rank(), execution.rank()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "done, done",
        "error, error",
        "error:TIMEOUT, error:TIMEOUT",
        "error:timeout, error:TIMEOUT",
        "error:NONSENSE, error",
        "'', unscheduled",
        "paused, paused"
    })
    void stateTextsAreReadAndWritten(String text, String written) {
        assertThat(JobState.parse(text).text()).isEqualTo(written);
    }
}
