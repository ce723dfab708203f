package dev.xpm.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.web.http.Access;
import dev.xpm.client.web.http.Headers;
import dev.xpm.client.web.http.Route;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteTableTest {
    private WebStage stage;

    @BeforeAll
    void start() throws Exception {
        stage = WebStage.sample();
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    Stream<Route> routes() {
        return stage.app.routes().stream();
    }

    private static String address(Route route) {
        return route.path()
                .replace("{exp}", "sweep")
                .replace("{task}", "acme.train.Fit")
                .replace("{job}", WebStage.job('a'))
                .replace("{stream}", "stdout")
                .replace("{copy}", "0123")
                .replace("{service}", "0123")
                .replace("{warning}", "0123")
                .replace("{version}", "1")
                .replace("{name}", "app.css");
    }

    private HttpResponse<String> ask(Route route, boolean loggedIn) throws Exception {
        var request = route.method().equals("POST") ? stage.form(address(route), "a=b") : stage.request(address(route));
        if (loggedIn) {
            request.header("Cookie", stage.cookie());
        }
        return stage.send(request.build());
    }

    @Tag("A-W9")
    @ParameterizedTest
    @MethodSource("routes")
    void everyAnswerCarriesTheHeaders(Route route) throws Exception {
        assertHeaders(ask(route, false));
        boolean endless = route.access() == Access.STREAM;
        boolean leaves = route.path().equals("/logout");
        if (!endless && !leaves) {
            HttpResponse<String> answer = ask(route, true);
            assertHeaders(answer);
            assertThat(answer.statusCode()).isNotEqualTo(500);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nothingIsToldWithoutASession(Route route) throws Exception {
        HttpResponse<String> answer = ask(route, false);
        assertThat(answer.body()).doesNotContain("sweep", "acme", "/ws");
        switch (route.access()) {
            case OPEN -> assertThat(answer.statusCode()).isIn(200, 401, 429);
            case PAGE, CHANGE -> {
                assertThat(answer.statusCode()).isEqualTo(303);
                assertThat(answer.headers().firstValue("Location").orElseThrow())
                        .startsWith("/login");
            }
            case PARTIAL -> {
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("HX-Redirect")).contains("/login");
            }
            case API -> {
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).isEqualTo("{\"error\":\"unauthorized\"}");
            }
            case STREAM -> assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    @Tag("A-W5")
    @Test
    void onlyPostsChangeAnything() {
        assertThat(routes().filter(route -> route.access() == Access.CHANGE))
                .isNotEmpty()
                .allMatch(route -> route.method().equals("POST"));
        assertThat(routes().filter(route -> route.method().equals("POST")))
                .allMatch(
                        route -> route.access() == Access.CHANGE || route.path().equals("/login"));
    }

    @Test
    void theTableIsAsLargeAsItShouldBe() {
        assertThat(routes()).hasSizeGreaterThan(30);
    }

    @Test
    void errorsCarryTheHeadersToo() throws Exception {
        for (String path : List.of("/nothing", "/x/..%2F..", "/p/nothing", "/api/v1/nothing", "/j/a/b", "/x/none")) {
            HttpResponse<String> answer = stage.get(path);
            assertThat(answer.statusCode()).as(path).isIn(400, 404);
            assertHeaders(answer);
        }
    }

    @Test
    void malformedRequestsGetTheHeadersAndNoWordAboutTheServer() throws Exception {
        for (String request : List.of(
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /%00%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            String answer = stage.raw(request);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("Content-Security-Policy", "nosniff");
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("jetty", "javalin", "exception");
        }
    }

    @Test
    void aWrongMethodIsRefused() throws Exception {
        assertThat(stage.send(stage.form("/healthz", "").build()).statusCode()).isEqualTo(405);
    }

    private static void assertHeaders(HttpResponse<String> answer) {
        Headers.ALWAYS.forEach((name, value) -> {
            if (!name.equals("Cache-Control")) {
                assertThat(answer.headers().allValues(name)).as(name).containsExactly(value);
            }
        });
        assertThat(answer.headers().allValues("Cache-Control")).hasSize(1);
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
}
