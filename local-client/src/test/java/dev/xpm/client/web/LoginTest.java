package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogsOnly;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.web.guard.WebOptions;
import dev.xpm.protocol.text.UntrustedText;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private WebStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = WebStage.sample();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Tag("A-W6")
    @Test
    void thePrintedLinkLogsInAndLeavesNoTokenBehind() throws Exception {
        assertThat(stage.app.link()).isEqualTo(stage.origin() + "/auth?xpm-token=" + WebStage.TOKEN);
        HttpResponse<String> answer =
                stage.send(stage.request("/auth?xpm-token=" + WebStage.TOKEN).build());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("xpm_session_" + stage.app.port()
                        + "=[A-Za-z0-9_-]{22}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax")
                .doesNotContain(WebStage.TOKEN);
        assertThat(stage.get("/").body()).doesNotContain(WebStage.TOKEN);
        assertThat(WebOptions.of(null, 0, WebStage.TOKEN).toString()).doesNotContain(WebStage.TOKEN);
    }

    @Test
    void theFormLogsInAndLeadsToWhereOneWanted() throws Exception {
        String wanted = stage.send(stage.request("/x/a~007Eb%20c?sort=task").build())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String form = stage.send(stage.request(wanted).build()).body();
        assertThat(form).contains("value=\"/x/a~007Eb%20c?sort=task\"");
        HttpResponse<String> answer =
                stage.send(stage.form("/login", "next=%2Fx%2Fa~007Eb%2520c%3Fsort%3Dtask&xpm-token=" + WebStage.TOKEN)
                        .build());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/x/a~007Eb%20c?sort=task");
    }

    @Test
    void fiveWrongTokensInAMinuteAreEnough() throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(stage.send(stage.form("/login", "xpm-token=wrong").build())
                            .statusCode())
                    .isEqualTo(401);
        }
        String right = "xpm-token=" + WebStage.TOKEN;
        assertThat(stage.send(stage.form("/login", right).build()).statusCode()).isEqualTo(429);
        assertThat(stage.send(stage.request("/auth?" + right).build()).statusCode())
                .isEqualTo(429);
        assertThat(stage.send(stage.request("/api/v1/experiments")
                                .header("Authorization", "Bearer " + WebStage.TOKEN)
                                .build())
                        .statusCode())
                .isEqualTo(429);
        stage.clock.advance(Duration.ofSeconds(61));
        assertThat(stage.send(stage.form("/login", right).build()).statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsByLoggingOut() throws Exception {
        assertThat(stage.get("/").statusCode()).isEqualTo(200);
        HttpResponse<String> out = stage.send(stage.form("/logout", "csrf=" + stage.csrf())
                .header("Cookie", stage.cookie())
                .build());
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(stage.get("/").statusCode()).isEqualTo(303);
    }

    @Tag("A-W2")
    @ParameterizedTest
    @CsvSource({
        "localhost:1, 200",
        "127.0.0.1, 200",
        "[::1]:8080, 200",
        "LOCALHOST, 200",
        "evil.com, 421",
        "127.0.0.1.evil.com, 421",
        "localhost.evil.com:1, 421",
        "8.8.8.8, 421",
        "169.254.169.254, 421"
    })
    void onlyOurOwnNamesAreAnswered(String host, int status) throws Exception {
        assertThat(stage.raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Tag("A-W2")
    @Test
    void anOldRequestWithoutAHostIsNotAnswered() throws Exception {
        assertThat(stage.raw("GET /healthz HTTP/1.0\r\n\r\n")).contains(" 421 ");
    }

    @Tag("A-W3")
    @ParameterizedTest
    @ValueSource(strings = {"http://evil.com", "null", "https://127.0.0.1", "http://127.0.0.1:1"})
    void aForeignOriginChangesNothing(String origin) throws Exception {
        HttpResponse<String> answer = stage.send(stage.request("/stop")
                .header("Cookie", stage.cookie())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString("confirm=yes&csrf=" + stage.csrf()))
                .build());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(stage.app.stopped()).isNotDone();
    }

    @Tag("A-W3")
    @Test
    void aChangeNeedsOriginAndSecret() throws Exception {
        String body = "confirm=yes&csrf=" + stage.csrf();
        assertThat(stage.send(stage.request("/stop")
                                .header("Cookie", stage.cookie())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(body))
                                .build())
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.send(stage.form("/stop", "confirm=yes")
                                .header("Cookie", stage.cookie())
                                .build())
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.send(stage.form("/stop", "confirm=yes&csrf=wrong")
                                .header("Cookie", stage.cookie())
                                .build())
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.app.stopped()).isNotDone();
    }

    @Test
    void stoppingAsksFirst() throws Exception {
        String secret = stage.csrf();
        assertThat(stage.send(stage.form("/stop", "csrf=" + secret)
                                .header("Cookie", stage.cookie())
                                .build())
                        .statusCode())
                .isEqualTo(303);
        assertThat(stage.app.stopped()).isNotDone();
        assertThat(stage.send(stage.form("/stop", "confirm=yes")
                                .header("Cookie", stage.cookie())
                                .header("X-CSRF-Token", secret)
                                .build())
                        .statusCode())
                .isEqualTo(202);
        assertThat(stage.app.stopped()).isCompleted();
    }

    @Tag("A-W4")
    @ParameterizedTest
    @CsvSource({
        "cross-site, no-cors, 403",
        "cross-site, cors, 403",
        "same-site, no-cors, 403",
        "same-site, websocket, 403",
        "cross-site, navigate, 200",
        "same-origin, cors, 200",
        "none, navigate, 200"
    })
    void otherSitesMayOnlyLinkToUs(String site, String mode, int status) throws Exception {
        HttpResponse<String> answer = stage.send(stage.request("/api/v1/experiments")
                .header("Cookie", stage.cookie())
                .header("Sec-Fetch-Site", site)
                .header("Sec-Fetch-Mode", mode)
                .build());
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Tag("A-W10")
    @Test
    void aHugeFormIsRefusedUnread() throws Exception {
        String body = "xpm-token=" + "x".repeat(100_000);
        assertThat(stage.send(stage.form("/login", body).build()).statusCode()).isEqualTo(413);
    }

    @Tag("A-W7")
    @Test
    void aTakenPortIsNamed() {
        try (var mirror = new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.EMPTY, UntrustedText.of("/ws")), Clock.systemUTC())) {
            assertThatThrownBy(() -> WebApp.start(
                            Fleet.of(mirror),
                            source -> new LogsOnly((job, stream) -> null),
                            source -> new Forwards(),
                            WebOptions.of(null, stage.app.port(), null)))
                    .isInstanceOfSatisfying(MonitorException.class, problem -> {
                        assertThat(problem.problem()).isEqualTo(Problem.PORT_TAKEN);
                        assertThat(problem).hasMessageContaining(String.valueOf(stage.app.port()));
                    });
        }
    }

    @Test
    void closingTwiceIsHarmlessAndEndsTheWaiting() {
        stage.app.close();
        stage.app.close();
        assertThat(stage.app.stopped()).isCompleted();
    }
}
