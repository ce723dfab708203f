package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleting experiments: workspace-format.md 6.1 and 6.5. */
class DeleteExperimentTest {
    private static final ExperimentId SWEEP = TestWorkspace.SWEEP;

    @TempDir
    Path temporary;

    private ChangedWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new ChangedWorkspace(temporary.toRealPath());
    }

    @Test
    @Tag("P22")
    void isGoneFromTheNextAnswerAndTheClientIsTold() throws Exception {
        assertThat(workspace.queries.experiments(null).items()).hasSize(2);
        assertThat(workspace.changes().deleteExperiment(SWEEP, false, true))
                .isEqualTo(Outcome.done("Deleted experiment sweep"));
        assertThat(workspace.queries.experiments(null).items())
                .singleElement()
                .returns(new ExperimentId("other"), Experiment::id);
        assertThat(workspace.changed).containsExactly(SWEEP);
        assertThat(workspace.tree.job(ChangedWorkspace.DONE)).exists();
        assertThat(workspace.root).isDirectoryNotContaining("glob:**/.xpm-trash-*");
    }

    @Test
    void aDryRunOnlySaysThatItCouldBe() throws IOException {
        var before = workspace.files.listing();
        assertThat(workspace.changes().deleteExperiment(SWEEP, true, false))
                .isEqualTo(Outcome.done("Experiment sweep can be deleted"));
        assertThat(workspace.files.listing()).isEqualTo(before);
        assertThat(workspace.changed).isEmpty();
    }

    @Test
    @Tag("W23")
    void deletesTheJobsOfAllItsRunsButNoneThatAnotherExperimentUses() {
        assertThat(workspace.changes().deleteExperiment(SWEEP, true, true).success())
                .isTrue();
        assertThat(workspace.tree.job(ChangedWorkspace.DONE)).doesNotExist();
        assertThat(workspace.tree.job(ChangedWorkspace.FAILED)).doesNotExist();
        assertThat(workspace.tree.job(ChangedWorkspace.OLD)).doesNotExist();
        assertThat(workspace.tree.job(ChangedWorkspace.SHARED).resolve("train.done"))
                .exists();
    }

    @Test
    @Tag("W23")
    void leavesJobsThatStillRun() throws Exception {
        workspace.files.jobStatus(ChangedWorkspace.TASK, "9c41", "running", "");
        Files.delete(workspace.tree.job(ChangedWorkspace.DONE).resolve("train.done"));
        workspace.files.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": 4711}");
        workspace.files.alive = Verdict.YES;
        Path lock = workspace.files.write("jobs/demo.train/e07a/train.lock", "");
        Process holder = new ProcessBuilder("flock", "-n", lock.toString(), "cat").start();
        try {
            Awaitility.await().until(() -> FileLocks.isHeld(lock) == Verdict.YES);
            assertThat(workspace.changes().deleteExperiment(SWEEP, true, true).success())
                    .isTrue();
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
        assertThat(workspace.tree.job(ChangedWorkspace.DONE)).exists();
        assertThat(workspace.tree.job(ChangedWorkspace.FAILED)).exists();
        assertThat(workspace.tree.job(ChangedWorkspace.OLD)).doesNotExist();
    }

    @Test
    @Tag("W5")
    void deletesARunWhoseDriverDied() throws IOException {
        workspace.files.run("sweep", ChangedWorkspace.RUN, TestWorkspace.status("running", ""));
        assertThat(workspace.changes().deleteExperiment(SWEEP, false, true).success())
                .isTrue();
    }

    @Test
    @Tag("W5")
    void refusesWhileADriverHoldsTheLockWhateverTheStatusSays() throws Exception {
        Path lock = workspace.files.write("experiments/sweep/lock", "");
        Process holder = new ProcessBuilder("flock", "-n", lock.toString(), "cat").start();
        try {
            Awaitility.await().until(() -> FileLocks.isHeld(lock) == Verdict.YES);
            var before = workspace.content();
            for (boolean perform : new boolean[] {true, false}) {
                assertThat(workspace.changes().deleteExperiment(SWEEP, true, perform))
                        .isEqualTo(Outcome.refused("Cannot delete: experiment is still running", null));
            }
            assertThat(workspace.content()).isEqualTo(before);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    @Test
    void refusesARunOfAnotherHostOfWhichNothingIsKnown() throws IOException {
        workspace.files.run(
                "sweep",
                ChangedWorkspace.RUN,
                "{\"version\": 1, \"status\": \"running\", \"hostname\": \"elsewhere\"}");
        assertThat(workspace.changes().deleteExperiment(SWEEP, false, true).message())
                .startsWith("Cannot delete: experiment is still running");
        assertThat(workspace.tree.experiment(SWEEP)).exists();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(workspace
                        .changes()
                        .deleteExperiment(new ExperimentId("none"), false, true)
                        .message())
                .isEqualTo("Experiment none not found");
    }

    @Test
    @Tag("W1")
    void removesItsOwnLiveEventsOnly() throws IOException {
        Path own = workspace.files.write(".events/experiments/sweep-0.jsonl", "");
        Path old = workspace.files.write(".events/experiments/sweep/events-0.jsonl", "");
        Path longer = workspace.files.write(".events/experiments/sweep-b-0.jsonl", "");
        Path second = workspace.files.write(".events/experiments/sweep-0-0.jsonl", "");
        workspace.changes().deleteExperiment(SWEEP, false, true);
        assertThat(own).doesNotExist();
        assertThat(old.getParent()).doesNotExist();
        assertThat(longer).exists();
        assertThat(second).exists();
    }

    @Test
    @Tag("W2")
    void leavesADirectoryOutsideThatAnExperimentIsALinkTo() throws IOException {
        Files.createDirectories(workspace.outside.resolve(ChangedWorkspace.RUN));
        Files.writeString(
                workspace.outside.resolve(ChangedWorkspace.RUN).resolve("status.json"),
                TestWorkspace.status("done", ""));
        Path link = workspace.tree.experiment(new ExperimentId("foreign"));
        Files.createSymbolicLink(link, workspace.outside);
        Outcome outcome = workspace.changes().deleteExperiment(new ExperimentId("foreign"), true, true);
        assertThat(outcome)
                .isEqualTo(
                        Outcome.refused("Failed to delete experiment foreign: foreign is a link", "foreign is a link"));
        assertThat(workspace.outside.resolve(ChangedWorkspace.RUN)).exists();
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    @Tag("W2")
    void doesNotFollowLinksToJobsAndSaysWhichWereLeft() throws IOException {
        Path victim = Files.createDirectories(workspace.outside.resolve("11ff"));
        Files.createSymbolicLink(workspace.root.resolve("jobs/demo.train/11ff"), victim);
        workspace.run("linked", ChangedWorkspace.RUN, TestWorkspace.job(ChangedWorkspace.TASK, "11ff"));
        assertThat(workspace
                        .changes()
                        .deleteExperiment(new ExperimentId("linked"), true, true)
                        .message())
                .isEqualTo("Partial deletion: job demo.train/11ff: the job's directory is a link");
        assertThat(victim).exists();
        assertThat(workspace.root.resolve("experiments/linked")).doesNotExist();
    }

    @Test
    void deletesAnExperimentOfTheFirstLayoutWithItsJobs() throws IOException {
        Path link = workspace.root.resolve("xp/old/jobs/demo.train/01d1");
        workspace.finish(TestWorkspace.job(ChangedWorkspace.TASK, "01d1"));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, workspace.root.resolve("jobs/demo.train/01d1"));
        ExperimentId old = new ExperimentId("old");
        assertThat(workspace.changes().deleteExperiment(old, true, true))
                .isEqualTo(Outcome.done("Deleted experiment old"));
        assertThat(workspace.root.resolve("xp/old")).doesNotExist();
        assertThat(workspace.root.resolve("jobs/demo.train/01d1")).doesNotExist();
    }
}
