package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static dev.xpm.agent.workspace.TestWorkspace.scheduled;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk shows, row by row of workspace-format.md 9. */
class WorkspaceQueriesTest {
    private static final String TRAIN = "demo.train";

    @TempDir
    Path directory;

    private TestWorkspace workspace;

    @BeforeEach
    void makeWorkspace() {
        workspace = new TestWorkspace(directory);
    }

    private static <T> List<T> list(Streamed<T> answer) {
        var items = new ArrayList<T>();
        answer.items().forEach(items::add);
        return items;
    }

    private List<Job> jobs() throws RpcException {
        return list(workspace.queries().jobs("sweep", null, null, null, null, null));
    }

    private Experiment sweep() throws RpcException {
        return workspace.queries().experiment("sweep");
    }

    private void running(String more) throws Exception {
        workspace.run(RUN, status("running", more));
        workspace.submit(RUN, TRAIN, "9c41", "{\"lr\": 0.1}");
    }

    @Test
    @Tag("W1")
    void W1_eventFilesOfAnExperimentWithALongerNameAreNotItsOwn() throws Exception {
        workspace.held = Verdict.YES;
        workspace.run("a", RUN, status("running", ", \"events_count\": 0"));
        workspace.run("a-b", RUN, status("running", ", \"events_count\": 0"));
        workspace.write(".events/experiments/a-b-0.jsonl", scheduled(1, RUN, TRAIN, "9c41", "waiting", ""));

        assertThat(workspace.queries().experiment("a").jobStates()).isEmpty();
        assertThat(workspace.queries().experiment("a-b").jobStates()).containsOnlyKeys(new JobId("9c41"));
    }

    @Test
    @Tag("W2")
    @Tag("P16")
    void W2_idsThatAreNoNamesAreRefused() {
        for (String id : List.of("..", ".", "a/b", "../../x", "/etc", "a\0b")) {
            assertThatThrownBy(() -> workspace.queries().experiment(id)).hasMessageContaining("experiment_id");
            assertThatThrownBy(() -> workspace.queries().job("demo.train", id)).hasMessageContaining("job_id");
            assertThatThrownBy(() -> workspace.queries().job(id, "9c41")).hasMessageContaining("task_id");
        }
    }

    @Test
    @Tag("W3")
    void W3_dependenciesComeFromTheObjectsOfTheRun() throws Exception {
        running("");
        workspace.submit(RUN, "demo.evaluate", "e07a", "{}");
        workspace.write("experiments/sweep/" + RUN + "/objects.jsonl", """
                {"id": 1, "identifier": "9c41", "fields": {}}
                {"id": 2, "identifier": "ffff", "fields": {"m": {"type": "python", "value": 1}}}
                {"id": 3, "identifier": "e07a", "fields": {"in": [{"type": "python", "value": 2}]}}
                """);

        assertThat(workspace.queries().dependenciesMap("sweep", null)).isEqualTo(Map.of("e07a", List.of("9c41")));
    }

    @Test
    @Tag("W3")
    void W3_dependenciesComeFromTheJobsParametersWhereTheRunHasNoObjects() throws Exception {
        workspace.run(RUN, status("running", ""));
        workspace.submit(RUN, "demo.evaluate", "e07a", "{}");
        workspace.write(
                "jobs/demo.evaluate/e07a/params.json",
                "{\"objects\": [{\"id\": 1, \"task\": 1, \"identifier\": \"9c41\", \"fields\": {}},"
                        + "{\"id\": 3, \"task\": 3, \"identifier\": \"e07a\", \"fields\":"
                        + " {\"in\": {\"x\": {\"type\": \"python\", \"value\": 1}}}}]}");

        assertThat(workspace.queries().dependenciesMap("sweep", null)).isEqualTo(Map.of("e07a", List.of("9c41")));
    }

