package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.service.ScriptedWay;
import dev.xpm.client.view.Texts;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ways to services, opened and ended on the page. */
class ServicesTest {
    private static final Pattern ACTION =
            Pattern.compile("action=\"(/x/[^\"]+/services/[0-9a-z]+/(start|stop)[^\"]*)\"");
    private static final Pattern LINK = Pattern.compile("<a href=\"(http[^\"]+)\"([^>]*)>");

    private WebStage stage;
    private ServerSocket service;

    @BeforeEach
    void open() throws Exception {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        stage = WebStage.unconnected();
    }

    @AfterEach
    void close() throws Exception {
        stage.forwards.close();
        stage.close();
        service.close();
    }

    @Tag("A-W11")
    @Test
    void aServiceIsLinkedOnAPortOfItsOwnUnderANameThatGetsNoCookieOfOurs() throws Exception {
        show("http://localhost:" + service.getLocalPort() + "/?a=1&b=2");
        ScriptedWay.remote().on(stage.forwards);
        String before = stage.get("/services").body();
        assertThat(before).contains(">Open<").doesNotContain("/stop?").doesNotContain("href=\"http");

        HttpResponse<String> answer = post(action(before, "start"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/services");
        await().until(() -> stage.get("/p/services").body().contains("href=\"http"));
        String page = stage.get("/services").body();
        Matcher link = LINK.matcher(page);
        assertThat(link.find()).isTrue();
        assertThat(link.group(1)).matches("http://localhost:[0-9]+/\\?a=1&amp;b=2");
        assertThat(link.group(2)).contains("target=\"_blank\"", "rel=\"noopener noreferrer\"");
        assertThat(link.group(1)).doesNotContain(":" + stage.app.port() + "/");
        assertThat(page).contains("→ localhost:" + service.getLocalPort());
        assertThat(stage.get("/x/sweep?tab=services").body()).contains(link.group(1));

        String named = stage.raw("GET /services HTTP/1.1\r\nHost: localhost:" + stage.app.port() + "\r\nCookie: "
                + stage.cookie() + "\r\nConnection: close\r\n\r\n");
        assertThat(named).contains("href=\"http://127.0.0.1:").doesNotContain("href=\"http://localhost:");
    }

    @Test
    void theWayIsEndedFromThePage() throws Exception {
        show("http://localhost:" + service.getLocalPort() + "/");
        ScriptedWay.remote().on(stage.forwards);
        post(action(stage.get("/services").body(), "start"));
        await().until(() -> stage.get("/p/services").body().contains("href=\"http"));
        Matcher link = LINK.matcher(stage.get("/services").body());
        assertThat(link.find()).isTrue();
        int port = Integer.parseInt(link.group(1).replaceAll("[^0-9]", ""));
        assertThat(port).isNotEqualTo(service.getLocalPort());

        HttpResponse<String> answer =
                post(action(stage.get("/x/sweep?tab=services").body(), "stop"));

        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith("/x/sweep?tab=services"));
        assertThat(stage.get("/p/services").body()).contains(">Open<").doesNotContain("href=\"http");
        assertThat(refuses(port)).isTrue();
    }

    @Test
    void whyThereIsNoWayIsSaid() throws Exception {
        show("http://node17:" + service.getLocalPort() + "/");
        ScriptedWay.remote().on(stage.forwards);

        post(action(stage.get("/services").body(), "start"));

        await().untilAsserted(() -> assertThat(stage.get("/p/services").body())
                .contains("because hpc forbids port forwarding", "AllowTcpForwarding", ">Open<"));
    }

    @Tag("A-W11")
    @Tag("A-W3")
    @Test
    void noOtherPathAndNoOtherSchemeLeadsToAService() throws Exception {
        show("javascript:alert(document.cookie)");
        assertThat(stage.get("/services").body()).doesNotContain("/start").doesNotContain("href=\"javascript");
        assertThat(post("/x/sweep/services/0123/start").statusCode()).isEqualTo(404);
        assertThat(post("/x/none/services/0123/start").statusCode()).isEqualTo(404);
        assertThat(stage.get("/services/tb/").statusCode()).isEqualTo(404);
        assertThat(stage.get("/services/tb/../../etc/passwd").statusCode()).isEqualTo(404);
        String key = Texts.key(UntrustedText.of("tb-javascript:alert(document.cookie)"));
        assertThat(post("/x/sweep/services/" + key + "/start").statusCode()).isEqualTo(404);
        HttpResponse<String> without = stage.send(stage.form("/x/sweep/services/" + key + "/start", "")
                .header("Cookie", stage.cookie())
                .build());
        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(stage.forwards.isEmpty()).isTrue();
    }

    private void show(String url) throws Exception {
        stage.experiment("sweep", "acme.train.Fit", List.of(WebStage.job('a')), "lr", url);
        stage.connect();
    }

    private static String action(String page, String verb) {
        Matcher actions = ACTION.matcher(page);
        while (actions.find()) {
            if (actions.group(2).equals(verb)) {
                return actions.group(1).replace("&amp;", "&");
            }
        }
        throw new AssertionError("no button to " + verb);
    }

    private static boolean refuses(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private HttpResponse<String> post(String path) throws Exception {
        return stage.send(stage.form(path, "csrf=" + stage.csrf())
                .header("Cookie", stage.cookie())
                .build());
    }
}
