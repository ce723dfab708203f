package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cleaning and deleting jobs: workspace-format.md 6.1, 6.3, 6.4. */
class DeleteJobTest {
    @TempDir
    Path temporary;

    private ChangedWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new ChangedWorkspace(temporary.toRealPath());
    }

    @Test
    void deletesTheDirectoryAndMarksTheJobInEveryRunOnTheDisk() throws IOException {
        Outcome outcome = workspace.changes().deleteJob(ChangedWorkspace.SHARED, true);

        assertThat(outcome).isEqualTo(Outcome.done("Deleted job 5ead"));
        assertThat(workspace.tree.job(ChangedWorkspace.SHARED)).doesNotExist();
        for (var run : List.of(
                Map.entry("sweep", ChangedWorkspace.OLDER),
                Map.entry("sweep", ChangedWorkspace.RUN),
                Map.entry("other", ChangedWorkspace.RUN))) {
            assertThat(workspace.status(run.getKey(), run.getValue())).contains("\"5ead\" : \"error:MISSING_OUTPUTS\"");
        }
        assertThat(workspace.tree.root()).isDirectoryNotContaining("glob:**/.xpm-trash-*");
        assertThat(Files.isSymbolicLink(
                        workspace.root.resolve("experiments/sweep/20250301_101500/jobs/demo.train/5ead")))
                .isTrue();
    }

    @Test
    @Tag("W16")
    void keepsUnknownKeysTagsAndNumbersOfAStatus() throws IOException {
        workspace.changes().clean(ChangedWorkspace.DONE);
        assertThat(workspace.status("sweep", ChangedWorkspace.RUN))
                .contains("\"x\" : 12345678901234567890", "\"y\" : NaN", "\"best\"", "\"e07a\" : \"done\"")
                .contains("\"hostname\" : \"here\"");
    }

    @Test
    void showsTheJobAsDeletedAtOnce() throws Exception {
        workspace.changes().clean(ChangedWorkspace.DONE);
        List<Job> jobs = new java.util.ArrayList<>();
        workspace.queries.jobs("sweep", null, null, null, null, null).items().forEach(jobs::add);
        assertThat(jobs)
                .filteredOn(job -> job.key().equals(ChangedWorkspace.DONE))
                .singleElement()
                .returns(JobState.error(FailureReason.MISSING_OUTPUTS), Job::state);
        assertThat(workspace.queries.job(ChangedWorkspace.TASK, "9c41")).isNull();
    }

    @Test
    @Tag("P22")
    void tellsOfTheDeletionAndOfEveryExperimentThatItTouches() {
        workspace.changes().deleteJob(ChangedWorkspace.SHARED, true);
        assertThat(workspace.events)
                .singleElement()
                .isInstanceOfSatisfying(WorkspaceEvent.JobStateChanged.class, event -> {
                    assertThat(event.job()).isEqualTo(ChangedWorkspace.SHARED.job());
                    assertThat(event.task()).isNull();
                    assertThat(event.state().raw()).isEqualTo("error");
                    assertThat(event.failureReason()).isNotNull().returns("DELETED", reason -> reason.raw());
                });
        assertThat(workspace.changed).containsExactlyInAnyOrder(TestWorkspace.SWEEP, new ExperimentId("other"));
    }

    @Test
    void aDryRunHasTheSamePreconditionsAndNoEffect() throws IOException {
        var before = workspace.files.listing();
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, false))
                .isEqualTo(Outcome.done("Job 9c41 can be deleted"));
        workspace.files.jobStatus(ChangedWorkspace.TASK, "busy", "waiting", "");
        assertThat(workspace
                        .changes()
                        .deleteJob(TestWorkspace.job(ChangedWorkspace.TASK, "busy"), false)
                        .message())
                .isEqualTo("Cannot delete job busy (state: waiting)");
        assertThat(workspace.files.listing()).containsAllEntriesOf(without(before, "jobs/demo.train"));
        assertThat(workspace.auditFile).doesNotExist();
        assertThat(workspace.events).isEmpty();
    }

    private static Map<String, String> without(Map<String, String> listing, String changed) {
        listing.keySet().removeIf(path -> path.endsWith(changed));
        return listing;
    }

    @Test
    void refusesAJobThatIsNotThere() {
        JobKey none = TestWorkspace.job(ChangedWorkspace.TASK, "none");
        assertThat(workspace.changes().deleteJob(none, true).message()).isEqualTo("Job not found");
        assertThat(workspace.changes().clean(none)).isEqualTo(Outcome.refused("Job not found", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "scheduled", "running", "ready"})
    @Tag("A-K5")
    void refusesAJobThatIsNotOver(String state) throws IOException {
        JobKey busy = TestWorkspace.job(ChangedWorkspace.TASK, "busy");
        workspace.files.jobStatus(ChangedWorkspace.TASK, "busy", state, "");
        var before = workspace.content();
        assertThat(workspace.changes().deleteJob(busy, true).message())
                .isEqualTo("Cannot delete job busy (state: " + state + ")");
        assertThat(workspace.changes().clean(busy).success()).isFalse();
        assertThat(workspace.content()).isEqualTo(before);
        assertThat(workspace.events).isEmpty();
    }

    /** W12: the lock in the job's own directory counts, taken as drivers and jobs take it. */
    @Test
    @Tag("W12")
    @Tag("A-K5")
    void refusesAJobWhoseLockIsHeld() throws Exception {
        Path lock = workspace.files.write("jobs/demo.train/9c41/train.lock", "");
        Process holder = new ProcessBuilder("flock", "-n", lock.toString(), "cat").start();
        try {
            Awaitility.await().until(() -> FileLocks.isHeld(lock) == Verdict.YES);
            var before = workspace.content();
            for (boolean perform : new boolean[] {true, false}) {
                assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, perform))
                        .returns(false, Outcome::success)
                        .returns("Failed to delete job 9c41 (state: done)", Outcome::message)
                        .returns("its lock is held by another process", Outcome::reason);
            }
            assertThat(workspace.content()).isEqualTo(before);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, true).success())
                .isTrue();
    }

    @Test
    @Tag("W12")
    void aLockInTheDirectoryOfMonitorsMeansNothing() throws Exception {
        Path lock = workspace.files.write("jobs/demo.train/9c41/.experimaestro/train.lock", "");
        Process holder = new ProcessBuilder("flock", "-n", lock.toString(), "cat").start();
        try {
            Awaitility.await().until(() -> FileLocks.isHeld(lock) == Verdict.YES);
            assertThat(workspace
                            .changes()
                            .deleteJob(ChangedWorkspace.DONE, true)
                            .success())
                    .isTrue();
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    @Test
    @Tag("W2")
    void leavesADirectoryOutsideThatAJobIsALinkTo() throws IOException {
        Path victim = Files.createDirectories(workspace.outside.resolve("victim"));
        Files.writeString(victim.resolve("train.done"), "");
        Files.createSymbolicLink(workspace.root.resolve("jobs/demo.train/11ff"), victim);
        JobKey job = TestWorkspace.job(ChangedWorkspace.TASK, "11ff");

        Outcome outcome = workspace.changes().deleteJob(job, true);

        assertThat(outcome.message()).isEqualTo("Failed to delete job 11ff (state: done)");
        assertThat(outcome.reason()).isEqualTo("the job's directory is a link");
        assertThat(victim.resolve("train.done")).exists();
    }

    @Test
    @Tag("W2")
    void leavesADirectoryOutsideThatATaskIsALinkTo() throws IOException {
        Path victim = Files.createDirectories(workspace.outside.resolve("11ff"));
        Files.writeString(victim.resolve("linked.done"), "");
        Files.createSymbolicLink(workspace.root.resolve("jobs/demo.linked"), workspace.outside);
        Outcome outcome = workspace.changes().deleteJob(TestWorkspace.job("demo.linked", "11ff"), true);
        assertThat(outcome.success()).isFalse();
        assertThat(outcome.reason()).isEqualTo("demo.linked is a link");
        assertThat(victim.resolve("linked.done")).exists();
    }

    @Test
    void removesOnlyTheLinkOfAJobThatWasMovedToAnotherFolder() throws IOException {
        Path moved = workspace.outside.resolve("folder/jobs/demo.train/11ff");
        Files.createDirectories(moved);
        Files.writeString(moved.resolve("train.done"), "");
        Path link = workspace.root.resolve("jobs/demo.train/11ff");
        Files.createSymbolicLink(link, moved);
        assertThat(workspace
                        .changes()
                        .deleteJob(TestWorkspace.job(ChangedWorkspace.TASK, "11ff"), true)
                        .success())
                .isTrue();
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(moved.resolve("train.done")).exists();
    }

    @Test
    @Tag("A-P4")
    void doesNotFollowLinksWithinAJob() throws IOException {
        Files.writeString(workspace.outside.resolve("precious"), "data");
        Path job = workspace.tree.job(ChangedWorkspace.DONE);
        Files.createSymbolicLink(job.resolve("deep/out"), workspace.outside);
        Files.createSymbolicLink(job.resolve("file"), workspace.outside.resolve("precious"));
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, true).success())
                .isTrue();
        assertThat(job).doesNotExist();
        assertThat(workspace.outside.resolve("precious")).hasContent("data");
    }

    /** K4: whatever the directory is replaced by, and whenever, nothing outside is touched. */
    @Test
    @Tag("A-K4")
    void nothingOutsideIsTouchedThoughLinksTakeThePlaceOfDirectories() throws Exception {
        Files.createDirectories(workspace.outside.resolve("deep/er"));
        Files.writeString(workspace.outside.resolve("train.done"), "");
        Files.writeString(workspace.outside.resolve("deep/er/data.bin"), "precious");
        var before = ChangedWorkspace.contentBelow(workspace.outside);
        Path job = workspace.tree.job(ChangedWorkspace.DONE);
        var preparing = new Object();
        var stop = new AtomicBoolean();
        var swapper = new Thread(() -> swap(job, preparing, stop), "swapper");
        swapper.start();
        int rounds = Integer.getInteger("xpm.raceRounds", 100);
        try {
            for (int round = 0; round < rounds; round++) {
                synchronized (preparing) {
                    workspace.finish(ChangedWorkspace.DONE);
                }
                workspace.changes().deleteJob(ChangedWorkspace.DONE, true);
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertThat(ChangedWorkspace.contentBelow(workspace.outside)).isEqualTo(before);
    }

    /** Puts a link in the place of the directory for a moment, again and again. */
    private void swap(Path job, Object preparing, AtomicBoolean stop) {
        Path aside = job.resolveSibling("aside");
        while (!stop.get()) {
            synchronized (preparing) {
                try {
                    Files.move(job, aside);
                    Files.createSymbolicLink(job, workspace.outside);
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
                try {
                    if (Files.isSymbolicLink(job)) {
                        Files.delete(job);
                    }
                    Files.move(aside, job);
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void deletesWhatATaskProtectedAndTreesOfAnyDepth() throws IOException {
        Path job = workspace.tree.job(ChangedWorkspace.DONE);
        Path deep = job;
        for (int depth = 0; depth < 60; depth++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Path data = Files.createDirectories(job.resolve("cache/inner"));
        Files.writeString(data.resolve("file"), "x");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(data.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, true).success())
                .isTrue();
        assertThat(workspace.root).isDirectoryNotContaining("glob:**/.xpm-trash-*");
    }

    @Test
    @Tag("W26")
    void removesTheLiveEventsOfTheJobAndOfNoOther() throws IOException {
        Path own = workspace.files.write(TestWorkspace.live("9c41", 0), "");
        Path other = workspace.files.write(TestWorkspace.live("9c41-1", 0), "");
        workspace.changes().deleteJob(ChangedWorkspace.DONE, true);
        assertThat(own).doesNotExist();
        assertThat(other).exists();
        assertThat(workspace.root.resolve("jobs/demo.train/5ead/.experimaestro/events/event-0.jsonl"))
                .exists();
    }

    @Test
    void aDeletedJobStaysSoThoughEventsOfItsRunAreLeft() throws Exception {
        workspace.files.run("sweep", ChangedWorkspace.RUN, TestWorkspace.status("failed", ", \"events_count\": 0"));
        workspace.files.write(
                ".events/experiments/sweep-0.jsonl",
                TestWorkspace.scheduled(1, ChangedWorkspace.RUN, ChangedWorkspace.TASK, "9c41", "done", ""));
        workspace.changes().deleteJob(ChangedWorkspace.DONE, true);
        assertThat(workspace.queries.experiment("sweep")).isNotNull().satisfies(run -> assertThat(
                        run.jobStates().get(ChangedWorkspace.DONE.job()))
                .isEqualTo(JobState.error(FailureReason.MISSING_OUTPUTS)));
    }

    @Test
    void leavesTheStatusOfARunThatADriverMayStillWrite() throws IOException {
        workspace.files.run(
                "other",
                ChangedWorkspace.RUN,
                TestWorkspace.status("running", ", \"job_states\": {\"5ead\": \"done\"}"));
        workspace.files.held = Verdict.YES;
        String before = workspace.status("other", ChangedWorkspace.RUN);
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.SHARED, true).success())
                .isTrue();
        assertThat(workspace.status("other", ChangedWorkspace.RUN)).isEqualTo(before);
        assertThat(workspace.status("sweep", ChangedWorkspace.RUN)).contains("\"5ead\" : \"error:MISSING_OUTPUTS\"");
    }

    @Test
    @Tag("A-K6")
    void aSecondDeletionOfTheSameJobIsHarmless() throws IOException {
        workspace.changes().deleteJob(ChangedWorkspace.DONE, true);
        var before = workspace.content();
        assertThat(workspace.changes().deleteJob(ChangedWorkspace.DONE, true).message())
                .isEqualTo("Job not found");
        assertThat(workspace.content()).isEqualTo(before);
    }

    @Test
    @Tag("A-K9")
    void writesEachChangeAndEachRefusalToTheAuditLog() throws IOException {
        workspace.changes().deleteJob(ChangedWorkspace.DONE, true);
        workspace.changes().clean(ChangedWorkspace.DONE);
        assertThat(Files.readAllLines(workspace.auditFile))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"user\": \"alice\"", "\"workspace\": \"" + workspace.root + "\"")
                                .contains(
                                        "\"action\": \"delete-job\"",
                                        "\"job\": \"demo.train/9c41\"",
                                        "\"result\": \"done\""),
                        second -> assertThat(second)
                                .contains(
                                        "\"action\": \"clean\"",
                                        "\"result\": \"refused\"",
                                        "\"message\": \"Job not found\""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.auditFile)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.auditFile.getParent())))
                .isEqualTo("rwx------");
    }
}
