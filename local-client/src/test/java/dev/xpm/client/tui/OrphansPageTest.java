package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.mirror.Answer;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that no latest run refers to: seen, killed and deleted from their own tab. */
class OrphansPageTest {
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(100, 30);
        Sample.fill(stage.workspace);
        stage.workspace.strays = jobs(JobState.RUNNING, "e4a7721");
        stage.workspace.orphans = jobs(JobState.DONE, "d18c45a", "b3306fd");
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static List<Job> jobs(JobState state, String... ids) {
        var fold = new ExperimentFold(Sample.SWEEP, Sample.RUN).status(RunStatus.RUNNING);
        var jobs = new ArrayList<Job>();
        for (String id : ids) {
            Sample.add(fold, jobs, id, "acme.index.building", state);
        }
        return jobs;
    }

    private void openTab() throws Exception {
        stage.connect().press("3");
        stage.settle(state -> !(state.loose() instanceof Answer.Loading));
    }

    @Test
    void bothListsAreShownWithTheirCounts() throws Exception {
        openTab();
        assertThat(stage.text())
                .contains("[3 Orphans 1/2]", "[Stray (1)]", "Orphans (2)", "e4a7721", "▶ running")
                .contains("/ws/jobs/acme.index.building/" + Sample.id("e4a7721").value())
                .doesNotContain("d18c45a");
        stage.press("Tab");
        assertThat(stage.text())
                .contains("[Orphans (2)]", "d18c45a", "b3306fd", "✓ done", "2026-03-01 10:04")
                .doesNotContain("e4a7721");
    }

    @Test
    void withoutStraysTheOrphansComeFirst() throws Exception {
        stage.workspace.strays = List.of();
        openTab();
        assertThat(stage.text()).contains("[Orphans (2)]", "d18c45a");
        stage.press("Tab");
        assertThat(stage.text()).contains("No stray jobs");
    }

    @Test
    void aStrayJobIsKilledAndAllOrphansDeletedAfterAYes() throws Exception {
        openTab();
        stage.press("^d");
        assertThat(stage.text()).contains("The job is running: kill it first");
        stage.press("^k", "Left", "Enter");
        awaitText("killed e4a7721");
        stage.press("Tab", "X");
        assertThat(stage.text()).contains("Delete 2 jobs?", Sample.id("b3306fd").value());
        stage.press("Enter");
        assertThat(stage.workspace.changes).hasSize(1);

        stage.workspace.orphans = List.of();
        stage.press("X", "Left", "Enter");
        awaitText("No orphans");
        assertThat(stage.workspace.changes)
                .containsExactlyInAnyOrder(
                        "kill acme.index.building/" + Sample.id("e4a7721").value(),
                        "delete acme.index.building/" + Sample.id("b3306fd").value(),
                        "delete acme.index.building/" + Sample.id("d18c45a").value());
    }

    @Test
    @Tag("C2")
    void aServerThatCannotTellIsNotShownAsHavingNone() throws Exception {
        stage.workspace.orphans = null;
        openTab();
        assertThat(stage.text()).contains("Unable to read the jobs").doesNotContain("No orphans", "No stray");
    }

    private void awaitText(String words) {
        await().untilAsserted(() -> {
            stage.face.update();
            assertThat(stage.text()).contains(words);
        });
    }
}
