package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.TaskId;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kill and delete from the page: the first request only asks, the second does what was asked about, once. */
class ChangePagesTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"confirm\" value=\"([^\"]+)\"");
    private static final String RUNNING = "/j/acme.train.Fit/" + WebStage.job('a');
    private static final String DONE = "/j/acme.train.Fit/" + WebStage.job('b');

    private WebStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = WebStage.sample();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void aJobIsKilledAfterAYesAndOnlyOnce() throws Exception {
        assertThat(stage.get(RUNNING).body()).contains("Kill…", "Delete…");
        HttpResponse<String> asked = stage.post(RUNNING + "/kill?x=sweep", "");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body()).contains("Kill this job?", WebStage.job('a'), ">Cancel<");
        assertThat(stage.workspace.changes).isEmpty();

        String token = token(asked);
        assertThat(stage.post("/change", "confirm=" + token).body()).contains("killed aaaaaaa");
        assertThat(stage.workspace.changes).containsExactly("kill acme.train.Fit/" + WebStage.job('a'));
        assertThat(stage.post("/change", "confirm=" + token).statusCode()).isEqualTo(409);
        assertThat(stage.post("/change", "confirm=made-up").statusCode()).isEqualTo(409);
        assertThat(stage.workspace.changes).hasSize(1);
    }

    @Test
    void whatTheHostRefusesIsSaidInItsWords() throws Exception {
        stage.workspace.refusals.put(WebStage.job('b'), "<b>the lock</b> is held");
        String token = token(stage.post(DONE + "/delete?x=sweep", ""));
        assertThat(stage.post("/change", "confirm=" + token).body())
                .contains("not deleted: &lt;b&gt;the lock&lt;/b&gt; is held");
    }

    @Test
    void whatCannotBeIsRefusedWithoutAQuestion() throws Exception {
        HttpResponse<String> refused = stage.post(RUNNING + "/delete?x=sweep", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("kill it first").doesNotContain("confirm");
        assertThat(stage.post("/x/sweep/delete", "").body()).contains("The experiment is running");
    }

    @Test
    void theActiveJobsOfAnExperimentAreKilledTogether() throws Exception {
        String token = token(stage.post("/x/sweep/kill", ""));
        assertThat(stage.post("/change", "confirm=" + token).body()).contains("killed aaaaaaa");
        assertThat(stage.workspace.changes).hasSize(1);
    }

    @Test
    @Tag("A-K7")
    void nothingIsOfferedNorDoneWhereOnlyReadingIsAllowed() throws Exception {
        stage.mirror.makeReadOnly();
        await().until(() -> stage.mirror.state().readOnly());
        assertThat(stage.get(RUNNING).body()).doesNotContain("Kill…", "Delete…");
        assertThat(stage.get("/x/sweep").body()).doesNotContain("Kill active");
        assertThat(stage.post(RUNNING + "/kill?x=sweep", "").body()).contains("read-only");
        assertThat(stage.workspace.changes).isEmpty();
    }

    @Test
    void jobsThatNoRunRefersToAreShownAndDeletedAfterAYes() throws Exception {
        stage.workspace.orphans = List.of(
                new JobFold(new JobKey(new TaskId("acme.<b>old"), new JobId(WebStage.job('e'))))
                        .state(JobState.DONE)
                        .snapshot());
        HttpResponse<String> page = stage.get("/orphans");
        assertThat(page.body())
                .contains("acme.&lt;b&gt;old", "No stray jobs", "Delete all…")
                .doesNotContain("Kill all");
        HttpResponse<String> asked = stage.post("/orphans/acme.%3Cb%3Eold/" + WebStage.job('e') + "/delete", "");
        assertThat(asked.body()).contains("Delete this job?", WebStage.job('e'));
        assertThat(stage.workspace.changes).isEmpty();

        stage.workspace.orphans = List.of();
        assertThat(stage.post("/change", "confirm=" + token(asked)).body()).contains("deleted eeeeeee");
        assertThat(stage.workspace.changes).containsExactly("delete acme.<b>old/" + WebStage.job('e'));
        await().untilAsserted(() -> assertThat(stage.get("/p/orphans").body()).contains("No orphans"));
        assertThat(stage.post("/orphans/delete", "").statusCode()).isEqualTo(409);
    }

    private static String token(HttpResponse<String> page) {
        Matcher found = TOKEN.matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }
}
