package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.CarbonImpact;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunAction;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records on the wire: there and back, and what a peer may leave out or get wrong. Source: protocol.md 3.2 and 6. */
class RecordCodecTest {
    private static final JsonMapper WIRE = StrictMapper.answer();
    private static final Carbon CARBON = new Carbon(1, 2, 3, 4, 5, 6, Samples.text("FR"), true, false);

    @Test
    void aJobWithEveryFieldComesBackTheSame() throws Exception {
        Job job = new JobFold(Samples.KEY)
                .path(Samples.text("/scratch/xp/jobs/demo.train/9c41"))
                .state(JobState.error(FailureReason.MEMORY))
                .scheduler(JobState.error(FailureReason.FAILED))
                .started(Samples.TIME)
                .ended(Samples.TIME)
                .exitCode(137)
                .retryCount(2)
                .resumable(true)
                .progress(List.of(new Progress(0, Samples.text("epoch"), 0.25), new Progress(1, null, 1)))
                .process(new ProcessSpec(
                        Samples.text("local"),
                        Samples.text("4711"),
                        new JsonValue.Fields(Map.of(
                                "type", new JsonValue.Text(Samples.text("local")),
                                "pid", new JsonValue.Numeric("4711")))))
                .carbon(CARBON)
                .previousCarbon(CARBON)
                .runGroup(Samples.text("20260301-101500.13"))
                .eventsCount(3)
                .verified(false)
                .snapshot();
        assertThat(JobCodec.read(tree(job))).isEqualTo(job);
    }

    @Test
    void aBareJobHasTheKeysThatTheOriginalClientNeeds() throws Exception {
        JsonNode job = tree(new JobFold(Samples.KEY).snapshot());
        assertThat(job.path("state").textValue()).isEqualTo("unscheduled");
        assertThat(job.path("progress").isArray()).isTrue();
        assertThat(job.has("process")).isTrue();
        assertThat(job.has("carbon_metrics")).isFalse();
        assertThat(job.has("events_count")).isFalse();
        assertThat(job.has("identifier")).isFalse();
    }

    @Test
    void anUnknownStateKeepsItsName() throws Exception {
        Job job = JobCodec.read(WIRE.readTree("{\"job_id\":\"j\",\"task_id\":\"t\",\"state\":\"paused\"}"));
        assertThat(job.state().name().raw()).isEqualTo("paused");
        assertThat(tree(job).path("state").textValue()).isEqualTo("paused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"job_id\":\"j\"}",
                "{\"job_id\":\"../x\",\"task_id\":\"t\"}",
                "{\"job_id\":1,\"task_id\":\"t\"}",
                "{\"job_id\":\"\",\"task_id\":\"t\"}"
            })
    void aJobWithoutUsableIdsIsNotRead(String json) throws Exception {
        assertThat(JobCodec.read(WIRE.readTree(json))).isNull();
    }

    @Test
    void misshapenFieldsOfAJobReadAsMissing() throws Exception {
        Job job = JobCodec.read(WIRE.readTree("{\"job_id\":\"j\",\"task_id\":\"t\",\"state\":null,\"progress\":null,"
                + "\"process\":[],\"exit_code\":\"x\",\"retry_count\":null,\"started_time\":1772360100.5,"
                + "\"ended_time\":\"never\",\"carbon_metrics\":3,\"path\":null,\"resumable\":\"yes\"}"));
        assertThat(job.state()).isEqualTo(JobState.UNSCHEDULED);
        assertThat(job.progress()).isEmpty();
        assertThat(job.started()).isNotNull();
        assertThat(job.ended()).isNull();
    }

