package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever one file of a workspace holds, every question is answered, the other job is listed, and what is answered is
 * JSON.
 */
@Tag("A-J8")
class WorkspaceFilesFuzzTest {
    private static final String JOB = "jobs/demo.train/9c41/";
    private static final String STATUS = "{\"job_id\": \"9c41\", \"state\": \"running\", \"events_count\": 0}";
    private static final JsonMapper WRITER = StrictMapper.answer();
    /** JSON as the standard has it, without {@code NaN} and duplicate keys, within the limits of an answer. */
    private static final JsonMapper READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Long enough ago that no reader takes it for a file that is being written, and waits. */
    private static final Instant OLD = Instant.parse("2025-03-01T12:00:00Z");

    @TempDir
    static Path directory;

    private static TestWorkspace workspace;

    @BeforeAll
    static void makeWorkspace() throws IOException {
        workspace = new TestWorkspace(directory);
        workspace.run(RUN, TestWorkspace.status("running", ", \"events_count\": 0"));
        workspace.submit(RUN, "demo.train", "9c41", "{\"lr\": 0.1}");
        workspace.submit(RUN, "demo.train", "e07a", "{}");
        workspace.jobStatus("demo.train", "e07a", "done", "");
        workspace.write(JOB + ".experimaestro/status.json", STATUS);
    }

    @FuzzTest(maxDuration = "5m")
    void statusOfARun(byte[] content) throws Exception {
        check("experiments/sweep/" + RUN + "/status.json", content);
    }

    @FuzzTest(maxDuration = "5m")
    void submissions(byte[] content) throws Exception {
        check("experiments/sweep/" + RUN + "/jobs.jsonl", content, ownSubmission());
    }

    @FuzzTest(maxDuration = "5m")
    void objects(byte[] content) throws Exception {
        check("experiments/sweep/" + RUN + "/objects.jsonl", content);
    }

    @FuzzTest(maxDuration = "5m")
    void environment(byte[] content) throws Exception {
        check("experiments/sweep/" + RUN + "/environment.json", content);
    }

    @FuzzTest(maxDuration = "5m")
    void eventsOfAnExperiment(byte[] content) throws Exception {
        check(".events/experiments/sweep-0.jsonl", content);
    }

    @FuzzTest(maxDuration = "5m")
    void eventsOfAJob(byte[] content) throws Exception {
        check(TestWorkspace.live("9c41", 0), content);
    }

    @FuzzTest(maxDuration = "5m")
    void statusOfAJob(byte[] content) throws Exception {
        check(JOB + ".experimaestro/status.json", content);
        workspace.write(JOB + ".experimaestro/status.json", STATUS);
    }

    @FuzzTest(maxDuration = "5m")
    void markerOfAJob(byte[] content) throws Exception {
        check(JOB + "train.failed", content);
    }

    @FuzzTest(maxDuration = "5m")
    void processOfAJob(byte[] content) throws Exception {
        check(JOB + "train.pid", content);
    }

    @FuzzTest(maxDuration = "5m")
    void parametersOfAJob(byte[] content) throws Exception {
        check(JOB + "params.json", content);
    }

    @FuzzTest(maxDuration = "5m")
    void carbonRecords(byte[] content) throws Exception {
        check("carbon/measures-0.jsonl", content);
    }

    @FuzzTest(maxDuration = "5m")
    void oneLineOfEvents(byte[] line) throws Exception {
        WorkspaceEvent event = new JsonLines.EventReader().read(line, 0, line.length);
        if (event != null) {
            READER.readTree(dev.xpm.protocol.codec.MessageCodec.line(event));
        }
    }

    /** What the run needs to know of the other job, in front of what is being tried. */
    private static byte[] ownSubmission() {
        return "{\"job_id\": \"e07a\", \"task_id\": \"demo.train\"}\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void check(String path, byte[] content, byte... before) throws IOException, RpcException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        byte[] whole = Arrays.copyOf(before, before.length + content.length);
        System.arraycopy(content, 0, whole, before.length, content.length);
        byte[] usual = Files.exists(file) ? Files.readAllBytes(file) : null;
        Files.write(file, whole);
        workspace.touch(file, OLD);
        try {
            ask(workspace.queries());
        } finally {
            if (usual == null) {
                Files.delete(file);
            } else {
                Files.write(file, usual);
            }
        }
    }

    private static void ask(WorkspaceQueries queries) throws IOException, RpcException {
        check(list(queries.experiments(null)));
        check(list(queries.runs("sweep")));
        var jobs = list(queries.jobs("sweep", null, null, null, null, null));
        check(jobs);
        assertThat(jobs).extracting(job -> job.key().job()).contains(new JobId("e07a"));
        check(queries.job("demo.train", "9c41"));
        check(list(queries.services("sweep", null)));
        check(queries.tagsMap("sweep", null));
        check(queries.dependenciesMap("sweep", null));
        check(list(queries.strayJobs()));
    }

    private static <T> List<T> list(Streamed<T> answer) {
        var items = new ArrayList<T>();
        answer.items().forEach(items::add);
        return items;
    }

    private static void check(Object answer) throws JsonProcessingException {
        READER.readTree(WRITER.writeValueAsString(answer));
    }
}
