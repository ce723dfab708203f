package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A real session with a real server endpoint in this process, over pipes: only the workspace behind it is a script. */
public final class PipedSession implements AutoCloseable {
    private static final int PIPE_BYTES = 1 << 20;
    private static final Duration GOODBYE = Duration.ofMillis(100);

    private final PipedInputStream requests = new PipedInputStream(PIPE_BYTES);
    private final PipedInputStream answers = new PipedInputStream(PIPE_BYTES);
    private final PipedOutputStream toServer;
    private final CompletableFuture<RemoteProcess.Exit> exit = new CompletableFuture<>();
    private final ServerEndpoint endpoint;
    private final Gate fromServer;
    private final AgentSession session;

    public PipedSession(WorkspaceMethods methods, SessionListener listener) throws MonitorException, IOException {
        toServer = new PipedOutputStream(requests);
        fromServer = new Gate(new PipedOutputStream(answers));
        endpoint = new ServerEndpoint(requests, fromServer, methods, event -> List.of(), () -> {});
        var server = new Thread(this::serve, "piped-server");
        server.setDaemon(true);
        server.start();
        var request = new SessionRequest(
                new Destination.Local(),
                "/ws",
                new Launch.Command(List.of("piped")),
                null,
                SessionLimits.DEFAULT,
                null,
                listener);
        session = AgentSession.begin(request, new PipedTransport());
        session.await();
    }

    public AgentSession session() {
        return session;
    }

    public void send(WorkspaceEvent... events) {
        for (WorkspaceEvent event : events) {
            endpoint.send(new Notice.StateEvent(event));
        }
    }

    public ServerEndpoint endpoint() {
        return endpoint;
    }

    /** The next events that are sent do not arrive. */
    public void loseEvents(int count) {
        fromServer.losing.set(count);
    }

    /** From now on nothing of what the server says arrives, and nothing is closed. */
    public void hold() {
        fromServer.held = true;
    }

    /** Ends the server as a crash does. */
    public void kill(int exitCode) throws IOException {
        exit.complete(new RemoteProcess.Exit(exitCode, null));
        fromServer.close();
        requests.close();
    }

    @Override
    public void close() {
        session.close();
    }

    private void serve() {
        try {
            endpoint.serve();
        } catch (IOException e) {
            exit.complete(RemoteProcess.Exit.LOST);
        }
        exit.complete(new RemoteProcess.Exit(0, null));
        try {
            endpoint.end(new Notice.Shutdown("server_shutdown", null, null), GOODBYE);
            fromServer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a pipe failed", e);
        }
    }

    private static final class Gate extends FilterOutputStream {
        private final AtomicInteger losing = new AtomicInteger();
        private volatile boolean held;

        Gate(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            boolean lost = losing.get() > 0
                    && new String(bytes, offset, length, StandardCharsets.UTF_8).contains("notification.state_event")
                    && losing.getAndDecrement() > 0;
            if (!held && !lost) {
                out.write(bytes, offset, length);
            }
        }
    }

    private final class PipedTransport implements Transport {
        @Override
        public String label() {
            return "piped";
        }

        @Override
        public RemoteProcess start(RemoteCommand command) {
            return new PipedProcess();
        }

        @Override
        public void close() {}
    }

    private final class PipedProcess implements RemoteProcess {
        @Override
        public OutputStream stdin() {
            return toServer;
        }

        @Override
        public InputStream stdout() {
            return answers;
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return exit;
        }

        @Override
        public void close() {}
    }
}
