package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.RawPeer;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the connection is, and what a host asks when it is made again. */
class ConnectionPageTest {
    private static final String SECRET = "canary <p&ss> wörd";

    private WebStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = WebStage.sample();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void tellsHowTheConnectionIsAndWhyItWasLost() throws Exception {
        assertThat(page()).contains("●", "live").doesNotContain("was lost");
        lose("the connection to <b>hpc</b> was lost");
        Awaitility.await().until(() -> page().contains("offline since"));
        assertThat(page())
                .contains("the connection to &lt;b&gt;hpc&lt;/b&gt; was lost", "action=\"/connection/retry\"")
                .doesNotContain("<b>hpc");
    }

    @Test
    @Tag("A-D4")
    void tellsThatTheAgentIsOfAnotherRelease() throws Exception {
        assertThat(page()).doesNotContain("older agent");
        String hello = "{\"protocol_version\": \"2.0\", \"workspace_path\": \"/ws\", \"server\": {\"name\":"
                + " \"xpm-agent\", \"version\": \"0.0.<9>\"}, \"x\": {\"events\": 1, \"log\": 1, \"files\": 1}}";
        try (var older = new RawPeer(stage.mirror, hello)) {
            stage.mirror.attach(older.session());
            Awaitility.await().until(() -> page().contains("live, older agent"));
            assertThat(page())
                    .contains(
                            "The agent there is of release 0.0.&lt;9&gt;, this is ",
                            "it works without quick reloading");
        }
    }

    @Test
    void anotherAttemptIsMadeWhenTheUserWantsIt() throws Exception {
        var wishes = new AtomicInteger();
        stage.mirror.onRetry(wishes::incrementAndGet);
        lose("gone");
        HttpResponse<String> answer = post("/connection/retry", "");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/connection");
        assertThat(wishes).hasValue(1);
    }

    @Test
    @Tag("A-R16")
    void whatTheHostAsksIsAnsweredThereAndShownNowhere() throws Exception {
        CompletableFuture<List<char[]>> answers = CompletableFuture.supplyAsync(() -> stage.mirror
                .prompts()
                .ask(
                        "code for <i>ann</i>",
                        List.of(new Prompter.Question("Password: ", false), new Prompter.Question("Code: ", true))));
        Awaitility.await().until(() -> page().contains("name=\"answer1\""));
        assertThat(page())
                .contains("code for &lt;i&gt;ann&lt;/i&gt;", "Password: ", "type=\"password\"", "autocomplete=\"off\"");
        String given = "source=" + text(stage.mirror.id().name()) + "&number=" + number() + "&confirm=yes&answer0="
                + text(SECRET) + "&answer1=123456";
        assertThat(post("/connection/answer", given).statusCode()).isEqualTo(303);
        assertThat(answers.get(10, TimeUnit.SECONDS)).extracting(String::new).containsExactly(SECRET, "123456");
        Awaitility.await().until(() -> !page().contains("name=\"answer1\""));
        assertThat(page()).doesNotContain("canary", "123456");
    }

    @Test
    @Tag("A-R16")
    void aQuestionCanBeRefusedAndAnOldAnswerAnswersNothing() throws Exception {
        var first = ask();
        Awaitility.await().until(() -> page().contains("name=\"number\""));
        String old = number();
        post("/connection/answer", "source=" + text(stage.mirror.id().name()) + "&number=" + old);
        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        var second = ask();
        Awaitility.await().until(() -> page().contains("name=\"number\"") && !number().equals(old));
        post("/connection/answer", "source=" + text(stage.mirror.id().name()) + "&number=" + old + "&confirm=yes");
        assertThat(second).isNotDone();
        post("/connection/answer", "source=" + text(stage.mirror.id().name()) + "&number=" + number() + "&confirm=yes");
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFormWithoutTheSecretOfTheSessionAnswersNothing() throws Exception {
        var asked = ask();
        Awaitility.await().until(() -> page().contains("name=\"number\""));
        String body = "source=" + text(stage.mirror.id().name()) + "&number=" + number() + "&confirm=yes";
        HttpResponse<String> refused = stage.send(stage.form("/connection/answer", body)
                .header("Cookie", stage.cookie())
                .build());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(asked).isNotDone();
        stage.mirror.prompts().cancel(Long.parseLong(number()));
    }

    private CompletableFuture<Boolean> ask() {
        return CompletableFuture.supplyAsync(
                () -> stage.mirror.prompts().confirm("a new host key", List.of("SHA256:abc")));
    }

    private void lose(String why) {
        stage.mirror.onLink(new Link.Offline(new MonitorException(Problem.CONNECTION_LOST, why), WebStage.NOW));
    }

    private String page() throws Exception {
        HttpResponse<String> answer = stage.get("/connection");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String number() throws Exception {
        String page = page();
        String before = "name=\"number\" value=\"";
        int at = page.indexOf(before) + before.length();
        return page.substring(at, page.indexOf('"', at));
    }

    private HttpResponse<String> post(String path, String fields) throws Exception {
        String body = "csrf=" + text(stage.csrf()) + (fields.isEmpty() ? "" : "&" + fields);
        return stage.send(
                stage.form(path, body).header("Cookie", stage.cookie()).build());
    }

    private static String text(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
