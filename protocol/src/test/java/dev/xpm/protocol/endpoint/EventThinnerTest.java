package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.JobId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held back of a job's progress, and until when. Source: protocol.md 7.2 and 7.3. */
class EventThinnerTest {
    private static final JobId JOB = new JobId("9c41");
    private static final JobId OTHER = new JobId("e07a");

    private final EventThinner thinner = new EventThinner(100, 1_000);

    private static WorkspaceEvent progress(double time, JobId job, int level) {
        return Samples.progress(time, job, level, 0.5);
    }

    @Test
    void theFirstPassesAtOnceAndTheNewestAfterThePeriod() {
        WorkspaceEvent first = progress(1, JOB, 0);
        WorkspaceEvent newest = progress(3, JOB, 0);
        assertThat(thinner.offer(first, 0)).containsExactly(first);
        assertThat(thinner.offer(progress(2, JOB, 0), 10)).isEmpty();
        assertThat(thinner.offer(newest, 20)).isEmpty();
        assertThat(thinner.nanosToNext(20, Long.MAX_VALUE)).isEqualTo(80);
        assertThat(thinner.due(99)).isEmpty();
        assertThat(thinner.due(100)).containsExactly(newest);
        assertThat(thinner.due(150)).isEmpty();
        assertThat(thinner.nanosToNext(150, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void afterAQuietPeriodItIsAtOnceAgain() {
        assertThat(thinner.offer(progress(1, JOB, 0), 0)).hasSize(1);
        assertThat(thinner.due(500)).isEmpty();
        assertThat(thinner.offer(progress(2, JOB, 0), 500)).hasSize(1);
    }

    @Test
    void jobsDoNotWaitForEachOther() {
        assertThat(thinner.offer(progress(1, JOB, 0), 0)).hasSize(1);
        assertThat(thinner.offer(progress(2, OTHER, 0), 1)).hasSize(1);
    }

    @Test
    void theLevelsOfAJobKeepTheirOrderAndAnOuterOneMakesTheInnerObsolete() {
        WorkspaceEvent outer = progress(4, JOB, 0);
        WorkspaceEvent inner = progress(5, JOB, 1);
        thinner.offer(progress(1, JOB, 0), 0);
        thinner.offer(progress(2, JOB, 1), 1);
        thinner.offer(progress(3, JOB, 2), 2);
        thinner.offer(outer, 3);
        thinner.offer(inner, 4);
        assertThat(thinner.due(100)).containsExactly(outer, inner);
    }

    @Test
    void aChangeOfStateComesAfterWhatWasHeldBack() {
        WorkspaceEvent held = progress(2, JOB, 0);
        WorkspaceEvent end = Samples.changed(3, JOB, "done");
        thinner.offer(progress(1, JOB, 0), 0);
        thinner.offer(held, 1);
        assertThat(thinner.offer(end, 2)).containsExactly(held, end);
        assertThat(thinner.due(1_000)).isEmpty();
    }

    @Test
    void withoutAPeriodAllPasses() {
        List<WorkspaceEvent> sent = EventThinner.NONE.offer(progress(1, JOB, 0), 0);
        assertThat(sent).hasSize(1);
        assertThat(EventThinner.NONE.offer(progress(2, JOB, 0), 0)).hasSize(1);
    }
}