    @Test
    @Tag("W4")
    void W4_aJobFailedByDependencyShowsSoAfterTheRunEnded() throws Exception {
        workspace.run(RUN, status("done", ", \"job_states\": {\"9c41\": \"unscheduled\"}"));
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        workspace.write(
                "experiments/sweep/" + RUN + "/events/event-0.jsonl",
                scheduled(1, RUN, TRAIN, "9c41", "error", ",\"failure_reason\":\"DEPENDENCY\""));

        assertThat(jobs()).singleElement().satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.error(FailureReason.DEPENDENCY));
            assertThat(job.scheduler()).isEqualTo(JobState.error(FailureReason.DEPENDENCY));
        });
        assertThat(sweep().outcome()).isEqualTo(RunOutcome.FAILED);
    }

    @Test
    @Tag("W5")
    void W5_aRunWhoseDriverIsGoneWasInterrupted() throws Exception {
        running("");
        assertThat(sweep().live()).isFalse();
        assertThat(sweep().outcome()).isEqualTo(RunOutcome.INTERRUPTED);
        assertThat(sweep().status()).isEqualTo(RunStatus.RUNNING);

        workspace.held = Verdict.YES;
        assertThat(sweep().live()).isTrue();
        assertThat(sweep().outcome()).isNull();

        workspace.held = Verdict.UNKNOWN;
        assertThat(sweep().live()).isNull();
    }

    @Test
    @Tag("W6")
    @Tag("P18")
    void W6_readingWritesNothing() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": 4711}");
        workspace.write(".events/experiments/sweep-0.jsonl", scheduled(1, RUN, TRAIN, "9c41", "scheduled", ""));
        Map<String, String> before = workspace.listing();

        WorkspaceQueries queries = workspace.queries();
        list(queries.experiments(null));
        list(queries.runs("sweep"));
        jobs();
        list(queries.allJobs(null, null, null));
        list(queries.orphanJobs(true));
        list(queries.strayJobs());
        queries.cleanup().all();

        assertThat(workspace.listing()).isEqualTo(before);
    }

    @Test
    @Tag("W6")
    void W6_aProcessOfAnotherHostIsUnverifiedAndNotDead() throws Exception {
        workspace.run(RUN, status("running", "").replace("\"here\"", "\"node7\""));
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": 4711}");
        link();

        assertThat(jobs()).singleElement().satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            assertThat(job.verified()).isFalse();
        });
    }

    @Test
    @Tag("W6")
    void W6_aDeadProcessOfThisHostIsAFailedJob() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": 4711}");
        link();

        assertThat(jobs().get(0).state()).isEqualTo(JobState.error(FailureReason.FAILED));

        workspace.alive = Verdict.YES;
        assertThat(jobs().get(0).state()).isEqualTo(JobState.RUNNING);
        assertThat(jobs().get(0).verified()).isTrue();
    }

    private void link() throws Exception {
        Path link = workspace.write("experiments/sweep/" + RUN + "/jobs/demo.train/x", "");
        Files.createSymbolicLink(link.resolveSibling("9c41"), workspace.root.resolve("jobs/demo.train/9c41"));
    }

    @Test
    @Tag("W7")
    void W7_archivedEventsOfACrashedRunCountWhereTheStatusDoesNotHoldThem() throws Exception {
        running(", \"job_states\": {\"9c41\": \"unscheduled\"}");
        workspace.write(
                "experiments/sweep/" + RUN + "/events/event-0.jsonl",
                scheduled(1, RUN, TRAIN, "9c41", "waiting", "") + scheduled(2, RUN, TRAIN, "9c41", "done", ""));

        assertThat(sweep().jobStates()).containsEntry(new JobId("9c41"), JobState.DONE);
    }

    @Test
    @Tag("W8")
    void W8_theFirstOfTwoRunsInOneFileDoesNotGetTheSecondsEnd() throws Exception {
        String second = "20250301_113000";
        workspace.run(RUN, status("running", ", \"events_count\": 0"));
        workspace.run(second, status("running", ", \"events_count\": 0"));
        Path file = workspace.write(
                ".events/experiments/sweep-0.jsonl",
                scheduled(1, RUN, TRAIN, "9c41", "scheduled", "")
                        + "{\"timestamp\":2,\"run_id\":\"\",\"service_id\":\"tb\",\"event_type\":\"ServiceAddedEvent\"}\n"
                        + scheduled(3, second, TRAIN, "e07a", "scheduled", "")
                        + "{\"timestamp\":4,\"run_id\":\"\",\"status\":\"failed\",\"event_type\":\"RunCompletedEvent\"}\n");
        for (String run : List.of(RUN, second)) {
            Path archive = workspace.root.resolve("experiments/sweep/" + run + "/events/event-0.jsonl");
            Files.createDirectories(archive.getParent());
            Files.createLink(archive, file);
        }

        List<Experiment> runs = list(workspace.queries().runs("sweep"));

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).status()).isEqualTo(RunStatus.FAILED);
        assertThat(runs.get(0).services()).containsOnlyKeys("tb");
        assertThat(runs.get(1).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(runs.get(1).services()).isEmpty();
    }

    @Test
    @Tag("W9")
    void W9_anExperimentWithoutRunsHasItsNameAndNoRuns() throws Exception {
        workspace.write("experiments/fresh/results/table.csv", "");
        workspace.write("experiments/.hidden/x", "");

        assertThat(list(workspace.queries().experiments(null))).singleElement().satisfies(fresh -> {
            assertThat(fresh.id().value()).isEqualTo("fresh");
            assertThat(fresh.run()).isNull();
        });
        assertThat(list(workspace.queries().runs("fresh"))).isEmpty();
        assertThat(workspace.queries().experiment("none")).isNull();
    }

    @Test
    @Tag("W10")
    void W10_theNewRunIsShownOnceTheLinkMoved() throws Exception {
        running("");
        WorkspaceQueries queries = workspace.queries();
        assertThat(queries.experiment("sweep").run().value()).isEqualTo(RUN);

        workspace.run("20250302_101500", status("running", ""));

        assertThat(queries.experiment("sweep").run().value()).isEqualTo("20250302_101500");
    }

    @Test
    @Tag("W11")
    void W11_theArchiveTellsTheEndOfAJobThatHasNoMarkerYet() throws Exception {
        running(", \"events_count\": 0");
        workspace.jobStatus(TRAIN, "9c41", "running", ", \"events_count\": 0");
        workspace.write(
                "jobs/demo.train/9c41/.experimaestro/events/event-0.jsonl",
                changed(1, "9c41", "running") + changed(2, "9c41", "done"));

        assertThat(jobs().get(0).state()).isEqualTo(JobState.DONE);
    }

    @Test
    @Tag("W11")
    void W11_aMarkerIsNotOverruledByAnOldStatus() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        WorkspaceQueries queries = workspace.queries();
        list(queries.jobs("sweep", null, null, null, null, null));

        workspace.write("jobs/demo.train/9c41/train.done", "");

        assertThat(list(queries.jobs("sweep", null, null, null, null, null))
                        .get(0)
                        .state())
                .isEqualTo(JobState.DONE);
    }

    @Test
    @Tag("W17")
    void W17_eventFilesAreReadInTheOrderOfTheirNumbers() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "running", ", \"events_count\": 0");
        for (int number = 0; number < 12; number++) {
            workspace.write(live("9c41", number), progress(number + 1, "9c41", number / 100.0));
        }

        assertThat(jobs().get(0).progress().get(0).fraction()).isEqualTo(0.11);
    }

    @Test
    @Tag("W19")
    void W19_stagingDirectoriesAreNoOrphans() throws Exception {
        workspace.write("jobs/demo.train/.tmp.9c41/x", "");
        workspace.write("jobs/demo.train/e07a/x", "");

        assertThat(list(workspace.queries().orphanJobs(true)))
                .extracting(job -> job.key().job().value())
                .containsExactly("e07a");
    }

    @Test
    void aJobThatLiesInAnArchiveTooIsNoOrphan() throws Exception {
        for (String job : List.of("e07a", "5ead", "9c41")) {
            workspace.write("jobs/demo.train/" + job + "/train.done", "");
        }
        Path copies = Files.createDirectories(workspace.root.resolve("copies/jobs/demo.train/5ead"));
        Path moved = Files.createDirectories(workspace.root.resolve("moved/jobs/demo.train/aaaa"));
        Files.createSymbolicLink(workspace.root.resolve("jobs/demo.train/aaaa"), moved);
        workspace.archives = () -> List.of(
                copies.resolve("../../..").normalize(),
                moved.resolve("../../..").normalize(),
                workspace.root.resolve("not there"));

        WorkspaceQueries queries = workspace.queries();
        assertThat(ids(queries.orphanJobs(true))).containsExactlyInAnyOrder("9c41", "e07a");
        assertThat(ids(queries.orphanJobs(false))).containsExactlyInAnyOrder("9c41", "e07a", "5ead", "aaaa");
        assertThat(queries.stats(false).orphans()).isEqualTo(2);
        assertThat(queries.cleanup().all()).singleElement().satisfies(finding -> assertThat(finding.jobs())
                .hasSize(2));
    }

    @Test
    void noJobIsCalledAnOrphanAsLongAsTheArchivesAreNotKnown() {
        workspace.write("jobs/demo.train/e07a/train.done", "");
        workspace.archives = () -> {
            throw new FileSystemException("settings.yaml", null, "the settings of the host cannot be read");
        };
        WorkspaceQueries queries = workspace.queries();

        assertThatThrownBy(() -> queries.orphanJobs(true)).hasMessageContaining("settings of the host");
        assertThatThrownBy(() -> queries.cleanup().all()).hasMessageContaining("settings of the host");
    }

    private static List<String> ids(Streamed<Job> jobs) {
        return list(jobs).stream().map(job -> job.key().job().value()).toList();
    }

    @Test
    @Tag("W20")
    void W20_theLastGoodStatusStaysWhileTheFileIsCut() throws Exception {
        running(", \"job_states\": {\"9c41\": \"done\"}");
        WorkspaceQueries queries = workspace.queries();
        queries.experiment("sweep");

        workspace.write("experiments/sweep/" + RUN + "/status.json", "{\"version\": 1, \"job_st");

        assertThat(queries.experiment("sweep").jobStates()).containsEntry(new JobId("9c41"), JobState.DONE);
        assertThat(list(queries.runs("sweep"))).hasSize(1);
    }

    @Test
    @Tag("W20")
    void W20_aDamagedStatusDoesNotHideTheJobs() throws Exception {
        running("");
        workspace.write("experiments/sweep/" + RUN + "/status.json", "");

        assertThat(jobs()).hasSize(1);
    }

    @Test
    @Tag("W20")
    void W20_anExperimentThatCannotBeReadAnyMoreShowsItsLastGoodValueAndWhy() throws Exception {
        running(", \"job_states\": {\"9c41\": \"running\"}");
        WorkspaceQueries queries = workspace.queries();
        Experiment before = queries.experiment("sweep");
        Path status = directory.resolve("experiments/sweep/" + RUN + "/status.json");
        makeUnreadable(status);

        Experiment after = queries.experiment("sweep");
        assertThat(after.jobStates()).isEqualTo(before.jobStates());
        assertThat(after.problem().raw()).isNotEmpty();
        assertThat(list(queries.experiments(null))).containsExactly(after);
        assertThat(list(queries.jobs("sweep", null, null, null, null, null)))
                .hasSameSizeAs(before.jobs().keySet());
        assertThat(workspace.told).singleElement().isInstanceOfSatisfying(WorkspaceEvent.ErrorRaised.class, error -> {
            assertThat(error.experiment().raw()).isEqualTo("sweep");
            assertThat(error.message().raw()).startsWith("unable to read the experiment sweep: ");
        });
    }

    @Test
    @Tag("P33")
    void anExperimentThatCannotBeReadIsListedWithWhatIsKnownBesideTheOthers() throws Exception {
        running("");
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        workspace.run("locked", RUN, status("running", ""));
        makeUnreadable(directory.resolve("experiments/locked/" + RUN + "/status.json"));
        WorkspaceQueries queries = workspace.queries();

        assertThat(list(queries.experiments(null)))
                .filteredOn(experiment -> experiment.problem() != null)
                .singleElement()
                .satisfies(locked -> {
                    assertThat(locked.id().value()).isEqualTo("locked");
                    assertThat(locked.run().value()).isEqualTo(RUN);
                });
        assertThat(list(queries.allJobs(null, null, null))).hasSize(1);
        assertThat(workspace.told).hasSize(1);
    }

    @Test
    void aListOfAllIsAnErrorWhereNothingCanBeRead() throws Exception {
        running("");
        makeUnreadable(directory.resolve("experiments/sweep/" + RUN + "/status.json"));
        WorkspaceQueries queries = workspace.queries();

        assertThatThrownBy(() -> queries.allJobs(null, null, null))
                .isInstanceOf(RpcException.class)
                .hasMessageStartingWith("unable to read any of the experiments: ");
        assertThatThrownBy(() -> queries.services(null, null)).isInstanceOf(RpcException.class);
        assertThat(list(queries.experiments(null))).hasSize(1);
    }

    /** Also for a test that runs as root, who may read everything: a file behind a name that is too long. */
    private static void makeUnreadable(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createSymbolicLink(file, Path.of("y".repeat(256)));
    }

    @Test
    @Tag("W27")
    void W27_theTotalOfAllAttemptsIsShownBesideTheLatest() throws Exception {
        running("");
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        workspace.jobStatus(TRAIN, "9c41", "done", ", \"run_group_id\": \"g\"");
        workspace.write("jobs/demo.train/9c41/train.done", "");
        workspace.append("carbon/measures-0.jsonl", carbon("old", 1, 100) + carbon("g", 2, 1) + carbon("g", 3, 2));
        WorkspaceQueries queries = workspace.queries();

        Job job = queries.job(TRAIN, "9c41");
        assertThat(job.carbon().durationS()).isEqualTo(3);
        assertThat(job.latestCarbon().durationS()).isEqualTo(2);
        assertThat(job.previousCarbon().durationS()).isEqualTo(1);

        String next = carbon("g", 4, 10);
        workspace.append("carbon/measures-0.jsonl", next.substring(0, 20));
        assertThat(queries.job(TRAIN, "9c41")).isEqualTo(job);
        workspace.append("carbon/measures-0.jsonl", next.substring(20));
        assertThat(queries.job(TRAIN, "9c41").carbon().durationS()).isEqualTo(13);
        assertThat(queries.job(TRAIN, "9c41").latestCarbon().durationS()).isEqualTo(10);
    }

    @Test
    @Tag("W27")
    void W27_whatARunningAttemptSaysOfItselfIsNotReplacedByThePastOnes() throws Exception {
        running("");
        workspace.submit(RUN, TRAIN, "9c41", "{}");
        workspace.jobStatus(
                TRAIN,
                "9c41",
                "running",
                ", \"run_group_id\": \"g\", \"carbon_metrics\": {\"duration_s\": 5.0, \"energy_kwh\": 5.0}");
        workspace.append("carbon/measures-0.jsonl", carbon("g", 2, 3));

        Job job = workspace.queries().job(TRAIN, "9c41");
        assertThat(job.carbon().durationS()).isEqualTo(5);
        assertThat(job.latestCarbon().durationS()).isEqualTo(2);
    }

    private static String carbon(String group, int minute, double seconds) {
        return "{\"job_id\":\"9c41\",\"task_id\":\"demo.train\",\"started_at\":\"2025-03-01T10:00:00\",\"ended_at\":"
                + "\"2025-03-01T10:0" + minute + ":00\",\"co2_kg\":1.0,\"energy_kwh\":" + seconds
                + ",\"cpu_power_w\":40.0,\"gpu_power_w\":0.0,\"ram_power_w\":3.0,\"duration_s\":" + seconds
                + ",\"region\":\"FRA\",\"run_group_id\":\"" + group + "\"}\n";
    }

    @Test
    @Tag("W21")
    void W21_aSlurmJobIsUnverified() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "scheduled", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"slurm\", \"pid\": \"12878\", \"options\": []}");

        assertThat(jobs().get(0).verified()).isFalse();
        assertThat(jobs().get(0).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    @Tag("W22")
    @Tag("P19")
    void W22_filtersAreAppliedAndUnknownStatesRefused() throws Exception {
        running(", \"job_states\": {\"9c41\": \"done\"}");
        WorkspaceQueries queries = workspace.queries();

        assertThat(list(queries.jobs("sweep", null, null, "DONE", null, null))).hasSize(1);
        assertThat(list(queries.jobs("sweep", null, null, "failed", null, null)))
                .isEmpty();
        assertThat(list(queries.jobs("sweep", null, "demo.evaluate", null, null, null)))
                .isEmpty();
        assertThat(list(queries.jobs("sweep", null, null, null, Map.of("lr", 0.1), null)))
                .hasSize(1);
        assertThat(list(queries.jobs("sweep", null, null, null, Map.of("lr", "0.1"), null)))
                .hasSize(1);
        assertThat(list(queries.jobs("sweep", null, null, null, Map.of("lr", 0.2), null)))
                .isEmpty();
        assertThat(list(queries.jobs("sweep", null, null, null, null, "2025-03-02T00:00:00")))
                .isEmpty();
        assertThat(list(queries.experiments("2025-03-02T00:00:00"))).isEmpty();
        assertThat(list(queries.experiments("2025-03-01T00:00:00"))).hasSize(1);
        assertThatThrownBy(() -> queries.jobs("sweep", null, null, "asleep", null, null))
                .isInstanceOf(RpcException.class);
        assertThatThrownBy(() -> queries.experiments("yesterday")).hasMessageContaining("since");
    }

    @Test
    @Tag("W22")
    void W22_aJobOfTwoExperimentsIsListedOnce() throws Exception {
        running("");
        workspace.run("other", RUN, status("running", ""));
        workspace.write(
                "experiments/other/" + RUN + "/jobs.jsonl", "{\"job_id\": \"9c41\", \"task_id\": \"demo.train\"}\n");

        assertThat(list(workspace.queries().allJobs(null, null, null))).hasSize(1);
    }

    @Test
    @Tag("W24")
    void W24_reasonAndExitCodeAreThoseOfTheMarker() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "error", ", \"failure_reason\": \"FAILED\"");
        workspace.write("jobs/demo.train/9c41/train.failed", "{\"code\": 15, \"reason\": \"timeout\"}");

        assertThat(jobs().get(0).state()).isEqualTo(JobState.error(FailureReason.TIMEOUT));
        assertThat(jobs().get(0).exitCode()).isEqualTo(15);
    }

    @Test
    @Tag("W28")
    void W28_servicesOfARunThatIsOverAreStopped() throws Exception {
        running(", \"services\": {\"tb\": {\"service_id\": \"tb\", \"state\": \"RUNNING\", \"url\": \"http://x\"}}");

        assertThat(list(workspace.queries().services("sweep", null)))
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.stateName().raw()).isEqualTo("STOPPED");
                    assertThat(service.url()).isNull();
                    assertThat(service.experiment()).isEqualTo(TestWorkspace.SWEEP);
                });

        workspace.held = Verdict.YES;
        assertThat(list(workspace.queries().services(null, null))
                        .get(0)
                        .stateName()
                        .raw())
                .isEqualTo("RUNNING");
    }

    @Test
    @Tag("W31")
    void W31_theRunsShowTheSameAsTheExperiment() throws Exception {
        workspace.held = Verdict.YES;
        running(", \"events_count\": 0");
        workspace.write(".events/experiments/sweep-0.jsonl", scheduled(1, RUN, TRAIN, "9c41", "scheduled", ""));

        assertThat(list(workspace.queries().runs("sweep"))).containsExactly(sweep());
        assertThat(sweep().jobStates()).hasSize(1);
    }

    @Test
    @Tag("W32")
    void W32_aDirectoryCalledCurrentIsNoRun() throws Exception {
        workspace.write("experiments/sweep/" + RUN + "/status.json", status("done", ""));
        workspace.write("experiments/sweep/current/status.json", status("done", ""));

        assertThat(sweep().run().value()).isEqualTo(RUN);
        assertThat(list(workspace.queries().runs("sweep"))).hasSize(1);
    }

    @Test
    @Tag("W34")
    void W34_aRunWithoutStatusShowsItsJobsAndTagsAndWasInterrupted() throws Exception {
        workspace.submit(RUN, TRAIN, "9c41", "{\"lr\": 0.1}");
        workspace.write(
                "experiments/sweep/" + RUN + "/environment.json",
                "{\"run\": {\"hostname\": \"here\", \"started_at\": \"2025-03-01T10:15:00\", \"status\": null}}");

        assertThat(sweep().outcome()).isEqualTo(RunOutcome.INTERRUPTED);
        assertThat(sweep().hostname().raw()).isEqualTo("here");
        assertThat(workspace.queries().tagsMap("sweep", null)).containsOnlyKeys("9c41");
    }

    @Test
    @Tag("W35")
    void W35_aJobThatFailedBeforeAndIsQueuedAgainWaits() throws Exception {
        workspace.held = Verdict.YES;
        running(", \"events_count\": 0");
        workspace.jobStatus(TRAIN, "9c41", "error", "");
        Path marker = workspace.write("jobs/demo.train/9c41/train.failed", "{\"code\": 1}");
        workspace.touch(marker, Instant.ofEpochSecond(1_000));
        workspace.write(".events/experiments/sweep-0.jsonl", scheduled(2_000, RUN, TRAIN, "9c41", "waiting", ""));
        assertThat(jobs().get(0).state()).isEqualTo(JobState.WAITING);

        workspace.touch(marker, Instant.ofEpochSecond(3_000));
        assertThat(jobs().get(0).state().phase()).isEqualTo(JobPhase.ERROR);
    }

    @Test
    void aJobWithoutDirectoryIsListedButNotFound() throws Exception {
        running(", \"job_states\": {\"9c41\": \"waiting\"}");

        assertThat(jobs().get(0).state()).isEqualTo(JobState.WAITING);
        assertThat(workspace.queries().job(TRAIN, "9c41")).isNull();
    }

    @Test
    void aRunningJobThatOnlyAPastRunKnowsIsAStray() throws Exception {
        running("");
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"slurm\", \"pid\": \"1\"}");
        assertThat(list(workspace.queries().strayJobs())).isEmpty();

        workspace.run("20250302_101500", status("running", ""));

        assertThat(list(workspace.queries().strayJobs())).hasSize(1);
        assertThat(list(workspace.queries().orphanJobs(true))).isEmpty();
    }

    @Test
    void missingArgumentsHaveTheirFixedTexts() {
        WorkspaceQueries queries = workspace.queries();
        assertThatThrownBy(() -> queries.runs("")).hasMessage("experiment_id is required");
        assertThatThrownBy(() -> queries.job("demo.train", null)).hasMessage("task_id and job_id are required");
        assertThatThrownBy(() -> queries.services("", null)).isInstanceOf(RpcException.class);
    }

    @Test
    void aWorkspaceOfTheFirstLayoutHasOneRunPerExperiment() throws Exception {
        workspace.write("jobs/demo.train/9c41/train.done", "");
        Path link = workspace.write("xp/old/jobs/demo.train/x", "");
        Files.createSymbolicLink(link.resolveSibling("9c41"), workspace.root.resolve("jobs/demo.train/9c41"));
        Files.delete(link);

        assertThat(workspace.queries().experiment("old").status()).isEqualTo(RunStatus.DONE);
        assertThat(list(workspace.queries().jobs("old", null, null, null, null, null)))
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobState.DONE));
        assertThat(list(workspace.queries().orphanJobs(true))).isEmpty();
    }
}
