package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.service.Forward;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of the host, reached through the session that is open already, over the machine's sshd. */
@Needs(Tool.SSHD)
class ForwardIT {
    private static final int MUCH = 4 << 20;

    @TempDir
    private Path folder;

    private final HttpClient browser =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Forwards forwards = new Forwards();
    private Path workspace;
    private HttpServer service;

    TransportChoice transport() {
        return TransportChoice.BUILTIN;
    }

    @BeforeEach
    void serve() throws Exception {
        workspace = SyntheticWorkspace.create(folder.resolve("ws")).root();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        service.setExecutor(threads);
        service.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        forwards.close();
        service.stop(0);
        threads.shutdownNow();
    }

    @Tag("A-S8")
    @Tag("A-W11")
    @Test
    void aServiceIsReachedOverTheOneConnectionUntilTheWayIsClosed() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var client = open(host)) {
            forwards.attach(client.session());
            ServiceAddress to = address(service.getAddress().getPort());
            Forward.State.Open open = opened(to);
            byte[] much = new byte[MUCH];
            new Random(7).nextBytes(much);

            var answers = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
            for (int connection = 0; connection < 6; connection++) {
                answers.add(browser.sendAsync(
                        request(open.url())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(much))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray()));
            }

            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(Arrays.equals(much, answer.get().body())).isTrue());
            assertThat(client.session().roundTrip().get()).isPositive();
            // One login for all of it, and so one node where the name stands for several.
            assertThat(host.log().lines().filter(line -> line.contains("Accepted publickey")))
                    .hasSize(1);

            forwards.close(to);
            assertThatThrownBy(() -> browser.send(request(open.url()).build(), HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Tag("A-R2")
    @Test
    void theNextSessionGoesOnWithTheSamePort() throws Exception {
        try (var host = OpenSshdHost.start(folder)) {
            ServiceUrl url;
            try (var client = open(host)) {
                forwards.attach(client.session());
                url = opened(address(service.getAddress().getPort())).url();
                assertThat(status(url)).isEqualTo(200);
                host.cutConnections();
                Awaitility.await().until(() -> client.session().endReason() != null);
                assertThatThrownBy(() -> status(url)).isInstanceOf(IOException.class);
            }
            try (var client = open(host)) {
                forwards.attach(client.session());
                assertThat(status(url)).isEqualTo(200);
            }
        }
    }

    @Test
    void aServiceThatHasEndedIsSaid() throws Exception {
        int port = OpenSshdHost.freePort();
        try (var host = OpenSshdHost.start(folder);
                var client = open(host)) {
            forwards.attach(client.session());
            assertThat(failed(address(port)))
                    .isEqualTo("unable to reach localhost:" + port + " through " + host.destination()
                            + " because nothing answers there (Connection refused)");
        }
    }

    @Tag("A-S8")
    @Test
    void aHostThatForbidsItIsSaidInOneLine() throws Exception {
        int port = service.getAddress().getPort();
        try (var host = OpenSshdHost.start(folder, "AllowTcpForwarding no");
                var client = open(host)) {
            forwards.attach(client.session());
            assertThat(failed(address(port)))
                    .isEqualTo("unable to reach localhost:" + port + " through " + host.destination() + " because "
                            + host.destination() + " forbids port forwarding");
            assertThat(client.session().roundTrip().get()).isPositive();
        }
    }

    private MirrorClient open(OpenSshdHost host) throws Exception {
        return MirrorClient.open(host, workspace.toString(), MirrorClient.ourAgent(), transport());
    }

    private static ServiceAddress address(int port) throws IOException {
        Program.Result node = Program.of("uname", "-n").run();
        return new ServiceAddress(
                ServiceUrl.parse(UntrustedText.of("http://localhost:" + port + "/")),
                node.out().strip());
    }

    private Forward.State.Open opened(ServiceAddress to) {
        Forward.State state = settled(to);
        assertThat(state).isInstanceOf(Forward.State.Open.class);
        return (Forward.State.Open) state;
    }

    private String failed(ServiceAddress to) {
        Forward.State state = settled(to);
        assertThat(state).isInstanceOf(Forward.State.Failed.class);
        return ((Forward.State.Failed) state).reason().sentence();
    }

    private Forward.State settled(ServiceAddress to) {
        Forward forward = forwards.open(to);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !(forward.state() instanceof Forward.State.Opening));
        return forward.state();
    }

    private int status(ServiceUrl url) throws Exception {
        return browser.send(request(url).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(ServiceUrl url) {
        return HttpRequest.newBuilder(URI.create(url.toString())).timeout(Duration.ofMinutes(1));
    }
}
