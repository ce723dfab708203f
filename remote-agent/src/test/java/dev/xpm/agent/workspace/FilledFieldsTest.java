package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the answers hold beyond what the original fills, as it goes over the wire. */
class FilledFieldsTest {
    private static final String TRAIN = "demo.train";
    private static final JsonMapper WRITER = StrictMapper.answer();

    /** Refuses {@code NaN} and duplicate keys. */
    private static final JsonMapper READER = StrictMapper.request();

    @TempDir
    Path directory;

    private TestWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws Exception {
        workspace = new TestWorkspace(directory);
        workspace.run(RUN, status("done", ""));
        workspace.submit(RUN, TRAIN, "9c41", "{\"lr\": NaN, \"n\": 3, \"deep\": {\"x\": [Infinity]}}");
        workspace.jobStatus(TRAIN, "9c41", "error", ", \"started_time\": \"2025-03-01T10:15:00\"");
    }

    private static JsonNode written(Object answer) throws Exception {
        return READER.readTree(WRITER.writeValueAsString(answer));
    }

    private static <T> List<T> list(Streamed<T> answer) {
        var items = new ArrayList<T>();
        answer.items().forEach(items::add);
        return items;
    }

    private JsonNode job() throws Exception {
        return written(workspace.queries().job(TRAIN, "9c41"));
    }

    private Path failed(String content, Instant time) throws Exception {
        Path marker = workspace.write("jobs/demo.train/9c41/train.failed", content);
        workspace.touch(marker, time);
        return marker;
    }

    @Test
    @Tag("P14")
    void aTagThatIsNoNumberIsNullOnTheWire() throws Exception {
        JsonNode tags = written(workspace.queries().tagsMap("sweep", null)).path("9c41");
        assertThat(tags.get("lr").isNull()).isTrue();
        assertThat(tags.at("/deep/x/0").isNull()).isTrue();
        assertThat(tags.get("n").asInt()).isEqualTo(3);
        assertThat(written(workspace.queries().experiment("sweep"))
                        .at("/job_infos/9c41/tags/lr")
                        .isNull())
                .isTrue();
    }

    @Test
    @Tag("P32")
    void exitCodeDependenciesAndTransienceAreThere() throws Exception {
        failed("{\"code\": 15, \"reason\": \"cancelled\"}", Instant.parse("2025-03-01T10:20:00Z"));
        workspace.append(
                "experiments/sweep/" + RUN + "/jobs.jsonl",
                "{\"job_id\": \"e07a\", \"task_id\": \"demo.train\", \"tags\": {}, \"timestamp\": 1.0, \"transient\": 2}\n");
        workspace.write("experiments/sweep/" + RUN + "/objects.jsonl", """
                {"id": 1, "identifier": "9c41", "fields": {}}
                {"id": 2, "identifier": "e07a", "fields": {"m": {"type": "python", "value": 1}}}
                """);

        assertThat(job().path("exit_code").asInt()).isEqualTo(15);
        assertThat(job().path("failure_reason").textValue()).isEqualTo("CANCELLED");
        assertThat(written(workspace.queries().dependenciesMap("sweep", null)))
                .isEqualTo(READER.readTree("{\"e07a\": [\"9c41\"]}"));
        JsonNode infos = written(workspace.queries().experiment("sweep")).path("job_infos");
        assertThat(infos.at("/e07a/transient").asInt()).isEqualTo(2);
        assertThat(infos.path("9c41").has("transient")).isFalse();
    }

    @Test
    @Tag("P37")
    void theTimesOfAJobAreAlsoToldInUnixSeconds() throws Exception {
        failed("{\"code\": 1}", Instant.parse("2025-03-01T10:20:00.5Z"));
        assertThat(job().path("x_started_ts").decimalValue()).isEqualByComparingTo("1740824100");
        assertThat(job().path("x_ended_ts").decimalValue()).isEqualByComparingTo("1740824400.5");
    }

