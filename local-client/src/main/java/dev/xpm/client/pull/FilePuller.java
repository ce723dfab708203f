package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies files of a workspace into the cache over the connection of the session: with rsync, or as answers of our agent
 * where rsync cannot be used. Safe for use by several threads; no call blocks. Source: protocol.md 5.5, assurance.md 2.2.
 */
public final class FilePuller implements AutoCloseable {
    /** Copies that may wait. */
    private static final int MAX_WAITING = 64;

    /** A long one must not keep a log waiting; a host allows about ten commands on a connection, of which each takes one. */
    private static final int AT_ONCE = 2;

    /** Copies that are kept from being evicted as long as the session lasts. */
    private static final int MAX_USES = 1_000;

    /** Faces draw no more often. */
    private static final long SHOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final AtomicBoolean ADVISED = new AtomicBoolean();

    private final Transport transport;
    private final WorkspacePath workspace;
    private final Path home;
    private final PullCache cache;
    private final Carrier rsync;
    private final @Nullable Carrier inBand;
    private final ExecutorService worker;
    private final Map<ConfinedPath, UseLock> uses = new LinkedHashMap<>();
    private boolean closed;

    /** Why rsync is no longer tried in this session; null as long as it is. */
    private volatile @Nullable String withoutRsync;

    private FilePuller(AgentSession session, WorkspacePath workspace, Path home, PullCache cache) {
        this.transport = session.transport();
        this.workspace = workspace;
        this.home = home;
        this.cache = cache;
        boolean local = session.request().destination() instanceof Destination.Local;
        this.rsync = new RsyncCarrier(transport, local, workspace, cache.root());
        this.inBand = session.server().has(Capability.FILES) ? new InBandCarrier(session, cache) : null;
        var pool = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
                    var thread = new Thread(work, "xpm-" + transport.label() + "-pull");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.worker = pool;
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
        WorkspacePath workspace = WorkspacePath.of(session);
        String host = session.transport().label();
        PullCache cache = PullCache.of(home, host, workspace.text(), Clock.systemUTC(), PullLimits.QUOTA_BYTES);
        return new FilePuller(session, workspace, home, cache);
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
     * Copies the wanted files without asking. Cancelling the future ends the copy. Otherwise it ends with a report, or with
     * a {@link MonitorException} as its cause: a copy that makes no progress ends by itself.
     *
     * @param maxFileBytes larger files are left out
     */
    public CompletableFuture<PullReport> pull(List<Wanted> wanted, long maxFileBytes) {
        return start(new Pull(UntrustedText.EMPTY, false, () -> {}), wanted, maxFileBytes)
                .report();
    }

    /** As {@link #pull}, with a copy that somebody may watch. */
    Pull start(Pull pull, List<Wanted> wanted, long maxFileBytes) {
        List<Wanted> items = List.copyOf(wanted);
        if (items.isEmpty()) {
            pull.report().complete(new PullReport(List.of(), List.of(), List.of(), true, List.of()));
            return pull;
        }
        var copy = new Copy(pull, items, maxFileBytes);
        var unused = pull.report().whenComplete((done, failure) -> copy.stop());
        try {
            worker.execute(copy);
        } catch (RejectedExecutionException e) {
            pull.fail(problem("too many copies are waiting", e));
        }
        return pull;
    }

    /** Whether there was a copy that had to make room for others. */
    boolean wasEvicted(ConfinedPath path) {
        return cache.wasEvicted(path);
    }

    /** Ends the running copies and those that wait. The copies may be evicted from now on. */
    @Override
    public void close() {
        for (Runnable waiting : worker.shutdownNow()) {
            ((Copy) waiting).pull.fail(problem("the connection was closed", null));
        }
        synchronized (uses) {
            closed = true;
            uses.values().forEach(UseLock::close);
            uses.clear();
        }
    }

    WorkspacePath workspace() {
        return workspace;
    }

    /** From now on until the end of the session the copy is in use. */
    private void use(ConfinedPath path) throws IOException {
        UseLock lock = cache.use(path);
        synchronized (uses) {
            UseLock before = uses.put(path, lock);
            if (before != null) {
                before.close();
            }
            if (uses.size() > MAX_USES) {
                ConfinedPath oldest = uses.keySet().iterator().next();
                UseLock left = uses.remove(oldest);
                if (left != null) {
                    left.close();
                }
            }
            if (closed) {
                uses.values().forEach(UseLock::close);
                uses.clear();
            }
        }
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
        private final Pull pull;
        private final List<Wanted> wanted;
        private final long maxFileBytes;
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong shown = new AtomicLong(System.nanoTime());
        private volatile @Nullable PullEstimate estimate;
        private @Nullable Thread runner;

        Copy(Pull pull, List<Wanted> wanted, long maxFileBytes) {
            this.pull = pull;
            this.wanted = wanted;
            this.maxFileBytes = maxFileBytes;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            try {
                PullReport brought = copy();
                end();
                pull.report().complete(brought);
            } catch (MonitorException e) {
                end();
                PullEstimate known = estimate;
                long needed = known == null ? 0 : known.newBytes();
                pull.fail(DiskSpace.explain(e, home, transport.label(), needed));
            } catch (RuntimeException e) {
                end();
                pull.fail(e);
            }
        }

        private PullReport copy() throws MonitorException {
            Path staging = null;
            try {
                staging = cache.newStaging();
                for (Wanted item : wanted) {
                    use(item.path());
                }
                if (pull.asks() && !measure()) {
                    throw new MonitorException(Problem.TRANSFER, "the copy was stopped");
                }
                Carrier.Brought brought = bring(staging);
                PullReport report = new Staging(staging, cache, wanted, maxFileBytes)
                        .takeOver(brought.complete(), brought.messages());
                if (pull.asks() && report.missing().size() == wanted.size()) {
                    throw notFound();
                }
                return report;
            } catch (Carrier.UnusableException e) {
                throw new MonitorException(
                        Problem.TRANSFER,
                        "unable to copy files from " + transport.label() + " because " + e.reason(),
                        "install rsync on both machines, or use our own agent there",
                        e.lines(),
                        e);
            } catch (InterruptedException | ClosedByInterruptException e) {
                Thread.currentThread().interrupt();
                throw problem("it was cancelled", e);
            } catch (IOException e) {
                throw problem(e.getMessage(), e);
            } finally {
                // An interrupt would keep the directory from being removed.
                boolean interrupted = Thread.interrupted();
                if (staging != null) {
                    PullCache.remove(staging);
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private MonitorException notFound() {
            return new MonitorException(
                    Problem.TRANSFER,
                    "unable to copy " + pull.what().forTerminal(200) + " because it was not found on "
                            + transport.label());
        }

        /** Counts, and asks if that is much. False if the user does not want it. */
        private boolean measure()
                throws MonitorException, IOException, InterruptedException, Carrier.UnusableException {
            pull.set(new Pull.State.Measuring());
            PullEstimate counted = (inBand == null ? rsync : inBand).measure(wanted, maxFileBytes);
            estimate = counted;
            DiskSpace.require(home, transport.label(), counted.newBytes());
            if (!counted.isLarge()) {
                return true;
            }
            pull.set(new Pull.State.Asking(counted));
            try {
                return pull.answer().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an answer never fails", e);
            }
        }

        private Carrier.Brought bring(Path staging)
                throws MonitorException, IOException, InterruptedException, Carrier.UnusableException {
            if (withoutRsync == null) {
                show();
                adviseOnce();
                try {
                    return rsync.bring(staging, wanted, maxFileBytes, this::carried);
                } catch (Carrier.UnusableException e) {
                    if (inBand == null) {
                        throw e;
                    }
                    withoutRsync = e.reason();
                }
            }
            Carrier other = inBand;
            if (other == null) {
                throw new IllegalStateException("only another carrier makes rsync superfluous");
            }
            bytes.set(0);
            show();
            return other.bring(staging, wanted, maxFileBytes, this::carried);
        }

        /** Once per program is enough. */
        private void adviseOnce() throws InterruptedException {
            if (pull.asks() && ADVISED.compareAndSet(false, true)) {
                RsyncVersion version = RsyncVersion.ofThisMachine();
                pull.notice(version == null ? null : version.notice());
            }
        }

        private void carried(long more) {
            bytes.addAndGet(more);
            long now = System.nanoTime();
            long last = shown.get();
            if (now - last >= SHOW_NANOS && shown.compareAndSet(last, now)) {
                show();
            }
        }

        private void show() {
            pull.set(new Pull.State.Copying(bytes.get(), estimate, withoutRsync));
        }

        /** Interrupts the copy if it runs. */
        synchronized void stop() {
            if (runner != null) {
                runner.interrupt();
            }
        }

        private synchronized boolean begin() {
            if (pull.report().isDone()) {
                return false;
            }
            runner = Thread.currentThread();
            return true;
        }

        /** From here on an interrupt would hit the next copy. */
        private synchronized void end() {
            runner = null;
            Thread.interrupted();
        }
    }
}
