package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kill, delete, and what a warning proposes: asked first, sent once. */
class ChangesTest {
    private static final String RUNNING =
            Sample.TRAIN.value() + "/" + Sample.id("a7f31c4").value();

    private final Stage stage = stage();

    private static Stage stage() {
        try {
            return new Stage(80, 24);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private Stage jobs() throws Exception {
        if (stage.workspace.experiments.isEmpty()) {
            Sample.fill(stage.workspace);
        }
        stage.connect();
        if (stage.workspace.experiments.size() > 1) {
            stage.press("Enter");
        }
        return stage.settle(state ->
                state.table(RunKey.current(SourceId.ONLY, Sample.SWEEP)).isKnown());
    }

    @Test
    @Tag("A-K8")
    void killingAsksFirstWithTheWholeIdAndLeavesItByDefault() throws Exception {
        jobs().press("Down", "^k");
        assertThat(stage.text())
                .contains(
                        "Kill this job?",
                        Sample.TRAIN.value(),
                        Sample.id("a7f31c4").value(),
                        "[ Kill ]",
                        "[ Cancel ]");
        stage.press("Enter");
        assertThat(stage.text()).doesNotContain("Kill this job?");
        stage.press("^k", "Esc");
        assertThat(stage.workspace.changes).isEmpty();

        stage.press("^k", "Left", "Enter");
        awaitText("killed a7f31c4");
        assertThat(stage.workspace.changes).containsExactly("kill " + RUNNING);
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnyQuestion() throws Exception {
        jobs().press("^k");
        assertThat(stage.text()).contains("Only a scheduled or running job can be killed; this one is done");
        stage.press("Down", "^d");
        assertThat(stage.text()).contains("The job is running: kill it first");
        stage.press("Down", "^d");
        assertThat(stage.text()).contains("The job waits for others");
        stage.press("Esc", "^d");
        assertThat(stage.text()).contains("The experiment is running");
        assertThat(stage.workspace.changes).isEmpty();
    }

    @Test
    void deletingAJobNamesItsDirectoryAndWhoNeedsIt() throws Exception {
        stage.workspace.refusals.put(Sample.id("7c01d2e").value(), "the lock is held");
        jobs().settle(ChangesTest::knowsWhoWaitsForWhom).press("^d");
        assertThat(stage.text())
                .contains("Delete this job?", "1 job needs its results:", Sample.TRAIN.value())
                .contains("/ws/jobs/acme.data.split.randfolds/7c01d2e");
        stage.press("Left", "Enter");
        awaitText("not deleted: the lock is held");
        assertThat(stage.workspace.changes)
                .containsExactly("delete acme.data.split.randfolds/"
                        + Sample.id("7c01d2e").value());
        stage.settle(state -> !state.output().isEmpty()).press("8");
        assertThat(stage.text()).contains("not deleted: the lock is held");
    }

    @Test
    @Tag("C11")
    void aChangeThatFailsWithoutAReasonIsNotShownAsDone() throws Exception {
        stage.workspace.refusals.put(Sample.id("a7f31c4").value(), "");
        jobs().press("Down", "^k", "Left", "Enter");
        awaitText("not killed, and no reason was given");
    }

    @Test
    void anExperimentIsDeletedWithOrWithoutItsJobs() throws Exception {
        Sample.fill(stage.workspace);
        stage.connect().press("Down", "^d");
        assertThat(stage.text()).contains("Delete this experiment?", "vision-base", "/ws/experiments/vision-base");
        stage.press("Left", "Enter");
        awaitText("deleted vision-base");
        assertThat(stage.workspace.changes).containsExactly("delete vision-base with jobs");
    }

    @Test
    void allActiveJobsOfAnExperimentAreKilledAndFailuresCounted() throws Exception {
        Sample.fillMany(stage.workspace, 3);
        stage.workspace.refusals.put(Sample.id("0000001").value(), "no such process");
        jobs().press("Esc", "^k");
        assertThat(stage.text()).contains("Kill 3 jobs?");
        stage.press("Left", "Enter");
        awaitText("killed 2 of 3 (1 failed)");
        assertThat(stage.workspace.changes).hasSize(3);
    }

    @Test
    void manyJobsAreChangedOnlyByTheirNumber() throws Exception {
        Sample.fillMany(stage.workspace, 25);
        jobs().press("Esc", "^k");
        assertThat(stage.text()).contains("Kill 25 jobs?", "and 20 more", "Type 25 to confirm:");
        stage.press("Left", "Enter");
        assertThat(stage.text()).contains("Kill 25 jobs?");
        stage.type("2").press("Left", "Enter");
        assertThat(stage.workspace.changes).isEmpty();
        stage.type("5").press("Enter");
        awaitText("killed 25");
        assertThat(stage.workspace.changes).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    @Tag("A-K7")
    void nothingIsSentWhereOnlyReadingIsAllowed() throws Exception {
        jobs();
        stage.mirror.makeReadOnly();
        stage.settle(state -> state.readOnly()).press("Down", "^k");
        assertThat(stage.text()).contains("Nothing is changed here: this is read-only");
        stage.press("^d", "Esc", "^k", "^d");
        assertThat(stage.workspace.changes).isEmpty();
    }

    @Test
    @Tag("A-K6")
    @Tag("C13")
    void aChangeWithoutAnAnswerIsUnknownAndNeverSentAgain() throws Exception {
        jobs().press("Down", "^k", "Left");
        stage.peer.hold();
        stage.press("Enter");
        await().until(() -> stage.workspace.changes.size() == 1);
        stage.peer.kill(1);
        awaitText("unknown until all is read again whether it was killed");

        stage.mirror.onLink(new Link.Offline(stage.peer.session().end().join(), Stage.NOW));
        stage.settle(state -> !state.isLive()).press("^k");
        assertThat(stage.text()).contains("Nothing can be changed without a connection");

        stage.peer = new PipedSession(stage.workspace, stage.mirror);
        int asked = stage.workspace.jobsAsked.get();
        stage.mirror.attach(stage.peer.session());
        await().until(() -> stage.workspace.jobsAsked.get() > asked);
        assertThat(stage.workspace.changes).containsExactly("kill " + RUNNING);
    }

    @Test
    @Tag("A-K8")
    void foreignEscapesInAQuestionAreShownAndNotObeyed() throws Exception {
        String bad = "acme.\u001b[2Jx\u202e" + "y".repeat(80);
        var fold = new ExperimentFold(Sample.SWEEP, Sample.RUN).status(RunStatus.RUNNING);
        var jobs = new ArrayList<Job>();
        Sample.add(fold, jobs, "a7f31c4", bad, JobState.RUNNING, "a", "b");
        stage.workspace.experiments = List.of(fold.snapshot());
        stage.workspace.jobs.put(Sample.SWEEP.value(), jobs);
        jobs().press("^k");
        assertThat(stage.text())
                .contains("Kill this job?", Sample.id("a7f31c4").value(), "y".repeat(20))
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void aWarningIsHandledAsItProposes() throws Exception {
        Sample.fill(stage.workspace);
        stage.workspace.warnings = List.of(new Warning(
                UntrustedText.of("orphan_jobs_2"),
                UntrustedText.of(""),
                UntrustedText.of(""),
                UntrustedText.of("2 directories belong to no run"),
                Map.of("delete", UntrustedText.of("Delete them"), "dismiss", UntrustedText.of("Dismiss")),
                new JsonValue.Fields(Map.of(
                        "jobs", new JsonValue.Items(List.of(new JsonValue.Text(UntrustedText.of("acme.train/123")))))),
                UntrustedText.of("warning")));
        stage.connect().settle(state -> !state.warnings().isEmpty()).press("7", "Enter");
        assertThat(stage.text()).contains("2 directories belong to no run", "acme.train/123", "[ Delete them ]");
        stage.press("Enter");
        assertThat(stage.workspace.changes).isEmpty();
        stage.press("Enter", "Left", "Enter");
        awaitText("handled orphan_jobs_2");
        assertThat(stage.workspace.changes).containsExactly("delete orphan_jobs_2");
    }

    /** The list of jobs comes first, and what they wait for in an answer of its own. */
    private static boolean knowsWhoWaitsForWhom(MirrorState state) {
        return state.table(RunKey.current(SourceId.ONLY, Sample.SWEEP)) instanceof Answer.Known<JobTable> known
                && known.value().jobs().stream()
                        .anyMatch(job -> !job.dependsOn().isEmpty());
    }

    private void awaitText(String words) {
        await().untilAsserted(() -> {
            stage.face.update();
            assertThat(stage.text()).contains(words);
        });
    }
}