    /** The writer's clock is nine hours ahead of ours: the start would lie behind the end. */
    @Test
    @Tag("W33")
    @Tag("P37")
    void aWriterInAnotherZoneMakesNoNegativeDuration() throws Exception {
        workspace.jobStatus(TRAIN, "9c41", "error", ", \"started_time\": \"2025-03-01T19:15:00\"");
        failed("{\"code\": 1}", Instant.parse("2025-03-01T10:20:00Z"));
        assertThat(job().has("x_started_ts")).isFalse();
        assertThat(job().path("x_ended_ts").decimalValue()).isEqualByComparingTo("1740824400");
        assertThat(job().path("started_time").textValue()).isEqualTo("2025-03-01T19:15:00");
    }

    @Test
    @Tag("W33")
    void theTimeOfAnEventIsPreferredToTheLocalTimeInIt() throws Exception {
        workspace.jobStatus(TRAIN, "9c41", "running", ", \"events_count\": 0");
        workspace.write(
                live("9c41", 0),
                changed(1_740_824_100, "9c41", "running")
                        .replace("\"event_type\"", "\"started_time\": \"2025-03-01T19:15:00\", \"event_type\""));
        assertThat(job().path("x_started_ts").decimalValue()).isEqualByComparingTo("1740824100");
    }

    @Test
    @Tag("W25")
    void howTheJobsEndedIsToldApartFromHowTheScriptEnded() throws Exception {
        workspace.run(RUN, status("done", ", \"job_states\": {\"9c41\": \"error\"}"));
        Experiment failed = workspace.queries().experiment("sweep");
        assertThat(failed.status()).isEqualTo(RunStatus.DONE);
        assertThat(failed.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(written(failed).path("x_outcome").textValue()).isEqualTo("failed");
        assertThat(written(failed).path("status").textValue()).isEqualTo("done");
    }

    /** Ctrl-C leaves a run that is done and a job that is not. */
    @Test
    @Tag("W25")
    void aJobThatOutlivesItsRunStillRuns() throws Exception {
        workspace.run(RUN, status("done", ", \"job_states\": {\"9c41\": \"scheduled\"}"));
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": 4711}");
        workspace.alive = Verdict.YES;
        assertThat(list(workspace.queries().jobs("sweep", null, null, null, null, null)))
                .singleElement()
                .returns(JobState.RUNNING, Job::state);
        assertThat(workspace.queries().experiment("sweep").outcome()).isNotEqualTo(RunOutcome.FAILED);
    }

    /** A job whose files cannot be parsed at all stands in the list as a job of which nothing more is known. */
    @Test
    @Tag("P33")
    void oneBrokenJobSpoilsNoList() throws Exception {
        for (int number = 10; number < 100; number++) {
            workspace.submit(RUN, TRAIN, "ab" + number, "{}");
            workspace.jobStatus(TRAIN, "ab" + number, "done", "");
        }
        workspace.write("jobs/demo.train/ab50/.experimaestro/status.json", "\u0000{\"state\": [[[");
        workspace.write("jobs/demo.train/ab51/.experimaestro/status.json", "[".repeat(100_000));
        workspace.write("jobs/demo.train/ab53/.experimaestro/status.json", "{\"exit_code\": 1e99999999999}");
        workspace.write("jobs/demo.train/ab52/.experimaestro/status.json", "");

        List<Job> jobs = list(workspace.queries().jobs("sweep", null, null, null, null, null));

        assertThat(jobs).hasSize(91);
        assertThat(jobs.stream().filter(job -> job.state().equals(JobState.DONE)))
                .hasSize(86);
        assertThat(written(jobs)).hasSize(91);
    }

    @Test
    @Tag("P17")
    void servicesOfNoExperimentAreRefusedAndNothingIsWritten() throws Exception {
        Map<String, String> before = workspace.listing();
        for (String[] ids : new String[][] {{"", ""}, {"", null}, {"sweep", ""}}) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> workspace.queries().services(ids[0], ids[1]))
                    .isInstanceOfSatisfying(
                            dev.xpm.protocol.message.RpcException.class,
                            refused -> assertThat(refused.code()).isEqualTo(-32602));
        }
        assertThat(workspace.listing()).isEqualTo(before);
        assertThat(workspace.queries().experiment("experiments")).isNull();
    }
}
