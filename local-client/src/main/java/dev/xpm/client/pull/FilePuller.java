package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.HelperProgram;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Copies files of a workspace into the cache with rsync, over the connection of the session, one copy after the other.
 * Safe for use by several threads; no call blocks. Source: protocol.md 5.5, assurance.md 2.2.
 */
public final class FilePuller implements AutoCloseable {
    /** Copies that may wait; a host allows about ten commands on a connection, of which a copy takes one. */
    private static final int MAX_WAITING = 64;

    /** What one copy may bring in all: a full disk is worse than an incomplete copy. */
    private static final long MAX_TOTAL_BYTES = 8L << 30;

    /** Ignored by the helper: the connection is there already. rsync only needs a name before the colon. */
    private static final String ANY_HOST = "host";

    private final Transport transport;
    private final boolean local;
    private final WorkspacePath workspace;
    private final PullCache cache;
    private final ExecutorService worker;

    private FilePuller(Transport transport, boolean local, WorkspacePath workspace, PullCache cache) {
        this.transport = transport;
        this.local = local;
        this.workspace = workspace;
        this.cache = cache;
        this.worker = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
            var thread = new Thread(work, "xpm-" + transport.label() + "-pull");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** For the workspace of an open session; starts nothing yet. */
    public static FilePuller of(AgentSession session) throws MonitorException {
        return of(session, PullCache.home());
    }

    /**
     * As {@link #of(AgentSession)}, with another place for the caches of all workspaces than
     * {@code $XDG_CACHE_HOME/xpm}.
     */
    public static FilePuller of(AgentSession session, Path home) throws MonitorException {
        boolean local = session.request().destination() instanceof Destination.Local;
        WorkspacePath workspace = WorkspacePath.of(session);
        String host = session.transport().label();
        return new FilePuller(
                session.transport(), local, workspace, PullCache.of(home, host, workspace.text(), Clock.systemUTC()));
    }

    /**
     * The path of something below the workspace, as {@code jobs/task/hash/name.out}; its {@link ConfinedPath#toPath} is
     * where a pull puts the copy.
     *
     * @throws IllegalArgumentException if it is absolute, empty, or climbs
     */
    public ConfinedPath locate(String relative) {
        return ConfinedPath.parse(cache.root(), relative);
    }

    /**
     * Copies the wanted files. Cancelling the future ends the copy. Otherwise it ends within 300 s of its turn, with a
     * report, or with a {@link MonitorException} as its cause.
     *
     * @param maxFileBytes larger files are left out
     */
    public CompletableFuture<PullReport> pull(List<Wanted> wanted, long maxFileBytes) {
        List<Wanted> items = List.copyOf(wanted);
        var copy = new Copy(items, maxFileBytes);
        if (items.isEmpty()) {
            copy.report.complete(new PullReport(List.of(), List.of(), List.of(), true, List.of()));
            return copy.report;
        }
        var unused = copy.report.whenComplete((done, failure) -> copy.stop());
        try {
            worker.execute(copy);
        } catch (RejectedExecutionException e) {
            copy.report.completeExceptionally(problem("too many copies are waiting", e));
        }
        return copy.report;
    }

    /** Ends the running copy and those that wait. */
    @Override
    public void close() {
        for (Runnable waiting : worker.shutdownNow()) {
            ((Copy) waiting).report.completeExceptionally(problem("the connection was closed", null));
        }
    }

    WorkspacePath workspace() {
        return workspace;
    }

    private PullReport copy(List<Wanted> wanted, long maxFileBytes) throws MonitorException {
        Path staging = null;
        try {
            staging = cache.newStaging();
            Rsync.Outcome outcome = local
                    ? Rsync.start(null, workspace.text(), staging, cache.root(), maxFileBytes, wanted)
                            .await(transport.label())
                    : overConnection(staging, maxFileBytes, wanted);
            return new Staging(staging, cache, wanted, maxFileBytes).takeOver(outcome.complete(), outcome.messages());
        } catch (IOException e) {
            throw problem(e.getMessage(), e);
        } finally {
            if (staging != null) {
                PullCache.remove(staging);
            }
        }
    }

    private Rsync.Outcome overConnection(Path staging, long maxFileBytes, List<Wanted> wanted)
            throws IOException, MonitorException {
        try (RsyncBridge bridge = RsyncBridge.open(transport, MAX_TOTAL_BYTES)) {
            return Rsync.start(
                            helper(bridge.socket()),
                            ANY_HOST + ":" + workspace.text(),
                            staging,
                            cache.root(),
                            maxFileBytes,
                            wanted)
                    .await(transport.label());
        }
    }

    private static List<String> helper(Path socket) throws IOException {
        var words = new ArrayList<>(HelperProgram.words(RsyncHelper.class));
        words.add(socket.toString());
        return words;
    }

    private MonitorException problem(@Nullable String reason, @Nullable Exception cause) {
        return new MonitorException(
                Problem.TRANSFER,
                "unable to copy files from " + transport.label() + " because " + reason,
                null,
                List.of(),
                cause);
    }

    /** A copy that waits for its turn or runs. */
    private final class Copy implements Runnable {
        private final List<Wanted> wanted;
        private final long maxFileBytes;
        private final CompletableFuture<PullReport> report = new CompletableFuture<>();
        private @Nullable Thread runner;

        Copy(List<Wanted> wanted, long maxFileBytes) {
            this.wanted = wanted;
            this.maxFileBytes = maxFileBytes;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            try {
                PullReport brought = copy(wanted, maxFileBytes);
                end();
                report.complete(brought);
            } catch (MonitorException | RuntimeException e) {
                end();
                report.completeExceptionally(e);
            }
        }

        /** Interrupts the copy if it runs. */
        synchronized void stop() {
            if (runner != null) {
                runner.interrupt();
            }
        }

        private synchronized boolean begin() {
            if (report.isDone()) {
                return false;
            }
            runner = Thread.currentThread();
            return true;
        }

        /** From here on an interrupt would hit the next copy. */
        private synchronized void end() {
            runner = null;
        }
    }
}
