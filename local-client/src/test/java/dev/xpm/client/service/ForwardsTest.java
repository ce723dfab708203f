package dev.xpm.client.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private final HttpClient browser =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Forwards forwards = new Forwards();
    private HttpServer service;

    @BeforeEach
    void serve() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        service.setExecutor(threads);
        service.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer =
                    body.length > 0 ? body : exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void close() {
        forwards.close();
        service.stop(0);
        threads.shutdownNow();
    }

    @Test
    void leadsFromAPortHereToTheServiceThere() throws Exception {
        ScriptedWay.remote().on(forwards);

        Forward.State.Open open = open(address("localhost", "/x?y=1#scalars"));

        assertThat(open.url()).hasToString("http://localhost:" + open.url().port() + "/x?y=1#scalars");
        assertThat(open.ends())
                .isEqualTo(":" + open.url().port() + " → localhost:"
                        + service.getAddress().getPort());
        assertThat(get(open.url())).isEqualTo("/x?y=1");
    }

    @Test
    void carriesManyConnectionsAtOnceAndMuchInBothDirections() throws Exception {
        ScriptedWay.remote().on(forwards);
        ServiceUrl url = open(address("localhost", "/")).url();
        String much = "0123456789abcdef".repeat(200_000);

        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 12; i++) {
            answers.add(browser.sendAsync(
                    HttpRequest.newBuilder(URI.create(url.toString()))
                            .POST(HttpRequest.BodyPublishers.ofString(much))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.get().body()).isEqualTo(much));
    }

    @Tag("A-S8")
    @Test
    void listensOnTheLoopbackAloneAndOnlyUntilItIsClosed() throws Exception {
        ScriptedWay.remote().on(forwards);
        ServiceAddress to = address("localhost", "/");
        int port = open(to).url().port();
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port);
                var other = new ServerSocket()) {
            // Nobody has the port on another address of this machine.
            other.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), port));

            forwards.close(to);

            idle.setSoTimeout(10_000);
            assertThat(idle.getInputStream().read()).isNegative();
        }
        assertThat(forwards.of(to)).isNull();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    @Tag("A-S8")
    @Test
    void endsWithTheService() {
        ScriptedWay.remote().on(forwards);
        ServiceAddress one = address("localhost", "/one");
        ServiceAddress other = address("localhost", "/other");
        open(one);
        Forward ended = forwards.open(other);
        await().until(() -> ended.state() instanceof Forward.State.Open);

        forwards.keepOnly(Set.of(one));

        assertThat(ended.state()).isInstanceOf(Forward.State.Closed.class);
        assertThat(forwards.of(other)).isNull();
        assertThat(forwards.of(one)).isNotNull();
    }

    @Test
    void goesOnAtTheSamePortOverTheNextSession() throws Exception {
        ScriptedWay first = ScriptedWay.remote().on(forwards);
        ServiceAddress to = address("localhost", "/");
        ServiceUrl url = open(to).url();
        assertThat(get(url)).isEqualTo("/");

        first.lose();

        assertThatThrownBy(() -> get(url)).isInstanceOf(IOException.class);
        await().untilAsserted(
                        () -> assertThat(((Forward.State.Open) forwards.of(to).state()).trouble())
                                .hasMessageContaining("the connection to hpc was lost"));
        ScriptedWay.remote().on(forwards);
        assertThat(get(url)).isEqualTo("/");
        await().untilAsserted(
                        () -> assertThat(((Forward.State.Open) forwards.of(to).state()).trouble())
                                .isNull());
    }

    @Test
    void saysWhyThereIsNoWayAndTriesAgainWhenAsked() throws Exception {
        ScriptedWay way = ScriptedWay.remote().on(forwards);
        Forward.State.Failed forbidden = fail(address("node17", "/"));
        assertThat(forbidden.reason())
                .hasMessage("unable to reach node17:" + service.getAddress().getPort()
                        + " through hpc because hpc forbids port forwarding");
        assertThat(forbidden.reason().hint()).contains("AllowTcpForwarding");

        ServiceAddress to = address("localhost", "/");
        way.lost = true;
        assertThat(fail(to).reason()).hasMessageContaining("the connection to hpc was lost");
        way.lost = false;
        assertThat(get(open(to).url())).isEqualTo("/");
    }

    @Test
    void withoutASessionThereIsNoWay() {
        assertThat(fail(address("localhost", "/")).reason()).hasMessageContaining("there is no connection yet");
    }

    @Test
    void nothingIsForwardedWhereTheWorkspaceIsOnThisMachine() {
        ScriptedWay way = ScriptedWay.local().on(forwards);

        Forward.State.Open here = open(new ServiceAddress(url("http://127.0.0.1:6006/"), "login1"));
        Forward.State.Open elsewhere = open(new ServiceAddress(url("http://localhost:6006/"), "node17"));

        assertThat(here.url()).hasToString("http://localhost:6006/");
        assertThat(elsewhere.url()).hasToString("http://node17:6006/");
        assertThat(way.dialled).isEmpty();
    }

    private Forward.State.Open open(ServiceAddress to) {
        Forward forward = forwards.open(to);
        await().until(() -> !(forward.state() instanceof Forward.State.Opening));
        assertThat(forward.state()).isInstanceOf(Forward.State.Open.class);
        return (Forward.State.Open) forward.state();
    }

    private Forward.State.Failed fail(ServiceAddress to) {
        Forward forward = forwards.open(to);
        await().until(() -> !(forward.state() instanceof Forward.State.Opening));
        assertThat(forward.state()).isInstanceOf(Forward.State.Failed.class);
        return (Forward.State.Failed) forward.state();
    }

    private ServiceAddress address(String host, String rest) {
        return new ServiceAddress(
                url("http://" + host + ":" + service.getAddress().getPort() + rest), "login1");
    }

    private static ServiceUrl url(String text) {
        return ServiceUrl.parse(UntrustedText.of(text));
    }

    private String get(ServiceUrl url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.toString()))
                .timeout(Duration.ofSeconds(20))
                .build();
        return browser.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
