package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.endpoint.ConnectionListener;
import dev.xpm.protocol.endpoint.WorkspaceClient;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.handshake.ClientInfo;
import dev.xpm.protocol.handshake.ProtocolVersion;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session with an agent, or with the original server: a transport, a command on it, and the questions that it answers.
 *
 * <p>Safe for use by several threads. Closing twice is harmless and quick. Source: protocol.md 2.4 and 2.5.
 */
public final class AgentSession implements AutoCloseable {
    /** A command whose streams stay open after its end, because a child of it holds them, is over all the same. */
    private static final long AFTER_EXIT_MILLIS = 300;

    /** How long the exit code may come after the end of the output. Source: assurance.md 2.5, reported within 1 s. */
    private static final long EXIT_CODE_MILLIS = 700;

    private static final String VERSION =
            Objects.requireNonNullElse(AgentSession.class.getPackage().getImplementationVersion(), "development");

    private static final ClientInfo WHO_ASKS =
            new ClientInfo("xpm", VERSION, Map.of(Capability.LOG, 1, Capability.EVENTS, 1));

    private final SessionRequest request;
    private final Transport transport;
    private final RemoteProcess process;
    private final RemoteLines stderr;
    private final WorkspaceClient client;
    private final LogSubscriptions logs = new LogSubscriptions();
    private final CompletableFuture<MonitorException> end = new CompletableFuture<>();
    private final CompletableFuture<ServerInfo> handshake;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Completed when all fields are set: a command can be over before. */
    private final CompletableFuture<Void> made = new CompletableFuture<>();

    private volatile @Nullable ServerInfo server;

    private AgentSession(SessionRequest request, Transport transport, StartedAgent started) {
        this.request = request;
        this.transport = transport;
        this.process = started.process();
        String name = request.destination().label();
        this.stderr = started.stderr();
        this.client = WorkspaceClient.open(
                process.stdout(), process.stdin(), new Ear(), request.limits().request(), name);
        this.handshake = client.hello(WHO_ASKS, request.limits().handshake())
                .thenCompose(this::greeted)
                .exceptionallyCompose(this::refused);
        var unused = process.exit()
                .thenRunAsync(
                        client::close, CompletableFuture.delayedExecutor(AFTER_EXIT_MILLIS, TimeUnit.MILLISECONDS));
        made.complete(null);
    }

    /**
     * Connects, starts the agent and shakes hands. Blocks, also for the user's answers to the prompter's questions.
     *
     * @throws MonitorException with the sentence of interfaces.md 1.8; nothing is left open then
     */
    public static AgentSession open(SessionRequest request) throws MonitorException {
        AgentSession session = begin(request);
        session.await();
        return session;
    }

    /** As {@link #open(SessionRequest)}, over a transport that is open already and is closed with the session. */
    public static AgentSession open(SessionRequest request, Transport transport) throws MonitorException {
        AgentSession session = begin(request, transport);
        session.await();
        return session;
    }

    /**
     * As {@link #open(SessionRequest)}, but does not wait for the handshake: questions asked meanwhile through {@link #client} are
     * already under way when the agent begins to read. Somebody must look at {@link #await} or {@link #handshake}.
     */
    public static AgentSession begin(SessionRequest request) throws MonitorException {
        WorkspaceClient.prepare();
        AgentStart.prepare(request);
        return begin(request, connect(request));
    }