    @Tag("A-J2")
    @Test
    void noNumericFieldHoldsANonFiniteNumber() throws Exception {
        Job job = JobCodec.read(WIRE.readTree("{\"job_id\":\"j\",\"task_id\":\"t\",\"state\":\"running\","
                + "\"progress\":[{\"level\":0,\"progress\":NaN},{\"level\":1,\"progress\":1e400},{\"level\":2,\"progress\":-3}],"
                + "\"carbon_metrics\":{\"co2_kg\":NaN,\"energy_kwh\":Infinity,\"cpu_power_w\":{\"kWh\":2.5}}}"));
        assertThat(job.progress()).allMatch(level -> level.fraction() >= 0 && level.fraction() <= 1);
        assertThat(job.carbon().co2Kg()).isZero();
        assertThat(job.carbon().energyKwh()).isZero();
        assertThat(job.carbon().cpuPowerW()).isEqualTo(2.5);
        assertThat(WIRE.writeValueAsString(job)).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void anExperimentWithEveryFieldComesBackTheSame() throws Exception {
        var service = new Service(
                Samples.text("tb"),
                Samples.text("TensorBoard"),
                Samples.text("demo.Board"),
                JsonValue.Fields.EMPTY,
                Samples.SWEEP,
                Samples.RUN,
                Samples.text("RUNNING"),
                Samples.text("http://localhost:1"),
                List.of(new Service.Part(
                        Samples.text("a"), Samples.text("b"), Samples.text("STOPPED"), Samples.text("http://x"))));
        Experiment experiment = new ExperimentFold(Samples.SWEEP, Samples.RUN)
                .status(RunStatus.FAILED)
                .hostname(Samples.text("node3"))
                .started(Samples.TIME)
                .ended(Samples.TIME)
                .jobState(Samples.JOB, JobState.error(FailureReason.DEPENDENCY))
                .jobState(new JobId("e0"), JobState.DONE)
                .job(new JobInfo(Samples.KEY, Samples.tags(), 1772360100.12))
                .service(service)
                .action(new RunAction(Samples.text("x"), Samples.text("Export"), Samples.text("demo.X")))
                .runTags(List.of(Samples.text("paper")))
                .carbon(new CarbonImpact(new CarbonImpact.Total(1, 2, 3, 4), null))
                .live(true)
                .outcome(RunOutcome.FAILED)
                .snapshot();
        JsonNode tree = tree(experiment);
        assertThat(ExperimentCodec.read(tree)).isEqualTo(experiment);
        assertThat(tree.at("/job_states/9c41").textValue()).isEqualTo("error:DEPENDENCY");
    }

    @Test
    void anEmptyExperimentHasObjectsAndListsInsteadOfNull() throws Exception {
        JsonNode tree = tree(new ExperimentFold(Samples.SWEEP, null).snapshot());
        for (String name : List.of("job_states", "job_infos", "services", "actions")) {
            assertThat(tree.path(name).isObject()).as(name).isTrue();
        }
        assertThat(tree.path("run_tags").isArray()).isTrue();
        assertThat(tree.path("run_id").textValue()).isEmpty();
    }

    @Test
    void anExperimentWithNullsEverywhereIsRead() throws Exception {
        Experiment experiment = ExperimentCodec.read(WIRE.readTree("{\"experiment_id\":\"a\",\"run_id\":null,"
                + "\"status\":\"active\",\"job_states\":null,\"job_infos\":null,\"services\":[{\"service_id\":\"s\"},3],"
                + "\"actions\":null,\"run_tags\":null,\"carbon_impact\":null}"));
        assertThat(experiment.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(experiment.services()).containsOnlyKeys("s");
        assertThat(ExperimentCodec.read(WIRE.readTree("{\"experiment_id\":\"a/b\"}")))
                .isNull();
    }

    @Test
    void theSmallAnswersComeBackTheSame() throws Exception {
        var info = new ServerInfo(
                Samples.text("2.0"),
                Samples.text("/scratch/xp"),
                Samples.text("xpm"),
                Samples.text("0.1.0"),
                true,
                Samples.text("read-only"),
                Map.of("log", 1));
        assertThat(InfoCodec.readServer(tree(info))).isEqualTo(info);
        var process = new ProcessInfo(Samples.text("12"), Samples.text("local"), true, 98.5, 42.25, 2);
        assertThat(InfoCodec.readProcess(tree(process))).isEqualTo(process);
        assertThat(tree(process).path("pid").isInt()).isTrue();
        var batch = new ProcessInfo(Samples.text("12"), Samples.text("slurm"), false, null, null, null);
        assertThat(InfoCodec.readProcess(tree(batch))).isEqualTo(batch);
        assertThat(tree(batch).path("pid").isTextual()).isTrue();
        var slice = new LogSlice(1, 5, 9, 1.5, "a1b2", false, true, 7, Samples.text("line\n"));
        assertThat(InfoCodec.readLog(tree(slice))).isEqualTo(slice);
        assertThat(WarningCodec.read(tree(Samples.warning()))).isEqualTo(Samples.warning());
    }

    @Test
    void theAnswerOfTheOriginalServerIsUnderstood() throws Exception {
        ServerInfo info = InfoCodec.readServer(
                WIRE.readTree("{\"protocol_version\":\"2.0\",\"workspace_path\":\"/w\",\"last_sync_time\":null}"));
        assertThat(info.has("log")).isFalse();
        assertThat(info.name()).isNull();
        assertThat(InfoCodec.readServer(WIRE.readTree("{\"protocol_version\":2.0}"))
                        .protocolVersion()
                        .raw())
                .isEmpty();
    }

    @Tag("A-J3")
    @Test
    void duplicateKeysAreRefusedOnTheWireAndTheLastCountsInAFile() throws Exception {
        assertThatThrownBy(() -> StrictMapper.request().readTree("{\"id\":1,\"id\":2}"))
                .isInstanceOf(JsonProcessingException.class);
        assertThat(StrictMapper.file()
                        .readTree("{\"id\":1,\"id\":2}")
                        .path("id")
                        .asInt())
                .isEqualTo(2);
    }

    @Tag("A-J2")
    @Test
    void theLimitsOfWhatIsParsedHold() {
        String deep = "[".repeat(100_000);
        for (JsonMapper mapper : List.of(StrictMapper.request(), StrictMapper.answer(), StrictMapper.file())) {
            assertThatThrownBy(() -> mapper.readTree(deep)).isInstanceOf(JsonProcessingException.class);
            assertThatThrownBy(() -> mapper.readTree("1".repeat(5_000))).isInstanceOf(JsonProcessingException.class);
            assertThatThrownBy(() -> mapper.readTree("{} {}")).isInstanceOf(JsonProcessingException.class);
        }
        assertThatThrownBy(() -> StrictMapper.request().readTree("NaN")).isInstanceOf(JsonProcessingException.class);
    }

    private static JsonNode tree(Object value) throws Exception {
        return WIRE.readTree(WIRE.writeValueAsString(value));
    }
}
