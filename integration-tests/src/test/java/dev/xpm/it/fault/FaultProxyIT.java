package dev.xpm.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay itself: what it is told to do to a line, it does, and nothing else. */
@Timeout(60)
class FaultProxyIT {
    private ServerSocket listener;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to(listener.getLocalPort(), 7);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        listener.close();
    }

    @Test
    void carriesEveryByteInOrderHoweverSmallThePieces() throws Exception {
        proxy.quality(LineQuality.PERFECT.inPieces(3));
        byte[] sent = random(20_000);
        try (Socket client = connect();
                Socket server = listener.accept()) {
            var read = CompletableFuture.supplyAsync(() -> readAll(server));
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            assertThat(read.join()).isEqualTo(sent);
            assertThat(proxy.up()).isEqualTo(sent.length);
        }
    }

    @Test
    void aSlowLineTakesAtLeastItsTime() throws Exception {
        proxy.quality(new LineQuality(Duration.ofMillis(50), 100_000, 0));
        try (Socket client = connect();
                Socket server = listener.accept()) {
            var read = CompletableFuture.supplyAsync(() -> readAll(client));
            long begin = System.nanoTime();
            server.getOutputStream().write(random(20_000));
            server.shutdownOutput();
            assertThat(read.join()).hasSize(20_000);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThanOrEqualTo(250);
        }
    }

    @Test
    void aHeldLineCarriesNothingAndLosesNothing() throws Exception {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            proxy.hold();
            client.getOutputStream().write(new byte[] {1, 2, 3});
            server.setSoTimeout(200);
            assertThatThrownBy(() -> server.getInputStream().read())
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            proxy.release();
            server.setSoTimeout(20_000);
            assertThat(server.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aResetReachesBothEnds() throws Exception {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);
            proxy.reset();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aCutLetsExactlySoManyBytesThrough() throws Exception {
        proxy.cutDownAfter(100);
        try (Socket client = connect();
                Socket server = listener.accept()) {
            server.getOutputStream().write(random(5_000));
            assertThat(readAll(client)).hasSize(100);
        }
        proxy.cutNothing();
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void whoIsRefusedIsTold() throws Exception {
        proxy.refuse(true);
        try (Socket client = connect()) {
            assertThatThrownBy(() -> {
                        client.getOutputStream().write(1);
                        client.getInputStream().read();
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Up to the end, or to a cut. */
    private static byte[] readAll(Socket socket) {
        var all = new java.io.ByteArrayOutputStream();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                all.write(next);
            }
        } catch (IOException e) {
            // Cut.
            return all.toByteArray();
        }
        return all.toByteArray();
    }
}
