package dev.xpm.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.TaskId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times without a zone, written by machines in several zones, read in another one. */
@Tag("C8")
class MixedClocksTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final ExperimentId SWEEP = new ExperimentId("sweep");

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Tokyo", "America/Los_Angeles"})
    void noDurationIsNegative(String zone) {
        ZoneId host = ZoneId.of(zone);
        Job running = job("a").state(JobState.RUNNING)
                .started(LocalStamp.parse("2026-03-02T03:00:00"))
                .snapshot();
        Job done = job("b").state(JobState.DONE)
                .started(LocalStamp.parse("2026-03-01T12:00:00"))
                .ended(LocalStamp.parse("2026-03-01T11:30:00"))
                .snapshot();
        Experiment run = new ExperimentFold(SWEEP, new RunId("20260302_030000"))
                .status(RunStatus.RUNNING)
                .started(LocalStamp.parse("2026-03-02T03:00:00"))
                .snapshot();
        var table = new JobTable(run, List.of(entry(running), entry(done)), 0);
        for (JobEntry entry : table.jobs()) {
            JobRow row = JobRow.of(entry, NOW, host);
            assertThat(row.seconds()).isNull();
            assertThat(row.duration()).doesNotContainPattern("-\\d");
            assertThat(JobDetail.of(table, entry.key().job(), null, NOW, host).duration())
                    .doesNotContainPattern("-\\d");
        }
        ExperimentRow row = ExperimentRow.of(RunKey.current(SourceId.ONLY, SWEEP), run, Counts.of(run), NOW, host);
        assertThat(row.duration()).doesNotContainPattern("-\\d");
    }

    private static JobFold job(String id) {
        return new JobFold(new JobKey(new TaskId("t"), new JobId(id)));
    }

    private static JobEntry entry(Job job) {
        return new JobEntry(job, null, DisplayedState.of(null, job.state()), List.of());
    }
}
