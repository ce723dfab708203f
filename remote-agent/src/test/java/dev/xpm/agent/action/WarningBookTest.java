package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings and their actions: workspace-format.md 5.1. */
class WarningBookTest {
    private static final JobKey ORPHAN = TestWorkspace.job(ChangedWorkspace.TASK, "0f0f");
    private static final String UNDECIDED = "orphaned_events_sweep_" + ChangedWorkspace.RUN;

    @TempDir
    Path temporary;

    private ChangedWorkspace workspace;
    private WarningBook book;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new ChangedWorkspace(temporary.toRealPath());
        book = workspace.book(workspace.changes());
    }

    @Test
    void aScanTellsOfWhatItFindsAndChangesNothing() throws IOException {
        workspace.finish(ORPHAN);
        workspace.files.write("partials/demo.train/model/abcd/data", "x");
        var before = workspace.files.listing();
        assertThat(book.scan()).isEqualTo(2);
        assertThat(keys()).containsExactly("orphan_jobs_1", "orphan_partials_1");
        assertThat(workspace.events).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOf(WorkspaceEvent.WarningRaised.class));
        assertThat(workspace.files.listing()).isEqualTo(before);
    }

    @Test
    void namesTenJobsAndCountsTheRest() throws IOException {
        for (int number = 10; number < 23; number++) {
            workspace.finish(TestWorkspace.job(ChangedWorkspace.TASK, "0f" + number));
        }
        book.scan();
        Warning warning = book.unresolved().get(0);
        assertThat(warning.key().raw()).isEqualTo("orphan_jobs_13");
        assertThat(warning.context().display().raw()).contains("orphan_job_count: 13", "and 3 more");
        assertThat(warning.actions()).containsOnlyKeys("delete", "dismiss");
    }

    @Test
    @Tag("W19")
    void neverListsWhatIsBeingStaged() throws IOException {
        Files.createDirectories(workspace.root.resolve("jobs/demo.train/.tmp.0f0f"));
        Files.createDirectories(workspace.root.resolve("jobs/.tmp/0f0f"));
        assertThat(book.scan()).isZero();
    }

    @Test
    void deletesOrphansAndTheWarningIsGone() throws Exception {
        workspace.finish(ORPHAN);
        book.scan();
        book.execute("orphan_jobs_1", "delete", null, null);
        assertThat(workspace.tree.job(ORPHAN)).doesNotExist();
        assertThat(workspace.tree.job(ChangedWorkspace.DONE)).exists();
        assertThat(book.unresolved()).isEmpty();
        assertThat(book.scan()).isZero();
    }

    @Test
    void thePartialFoldersOfDeletedOrphansGoWithThemAndThoseOfOtherJobsStay() throws Exception {
        Path own = workspace
                .files
                .write("partials/demo.train/model/abcd/data", "x")
                .getParent();
        Path other = workspace
                .files
                .write("partials/demo.train/model/beef/data", "x")
                .getParent();
        workspace.finish(ORPHAN);
        refer(ORPHAN, own);
        refer(ChangedWorkspace.DONE, other);
        book.scan();
        book.execute("orphan_jobs_1", "delete", null, null);
        assertThat(own).doesNotExist();
        assertThat(other).exists();
    }

    private void refer(JobKey job, Path folder) throws IOException {
        Path links = Files.createDirectories(workspace.tree.job(job).resolve(".experimaestro/partials"));
        Files.createSymbolicLink(links.resolve("model"), folder);
    }

    @Test
    void deletesPartialFoldersThatNothingRefersTo() throws Exception {
        workspace.files.write("partials/demo.train/model/abcd/data", "x");
        Path used = workspace
                .files
                .write("partials/demo.train/model/beef/data", "x")
                .getParent();
        Path named = workspace
                .files
                .write("partials/demo.train/model/cafe/data", "x")
                .getParent();
        Path locked = workspace.files.write(
                "partials/demo.train/model/dead/.experimaestro/locks/jobs/demo.train@9c41.json", "{}");
        Path links = Files.createDirectories(
                workspace.tree.job(ChangedWorkspace.DONE).resolve(".experimaestro/partials"));
        Files.createSymbolicLink(links.resolve("model"), used);
        workspace.files.write("jobs/demo.train/9c41/params.json", "{\"value\": \"partials/demo.train/model/cafe\"}");
        book.scan();
        book.execute("orphan_partials_1", "delete", null, null);
        assertThat(workspace.root.resolve("partials/demo.train/model/abcd")).doesNotExist();
        assertThat(used).exists();
        assertThat(named).exists();
        assertThat(locked).exists();
    }

    @Test
    void dismissingHoldsUntilTheNextScan() throws Exception {
        workspace.finish(ORPHAN);
        book.scan();
        book.execute("orphan_jobs_1", "dismiss", null, null);
        assertThat(book.unresolved()).isEmpty();
        assertThat(workspace.tree.job(ORPHAN)).exists();
        book.scan();
        assertThat(keys()).containsExactly("orphan_jobs_1");
    }

    /** The action tells how many were killed, and the warning stays as long as one was not. */
    @Test
    @Tag("W14")
    void aKillThatFailsForOneJobKeepsTheWarning() throws Exception {
        JobKey mine = stray("aaaa");
        stray("bbbb");
        Process process = new ProcessBuilder("sleep", "600")
                .directory(workspace.tree.job(mine).toFile())
                .start();
        try {
            workspace.files.write(
                    "jobs/demo.train/aaaa/train.pid", "{\"type\": \"local\", \"pid\": " + process.pid() + "}");
            workspace.files.write("jobs/demo.train/bbbb/train.pid", "{\"type\": \"ssh\", \"pid\": 17}");
            workspace.files.alive = dev.xpm.agent.process.Verdict.YES;
            book.scan();
            assertThat(keys()).containsExactly("stray_jobs_2");
            workspace.events.clear();
            assertThatThrownBy(() -> book.execute("stray_jobs_2", "kill", "", ""))
                    .isInstanceOf(RpcException.class)
                    .hasMessageStartingWith("Action 'kill' failed: 1 of 2 killed; demo.train/bbbb: ");
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(workspace.events).singleElement().isInstanceOf(WorkspaceEvent.ErrorRaised.class);
            assertThat(keys()).containsExactly("stray_jobs_2");
        } finally {
            process.destroyForcibly();
        }
    }

    private JobKey stray(String id) throws IOException {
        JobKey job = TestWorkspace.job(ChangedWorkspace.TASK, id);
        Path link = workspace.root.resolve("experiments/sweep/" + ChangedWorkspace.OLDER + "/jobs/" + job.locator());
        Files.createSymbolicLink(link, workspace.tree.job(job));
        workspace.files.jobStatus(ChangedWorkspace.TASK, id, "running", "");
        return job;
    }

    @Test
    void decidesOnEventsThatNobodyClaimsWithoutTouchingThem() throws Exception {
        workspace.files.run("sweep", ChangedWorkspace.RUN, TestWorkspace.status("done", ", \"events_count\": null"));
        workspace.files.write(".events/experiments/sweep-0.jsonl", "{}\n");
        var before = workspace.files.listing();
        for (String action : List.of("merge", "skip", "cancel")) {
            WarningBook fresh = workspace.book(workspace.changes());
            assertThat(fresh.unresolved()).hasSize(1);
            fresh.execute(UNDECIDED, action, "sweep", ChangedWorkspace.RUN);
            assertThat(fresh.unresolved()).isEmpty();
            fresh.scan();
            assertThat(fresh.unresolved()).hasSize(1);
        }
        assertThat(workspace.files.listing()).isEqualTo(before);
    }

    @Test
    void saysWhichWarningOrActionThereIsNot() throws IOException {
        workspace.finish(ORPHAN);
        book.scan();
        workspace.events.clear();
        assertThatThrownBy(() -> book.execute("none", "kill", "sweep", "a run"))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
                .hasMessage("Warning 'none' not found");
        assertThatThrownBy(() -> book.execute("orphan_jobs_1", "none", null, null))
                .hasMessage("Action 'none' not found for warning 'orphan_jobs_1'");
        assertThat(workspace.events)
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(WorkspaceEvent.ErrorRaised.class, error -> {
                    assertThat(error.warning().raw()).isEqualTo("none");
                    assertThat(error.action().raw()).isEqualTo("kill");
                    assertThat(error.experiment().raw()).isEqualTo("sweep");
                    assertThat(error.run().raw()).isEqualTo("a run");
                    assertThat(error.message().raw()).isEqualTo("Warning 'none' not found");
                });
    }

    private List<String> keys() throws IOException {
        return book.unresolved().stream().map(warning -> warning.key().raw()).toList();
    }
}
