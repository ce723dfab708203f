package dev.xpm.client.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shape of the files; that programs read them is shown by the integration tests. */
class SampleWorkspaceTest {
    private static final Instant START = Instant.parse("2026-03-01T10:15:00Z");

    @TempDir
    Path temporary;

    private SampleWorkspace workspace;

    @BeforeEach
    void create() throws IOException {
        workspace = SampleWorkspace.create(temporary.resolve("ws"));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    private static long count(String text, String part) {
        return Stream.of(text.split(java.util.regex.Pattern.quote(part), -1)).count() - 1;
    }

    private Path job(SampleExperiment experiment, String task, boolean fails) {
        return experiment.jobs().stream()
                .filter(job -> job.task().equals(task) && job.fails() == fails)
                .map(workspace::job)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasTheHashesOfTheFormat() {
        assertThat(SampleWorkspace.sha256("demo.train")).startsWith("e592f802");
    }

    @Test
    void hasASweepOfTwentyFourJobsOfWhichOneFailsAndOneCannotRun() {
        List<SampleJob> jobs = SampleExperiment.sweep(0).jobs();

        assertThat(jobs).hasSize(24);
        assertThat(jobs.stream().map(SampleJob::id)).doesNotHaveDuplicates();
        List<SampleJob> failing = jobs.stream().filter(SampleJob::fails).toList();
        assertThat(failing).hasSize(1);
        assertThat(jobs.stream().filter(job -> job.needs().contains(failing.get(0))))
                .hasSize(1);
        SampleJob report = jobs.get(23);
        assertThat(report.needs()).hasSize(6).noneMatch(need -> need.needs().contains(failing.get(0)));
        assertThat(SampleExperiment.sweep(1).jobs()).doesNotContainAnyElementsOf(jobs);
    }

    @Test
    void leavesAFinishedRunAsADriverDoes() throws Exception {
        SampleExperiment experiment = SampleExperiment.ablation();

        Player.playInThePast(workspace, experiment, START);

        Path directory = workspace.experiment("ablation");
        assertThat(Files.readSymbolicLink(directory.resolve("current"))).hasToString("20260301_101500");
        assertThat(directory.resolve("lock")).isEmptyFile();
        Path run = directory.resolve("20260301_101500");
        assertThat(read(run.resolve("status.json")))
                .contains("\"status\": \"done\"", "\"started_at\": \"2026-03-01T10:15:00\"")
                .contains("\"error\"")
                .doesNotContain("events_count");
        assertThat(Files.readAllLines(run.resolve("jobs.jsonl"))).hasSize(9);
        assertThat(Files.readAllLines(run.resolve("objects.jsonl"))).hasSize(9);
        assertThat(read(run.resolve("environment.json"))).contains("\"status\": \"completed\"");
        String events = read(run.resolve("events/event-0.jsonl"));
        assertThat(count(events, "\"scheduler_state\":\"submitted\"")).isEqualTo(9);
        assertThat(count(events, "ServiceAddedEvent")).isEqualTo(1);
        assertThat(events.lines().reduce("", (first, last) -> last)).contains("RunCompletedEvent", "completed");
        assertThat(workspace.root().resolve(".events/experiments")).isEmptyDirectory();
        assertThat(workspace.root().resolve(".events/jobs")).isEmptyDirectory();
    }

    @Test
    void leavesADoneJobAsItsProcessDoes() throws Exception {
        SampleExperiment experiment = SampleExperiment.ablation();
        Player.playInThePast(workspace, experiment, START);

        Path job = job(experiment, "reader.learn.train", false);

        assertThat(names(job))
                .containsExactlyInAnyOrder(
                        ".experimaestro",
                        "params.json",
                        "train.done",
                        "train.err",
                        "train.lock",
                        "train.out",
                        "train.py");
        assertThat(job.resolve("train.done")).isEmptyFile();
        assertThat(Files.getLastModifiedTime(job.resolve("train.done")).toInstant())
                .isAfter(START)
                .isBefore(START.plusSeconds(7_200));
        assertThat(read(job.resolve(".experimaestro/status.json")))
                .contains("\"state\": \"done\"", "\"scheduler_state\": \"done\"", "\"process\": null")
                .contains("\"events_count\": 0", "\"carbon_metrics\": {");
        String events = read(job.resolve(".experimaestro/events/event-0.jsonl"));
        assertThat(events.lines().findFirst().orElseThrow())
                .contains("JobStateChangedEvent", "\"state\":\"running\"", "\"started_time\":");
        assertThat(events.lines().reduce("", (first, last) -> last)).contains("\"state\":\"done\"", "\"ended_time\":");
        assertThat(events).contains("\"level\":0", "\"level\":1", "\"is_final\":true");
        assertThat(events.lines()).hasSizeLessThan(1_280);
        assertThat(read(job.resolve("params.json")))
                .contains("\"version\": 3", "\"lr\": 0.001", "\"type\": \"python\"", "\"task\": ");
        assertThat(read(job.resolve("train.err"))).contains("[xpm] Running task", "\rEpochs: ", "\u001b[A");
        assertThat(read(job.resolve("train.out"))).contains("epoch 12 loss", "best accuracy");
    }

    @Test
    void leavesAFailedJobWithItsReasonAndATraceback() throws Exception {
        SampleExperiment experiment = SampleExperiment.ablation();
        Player.playInThePast(workspace, experiment, START);

        Path job = job(experiment, "reader.learn.train", true);

        assertThat(read(job.resolve("train.failed"))).startsWith("{\"code\": 1, \"reason\": \"failed\", \"message\": ");
        assertThat(job.resolve("train.pid")).doesNotExist();
        assertThat(job.resolve("train.done")).doesNotExist();
        assertThat(read(job.resolve("train.err")))
                .contains("Traceback (most recent call last):", "FloatingPointError: loss is nan");
    }

    @Test
    void leavesAJobThatCouldNotRunAlmostEmpty() throws Exception {
        SampleExperiment experiment = SampleExperiment.sweep(0);
        Player.playInThePast(workspace, experiment, START);
        SampleJob failing =
                experiment.jobs().stream().filter(SampleJob::fails).findFirst().orElseThrow();
        SampleJob dependent = experiment.jobs().stream()
                .filter(job -> job.needs().contains(failing))
                .findFirst()
                .orElseThrow();

        Path job = workspace.job(dependent);

        assertThat(names(job)).containsExactlyInAnyOrder(".experimaestro", "evaluate.lock");
        assertThat(read(job.resolve(".experimaestro/status.json")))
                .contains("\"state\": \"unscheduled\"")
                .contains("\"scheduler_state\": \"error\"", "\"scheduler_failure_reason\": \"DEPENDENCY\"");
    }

    @Test
    void keepsOneEventFileUnderTwoNamesWhileARunLives() throws Exception {
        LiveRun run = LiveRun.begin(workspace, SampleExperiment.sweep(0), JobProcesses.NONE, START);
        run.advance(START);
        run.advance(START.plusSeconds(2));
        run.advance(START.plusSeconds(4));

        Path live = workspace.root().resolve(".events/experiments/reader-sweep-0.jsonl");
        Path archive = workspace.experiment("reader-sweep").resolve("20260301_101500/events/event-0.jsonl");
        assertThat(Files.isSameFile(live, archive)).isTrue();
        SampleJob corpus = SampleExperiment.sweep(0).jobs().get(0);
        Path directory = workspace.job(corpus);
        assertThat(read(directory.resolve("prepare.pid"))).isEqualTo("{\"type\": \"local\", \"pid\": 0}");
        assertThat(Files.isSameFile(
                        workspace.liveEvents(corpus), directory.resolve(".experimaestro/events/event-0.jsonl")))
                .isTrue();
        assertThat(read(directory.resolve(".experimaestro/status.json"))).contains("\"state\": \"running\"");
        Path link = workspace
                .experiment("reader-sweep")
                .resolve("20260301_101500/jobs/reader.data.prepare")
                .resolve(corpus.id());
        assertThat(Files.readSymbolicLink(link)).isEqualTo(directory);
        assertThat(Files.exists(link.resolve("params.json"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void writesFilesThatTensorBoardReads() throws Exception {
        TensorBoardFile.create(temporary.resolve("tb"), 7, START).scalar("train/loss", 300, 0.5f, START);

        Path file =
                temporary.resolve("tb").resolve(names(temporary.resolve("tb")).get(0));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1772360100.");
        // A record whose bytes TensorBoard itself wrote: version 2 at time 0 has this checksum of its length, 24.
        assertThat(java.util.Arrays.copyOf(bytes, 12)).containsExactly(24, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22);
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("brain.Event:2", "train/loss");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
