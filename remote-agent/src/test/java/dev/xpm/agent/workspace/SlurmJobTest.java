package dev.xpm.agent.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.SlurmAnswer;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.codec.JobCodec;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.QueuePlace;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job of the batch system shows, by its files and by what the batch system said. */
class SlurmJobTest {
    private static final Instant ASKED = Instant.ofEpochSecond(10_000);
    private static final String FOLDER = "jobs/demo.train/9c41/";

    @TempDir
    Path directory;

    private TestWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws Exception {
        workspace = new TestWorkspace(directory);
        workspace.run(TestWorkspace.RUN, TestWorkspace.status("running", ""));
        workspace.submit(TestWorkspace.RUN, "demo.train", "9c41", "{}");
        workspace.jobStatus("demo.train", "9c41", "scheduled", ", \"events_count\": 0");
        workspace.write(FOLDER + "train.pid", "{\"type\": \"slurm\", \"pid\": \"12878\", \"options\": []}");
    }

    private Job job() throws RpcException {
        Job job = workspace.queries().job("demo.train", "9c41");
        assertThat(job).isNotNull();
        return job;
    }

    private void says(JobState state, @Nullable Instant ended) {
        workspace.batch = new SlurmAnswer(state, ASKED, ended);
    }

    /** The job's own process tells that it runs, at that second. */
    private void started(double second) {
        workspace.write(TestWorkspace.live("9c41", 0), TestWorkspace.changed(second, "9c41", "running"));
    }

    /** B20: in the words of the batch system, and only as long as the job waits there. */
    @Test
    void aJobThatWaitsSaysWhyAndWhere() throws Exception {
        var place = new QueuePlace(UntrustedText.of("Resources"), 7);
        workspace.batch = new SlurmAnswer(JobState.SCHEDULED, ASKED, null, place);
        assertThat(job().queue()).isEqualTo(place);
        String wire = StrictMapper.answer().writeValueAsString(job());
        assertThat(wire).contains("\"x_queue\":{\"reason\":\"Resources\",\"position\":7}");
        assertThat(JobCodec.read(StrictMapper.tree(StrictMapper.answer(), wire)).queue())
                .isEqualTo(place);

        started(10_005);
        assertThat(job().queue()).isNull();
    }

    @Test
    @Tag("W6")
    void aJobThatTheDatabaseDoesNotKnowYetIsNotFailed() throws Exception {
        assertThat(job().state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job().verified()).isFalse();
    }

    @Test
    void isAsTheBatchSystemSays() throws Exception {
        says(JobState.SCHEDULED, null);
        assertThat(job().state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job().verified()).isTrue();

        says(JobState.RUNNING, null);
        assertThat(job().state()).isEqualTo(JobState.RUNNING);
        assertThat(job().verified()).isTrue();

        says(JobState.DONE, null);
        assertThat(job().state()).isEqualTo(JobState.DONE);
    }

    @Test
    void aJobThatTheBatchSystemEndedSaysWhyAndWhen() throws Exception {
        says(JobState.error(FailureReason.TIMEOUT), Instant.ofEpochSecond(9_000));
        assertThat(job().state()).isEqualTo(JobState.error(FailureReason.TIMEOUT));
        assertThat(job().ended()).isEqualTo(LocalStamp.of(Instant.ofEpochSecond(9_000), ZoneOffset.UTC));
        assertThat(job().process()).isNull();
    }

    @Test
    void itsOwnWordThatItRunsIsNewerThanAnEarlierAnswer() throws Exception {
        says(JobState.SCHEDULED, null);
        started(10_005);
        assertThat(job().state()).isEqualTo(JobState.RUNNING);
        assertThat(job().verified()).isTrue();

        says(JobState.error(FailureReason.FAILED), Instant.ofEpochSecond(9_000));
        assertThat(job().state()).isEqualTo(JobState.RUNNING);
        assertThat(job().verified()).isFalse();
    }

    @Test
    void aJobThatWasPutBackIntoTheQueueWaitsAgain() throws Exception {
        started(9_000);
        says(JobState.SCHEDULED, null);
        assertThat(job().state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void itsMarkerCountsMoreThanTheBatchSystem() throws Exception {
        says(JobState.RUNNING, null);
        workspace.write(FOLDER + "train.failed", "{\"code\": 15, \"reason\": \"cancelled\"}");
        assertThat(job().state()).isEqualTo(JobState.error(FailureReason.CANCELLED));
    }

    @Test
    @Tag("W35")
    void aJobThatIsQueuedAgainAfterTheBatchSystemEndedItWaits() throws Exception {
        says(JobState.error(FailureReason.TIMEOUT), Instant.ofEpochSecond(9_000));
        workspace.held = Verdict.YES;
        workspace.run(TestWorkspace.RUN, TestWorkspace.status("running", ", \"events_count\": 0"));
        workspace.write(
                ".events/experiments/sweep-0.jsonl",
                TestWorkspace.scheduled(9_500, TestWorkspace.RUN, "demo.train", "9c41", "waiting", ""));
        var jobs = workspace.queries().jobs("sweep", null, null, null, null, null);
        assertThat(jobs.items()).singleElement().satisfies(job -> assertThat(job.state())
                .isEqualTo(JobState.WAITING));
    }

    @Test
    void aProcessFileWithoutANumberSaysNothing() throws Exception {
        says(JobState.DONE, null);
        workspace.write(FOLDER + "train.pid", "{\"type\": \"slurm\", \"pid\": \"12878; rm x\"}");
        assertThat(job().state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job().verified()).isFalse();
    }
}
