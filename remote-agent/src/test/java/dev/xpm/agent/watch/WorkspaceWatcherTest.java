package dev.xpm.agent.watch;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static dev.xpm.agent.workspace.TestWorkspace.scheduled;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of changes, and that it is told once. Source: workspace-format.md 7.2. */
class WorkspaceWatcherTest {
    private static final String TRAIN = "demo.train";

    @TempDir
    Path directory;

    private final List<WorkspaceEvent> told = new CopyOnWriteArrayList<>();
    TestWorkspace workspace;
    private WorkspaceWatcher watcher;

    @BeforeEach
    void makeWorkspace() throws Exception {
        workspace = new TestWorkspace(directory);
        workspace.run(RUN, status("running", ", \"events_count\": 0"));
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        Files.createDirectories(directory.resolve(".events/jobs"));
        Files.createDirectories(directory.resolve(".events/experiments"));
        Path link = workspace.write("experiments/sweep/" + RUN + "/jobs/demo.train/x", "");
        Files.createSymbolicLink(link.resolveSibling("9c41"), directory.resolve("jobs/demo.train/9c41"));
        Files.createDirectories(directory.resolve("jobs/demo.train/9c41/.experimaestro/events"));
    }

    @AfterEach
    void stop() {
        if (watcher != null) {
            watcher.close();
        }
    }

    WatchOptions options() {
        return WatchOptions.DEFAULT;
    }

    void watch() throws InterruptedException {
        watcher = WorkspaceWatcher.start(directory, Clock.systemUTC(), options(), told::add);
        assertThat(watcher.awaitReady(Duration.ofSeconds(10))).isTrue();
    }