    /** As {@link #begin(SessionRequest)}, over a transport that is open already and is closed with the session. */
    static AgentSession begin(SessionRequest request, Transport transport) throws MonitorException {
        try {
            return new AgentSession(request, transport, AgentStart.start(request, transport));
        } catch (MonitorException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    /** Waits until the handshake is done. Closes the session if it fails. */
    public void await() throws MonitorException {
        try {
            handshake.get();
        } catch (ExecutionException e) {
            close();
            throw asProblem(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new MonitorException(Problem.CONNECTION_LOST, "interrupted while connecting to " + label());
        }
    }

    /** Ends with what the peer said of itself, or fails with a {@link MonitorException}; never later than its limit. */
    public CompletableFuture<ServerInfo> handshake() {
        return handshake.copy();
    }

    /** What the peer said of itself; only after the handshake. */
    public ServerInfo server() {
        ServerInfo known = server;
        if (known == null) {
            throw new IllegalStateException("the handshake is not done");
        }
        return known;
    }

    /** Where to ask. */
    public WorkspaceClient client() {
        return client;
    }

    /** How long the smallest question takes now. Fails as a question does. */
    public CompletableFuture<Duration> roundTrip() {
        long asked = System.nanoTime();
        return client.hello(WHO_ASKS, request.limits().request())
                .thenApply(answer -> Duration.ofNanos(System.nanoTime() - asked));
    }

    /** The connection that the session runs over; file transfers use it too. */
    public Transport transport() {
        return transport;
    }

    /** What was asked for. */
    public SessionRequest request() {
        return request;
    }

    /** Completed when the session is over, also when it was closed; never fails. */
    public CompletableFuture<MonitorException> end() {
        return end.copy();
    }

    /** How the session ended; null as long as it lasts. */
    public @Nullable MonitorException endReason() {
        return end.getNow(null);
    }

    /**
     * Has the agent send what is appended to a log; only where it has {@link Capability#LOG}.
     *
     * @param consumer called in order on the session's reader thread: must not block
     * @return closing it ends the sending
     */
    public CompletableFuture<AutoCloseable> followLog(
            JobKey job, LogStream stream, long offset, Consumer<LogSlice> consumer) {
        return client.followLog(job, stream, offset).thenApply(subscription -> {
            logs.add(subscription, consumer);
            return () -> {
                logs.remove(subscription);
                var unused = client.unfollowLog(subscription);
            };
        });
    }

    /** As {@link WorkspaceClient#heard}. */
    long heard() {
        return client.heard();
    }

    /**
     * Whether silence says nothing: a peer that answers one request after the other says nothing while it works on one.
     *
     * @param pings requests of our own that only look for life
     */
    boolean maySayNothing(int pings) {
        ServerInfo known = server;
        return known != null && !known.has(Capability.EVENTS) && client.unanswered() > pings;
    }

    /** Asks for a sign of life in the cheapest way that the peer knows; how long it took. Fails as a question does. */
    CompletableFuture<Duration> ping() {
        ServerInfo known = server;
        if (known == null || !known.has(Capability.EVENTS)) {
            return roundTrip();
        }
        long asked = System.nanoTime();
        return client.ping().thenApply(answer -> Duration.ofNanos(System.nanoTime() - asked));
    }

    /** Gives the session up, because the other side is not there any more: all calls fail at once. */
    public void abandon(MonitorException reason) {
        if (closed.compareAndSet(false, true)) {
            client.close();
            process.close();
            transport.close();
            if (end.complete(reason)) {
                request.listener().onEnd(reason);
            }
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            client.close();
            process.close();
            transport.close();
        }
    }

    private static Transport connect(SessionRequest request) throws MonitorException {
        if (request.destination() instanceof Destination.Ssh ssh) {
            return Transports.connect(ssh, request.limits().handshake(), request.prompter());
        }
        return new LocalTransport();
    }

    private String label() {
        return request.destination().label();
    }

    private CompletableFuture<ServerInfo> greeted(ServerInfo answer) {
        if (!answer.protocolVersion().raw().equals(ProtocolVersion.CURRENT)) {
            return CompletableFuture.failedFuture(diagnosis().otherVersion(answer));
        }
        server = answer;
        return CompletableFuture.completedFuture(answer);
    }

    private CompletableFuture<ServerInfo> refused(Throwable wrapped) {
        Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
        if (failure instanceof MonitorException) {
            return CompletableFuture.failedFuture(failure);
        }
        if (failure instanceof RpcException answer) {
            return CompletableFuture.failedFuture(diagnosis().refused(answer));
        }
        if (failure instanceof TimeoutException) {
            return CompletableFuture.failedFuture(
                    diagnosis().silent(request.limits().handshake()));
        }
        return end.thenCompose(CompletableFuture::failedFuture);
    }

    private MonitorException asProblem(@Nullable Throwable failure) {
        return failure instanceof MonitorException problem
                ? problem
                : new MonitorException(
                        Problem.INTERNAL, "unable to open a session with " + label(), null, List.of(), failure);
    }

    private Diagnosis diagnosis() {
        return new Diagnosis(label(), request.workdir(), request.shellInit(), stderr.last(), client.noise());
    }

    /** The output has ended: waits a moment for the exit code and for the last lines, then says why. */
    private void outputEnded() {
        var exit = process.exit()
                .copy()
                .completeOnTimeout(RemoteProcess.Exit.LOST, EXIT_CODE_MILLIS, TimeUnit.MILLISECONDS);
        var lines = stderr.end().copy().completeOnTimeout(null, EXIT_CODE_MILLIS, TimeUnit.MILLISECONDS);
        var unused = exit.thenCombine(lines, (how, nothing) -> how)
                .thenCombine(made, (how, nothing) -> how)
                .thenAcceptAsync(this::ended);
    }

    private void ended(RemoteProcess.Exit exit) {
        boolean wasOpen = server != null;
        MonitorException reason =
                wasOpen ? diagnosis().endedLate(exit) : diagnosis().endedEarly(exit);
        boolean ownWish = !closed.compareAndSet(false, true);
        if (!ownWish) {
            process.close();
            transport.close();
        }
        end.complete(reason);
        if (wasOpen && !ownWish) {
            request.listener().onEnd(reason);
        }
    }

    private final class Ear implements ConnectionListener {
        @Override
        public void onEvent(WorkspaceEvent event) {
            request.listener().onEvent(event);
        }

        @Override
        public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
            request.listener().onEvent(event, position);
        }

        @Override
        public void onResync(@Nullable EventPosition position, @Nullable List<ExperimentId> experiments) {
            request.listener().onResync(experiments);
        }

        @Override
        public void onLog(long subscription, LogSlice slice) {
            logs.accept(subscription, slice);
        }

        @Override
        public void onShutdown(UntrustedText reason) {
            // The end of the stream follows at once, and the exit code says more.
        }

        @Override
        public void onEnd(IOException reason) {
            outputEnded();
        }
    }
}