    <T extends WorkspaceEvent> List<T> told(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Double> progressTold() {
        return told(WorkspaceEvent.JobProgress.class).stream()
                .map(WorkspaceEvent.JobProgress::fraction)
                .toList();
    }

    @Test
    void tellsWhatIsWrittenAfterTheStartAndNothingOfBefore() throws Exception {
        workspace.write(live("9c41", 0), changed(1, "9c41", "running") + progress(2, "9c41", 0.1));
        watch();

        workspace.append(live("9c41", 0), progress(3, "9c41", 0.2));
        workspace.append(live("9c41", 0), progress(4, "9c41", 0.3));

        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.2, 0.3));
        assertThat(told(WorkspaceEvent.JobStateChanged.class)).isEmpty();
    }

    @Test
    @Tag("W15")
    void W15_aLineThatIsNotEndedIsToldOnceWhenItIs() throws Exception {
        String line = progress(3, "9c41", 0.5);
        workspace.write(live("9c41", 0), progress(1, "9c41", 0.1) + line.substring(0, 30));
        watch();

        workspace.append(live("9c41", 0), line.substring(30, 60));
        workspace.append(live("9c41", 0), line.substring(60) + progress(4, "9c41", 0.6));

        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.5, 0.6));
    }

    @Test
    void whatNoFileTellsOfAJobIsToldOfItsExperiment() throws Exception {
        watch();
        watcher.touchJobs(Set.of(TestWorkspace.job(TRAIN, "9c41"), TestWorkspace.job(TRAIN, "unknown")));
        await().untilAsserted(() -> assertThat(told).singleElement().satisfies(event -> assertThat(
                        ((WorkspaceEvent.ExperimentUpdated) event).experiment())
                .isEqualTo(TestWorkspace.SWEEP)));
    }

    @Test
    void linesThatAreNoEventsAreSkipped() throws Exception {
        watch();
        workspace.append(
                live("9c41", 0), "{not json}\n[]\n5\n\n{\"timestamp\": 1e99999999999}\n" + progress(1, "9c41", 0.5));
        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.5));
    }

    @Test
    void rotatedFilesAreToldInOrder() throws Exception {
        workspace.write(live("9c41", 9), "");
        watch();

        IntStream.range(0, 50).forEach(i -> workspace.append(live("9c41", 9), progress(i, "9c41", i / 100.0)));
        IntStream.range(50, 100).forEach(i -> workspace.append(live("9c41", 10), progress(i, "9c41", i / 100.0)));

        await().untilAsserted(() -> assertThat(progressTold())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> i / 100.0).toList()));
    }

    @Test
    @Tag("W18")
    void W18_aFileReplacedByALargerOneIsToldFromItsStart() throws Exception {
        workspace.write(live("9c41", 0), progress(1, "9c41", 0.1));
        watch();

        Path fresh = workspace.write(
                ".events/fresh", progress(2, "9c41", 0.2) + progress(3, "9c41", 0.3) + progress(4, "9c41", 0.4));
        Files.move(
                fresh,
                directory.resolve(live("9c41", 0)),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.2, 0.3, 0.4));
    }

    @Test
    void aFileThatWasCutIsReadAgainWithoutTellingTwice() throws Exception {
        watch();
        workspace.write(live("9c41", 0), progress(1, "9c41", 0.1) + progress(2, "9c41", 0.2));
        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.1, 0.2));

        workspace.write(live("9c41", 0), progress(3, "9c41", 0.3));

        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.1, 0.2, 0.3));
    }

    @Test
    @Tag("W30")
    void W30_theRestOfAFileThatWentToTheArchiveIsTold() throws Exception {
        Path file = workspace.write(live("9c41", 0), changed(1, "9c41", "running"));
        Path archive = directory.resolve("jobs/demo.train/9c41/.experimaestro/events/event-0.jsonl");
        Files.createLink(archive, file);
        watch();

        workspace.append(live("9c41", 0), progress(2, "9c41", 0.9) + changed(3, "9c41", "done"));
        Files.delete(file);

        await().untilAsserted(() -> {
            assertThat(progressTold()).containsExactly(0.9);
            assertThat(told(WorkspaceEvent.JobStateChanged.class)).hasSize(1);
        });
    }

    @Test
    @Tag("P3")
    void P3_aJobThatEndsIsNeverToldToRunAgain() throws Exception {
        Path file = workspace.write(live("9c41", 0), "");
        workspace.jobStatus(TRAIN, "9c41", "running", ", \"events_count\": 0");
        watch();

        workspace.append(live("9c41", 0), changed(2, "9c41", "done"));
        Files.move(file, directory.resolve("jobs/demo.train/9c41/.experimaestro/events/event-0.jsonl"));
        workspace.write("jobs/demo.train/9c41/train.done", "");

        await().untilAsserted(() -> assertThat(told(WorkspaceEvent.JobStateChanged.class))
                .extracting(event -> event.state().raw())
                .containsExactly("done"));
    }

    @Test
    @Tag("P21")
    void P21_idsThatTheWriterLeftOutAreFilledIn() throws Exception {
        watch();
        workspace.append(
                ".events/experiments/sweep-0.jsonl",
                "{\"timestamp\":1,\"experiment_id\":\"\",\"run_id\":\"\",\"service_id\":\"tb\",\"event_type\":\"ServiceAddedEvent\"}\n"
                        + scheduled(2, RUN, TRAIN, "9c41", "scheduled", "")
                        + "{\"timestamp\":3,\"experiment_id\":\"\",\"run_id\":\"\",\"status\":\"completed\",\"event_type\":\"RunCompletedEvent\"}\n");

        await().untilAsserted(() -> {
            assertThat(told(WorkspaceEvent.RunCompleted.class)).singleElement().satisfies(end -> {
                assertThat(end.experiment()).isEqualTo(TestWorkspace.SWEEP);
                assertThat(end.run().value()).isEqualTo(RUN);
            });
            assertThat(told(WorkspaceEvent.ServiceAdded.class))
                    .singleElement()
                    .satisfies(service -> assertThat(service.run().value()).isEqualTo(RUN));
        });
    }

    @Test
    @Tag("P34")
    void P34_anEventOfAnUnknownKindIsToldAsAnUpdate() throws Exception {
        watch();
        workspace.append(".events/experiments/sweep-0.jsonl", "{\"timestamp\":1,\"event_type\":\"NoSuchEvent\"}\n");

        await().untilAsserted(() ->
                assertThat(told(WorkspaceEvent.ExperimentUpdated.class)).isNotEmpty());
        assertThat(told(WorkspaceEvent.Unknown.class))
                .singleElement()
                .satisfies(event -> assertThat(event.type().raw()).isEqualTo("NoSuchEvent"));
    }

    @Test
    void A14_theExperimentOfAJobIsUpdatedAfterItsEvents() throws Exception {
        watch();
        workspace.append(live("9c41", 0), changed(1, "9c41", "running"));

        await().untilAsserted(() -> assertThat(told(WorkspaceEvent.ExperimentUpdated.class))
                .extracting(WorkspaceEvent.ExperimentUpdated::experiment)
                .contains(TestWorkspace.SWEEP));
        assertThat(told.get(0)).isInstanceOf(WorkspaceEvent.JobStateChanged.class);
        assertThat(watcher.affected(told.get(0))).containsExactly(TestWorkspace.SWEEP);
    }

    @Test
    void A14_anExperimentIsUpdatedAtOnceAndThenOncePerPeriod() {
        var throttle = new UpdateThrottle();
        var sweep = new ExperimentId("sweep");

        throttle.mark(sweep);
        assertThat(throttle.due(10_000)).containsExactly(sweep);
        throttle.mark(sweep);
        throttle.mark(sweep);
        assertThat(throttle.due(11_999)).isEmpty();
        assertThat(throttle.waitMillis(11_500, 60_000)).isEqualTo(500);
        assertThat(throttle.due(12_000)).containsExactly(sweep);
        assertThat(throttle.due(20_000)).isEmpty();
        assertThat(throttle.waitMillis(20_000, 60_000)).isEqualTo(60_000);
    }

    @Test
    void theEndOfARunIsToldInTheOrderOfTheOriginal() throws Exception {
        Path file = workspace.write(".events/experiments/sweep-0.jsonl", "");
        Path archive = directory.resolve("experiments/sweep/" + RUN + "/events/event-0.jsonl");
        Files.createDirectories(archive.getParent());
        watch();

        workspace.append(".events/experiments/sweep-0.jsonl", scheduled(2, RUN, TRAIN, "9c41", "done", ""));
        await().untilAsserted(() ->
                assertThat(told(WorkspaceEvent.ExperimentUpdated.class)).isNotEmpty());
        workspace.append(
                ".events/experiments/sweep-0.jsonl",
                "{\"timestamp\":3,\"experiment_id\":\"\",\"run_id\":\"\",\"status\":\"completed\",\"event_type\":\"RunCompletedEvent\"}\n");
        Files.move(file, archive);

        await().untilAsserted(
                        () -> assertThat(told(WorkspaceEvent.RunUpdated.class)).hasSize(1));
        int completed = told.indexOf(told(WorkspaceEvent.RunCompleted.class).get(0));
        assertThat(told.subList(completed, told.size()).stream().map(Object::getClass))
                .containsExactly(
                        WorkspaceEvent.RunCompleted.class,
                        WorkspaceEvent.ExperimentUpdated.class,
                        WorkspaceEvent.RunUpdated.class);
    }

    @Test
    @Tag("W10")
    void W10_aNewRunIsToldOf() throws Exception {
        watch();
        workspace.run("20250302_101500", status("running", ""));

        await().untilAsserted(() -> assertThat(told(WorkspaceEvent.RunUpdated.class))
                .extracting(event -> event.run().value())
                .containsExactly("20250302_101500"));
        await().untilAsserted(() ->
                assertThat(told(WorkspaceEvent.ExperimentUpdated.class)).isNotEmpty());
    }

    @Test
    @Tag("W36")
    void W36_aMarkerWithoutAnEventUpdatesTheExperiment() throws Exception {
        workspace.write(live("9c41", 0), changed(1, "9c41", "running"));
        workspace.touch(directory.resolve(live("9c41", 0)), java.time.Instant.ofEpochSecond(1_000));
        watch();

        workspace.write("jobs/demo.train/9c41/train.failed", "{\"code\": 1}");

        await().untilAsserted(() ->
                assertThat(told(WorkspaceEvent.ExperimentUpdated.class)).isNotEmpty());
    }

    private void awaitUpdate(String experiment) {
        await().untilAsserted(() -> assertThat(told(WorkspaceEvent.ExperimentUpdated.class))
                .extracting(event -> event.experiment().value())
                .contains(experiment));
    }

    @Test
    @Tag("W36")
    void W36_tagsOfARunUpdateTheExperiment() throws Exception {
        workspace.run(RUN, status("done", ""));
        watch();
        workspace.run(RUN, status("done", ", \"run_tags\": [\"best\"]"));
        awaitUpdate("sweep");
    }

    @Test
    @Tag("W36")
    void W36_aRunThatIsPrunedUpdatesTheExperiment() throws Exception {
        Path pruned = workspace.write("experiments/sweep/20250201_101500/status.json", status("failed", ""));
        watch();
        Files.delete(pruned);
        Files.delete(pruned.getParent());
        awaitUpdate("sweep");
    }

    /** It leaves the word in the status of the run. */
    @Test
    @Tag("W36")
    void W36_aJobThatAnotherMonitorDeletesUpdatesTheExperiment() throws Exception {
        workspace.run(RUN, status("done", ", \"job_states\": {\"9c41\": \"done\"}"));
        watch();
        workspace.write(
                "experiments/sweep/" + RUN + "/status.json",
                status("done", ", \"job_states\": {\"9c41\": \"error:MISSING_OUTPUTS\"}"));
        awaitUpdate("sweep");
    }

    @Test
    @Tag("W36")
    void W36_experimentsThatComeAndGoAreToldOf() throws Exception {
        Path going = workspace.write("experiments/going/" + RUN + "/status.json", status("done", ""));
        watch();
        Files.delete(going);
        Files.delete(going.getParent());
        Files.delete(going.getParent().getParent());
        workspace.run("coming", RUN, status("running", ""));
        awaitUpdate("going");
        awaitUpdate("coming");
    }

    @Test
    void directoriesThatAreMadeLaterAreWatched() throws Exception {
        Files.delete(directory.resolve(".events/jobs"));
        watch();
        workspace.append(live("9c41", 0), progress(1, "9c41", 0.5));
        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.5));
    }

    @Test
    void closesTwiceAndLeavesNoThread() throws Exception {
        watch();
        watcher.close();
        watcher.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("xpm-agent-watch");
    }
}
