package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session: looks whether the other side is there, and makes another session when it is not. Source: assurance.md
 * 2.5, protocol.md C13.
 *
 * <p>It lives on the thread of its timeline; attempts, which block, run on a thread of their own, one at a time. All
 * methods return at once and may be called from any thread.
 */
public final class Reconnector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reconnector.class.getName());

    private static final Duration PULSE = Duration.ofSeconds(1);

    /** More than that between two pulses, and the machine has slept: the other side will not have waited. */
    private static final Duration JUMP = Duration.ofSeconds(15);

    /** A session that ends sooner was none: the pauses go on growing, or a crashing agent would be started every second. */
    private static final Duration LASTING = Duration.ofSeconds(30);

    /** Closing is quick; a thread that hangs must not keep the program from leaving. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /**
     * What another attempt would not better: clusters ban addresses for refused logins, one-time codes are the user's, a
     * key that changed is for the user to judge, and who refused a session has thought about it.
     */
    private static final Set<Problem> FINAL = EnumSet.of(
            Problem.AUTHENTICATION,
            Problem.HOST_KEY_UNKNOWN,
            Problem.HOST_KEY_CHANGED,
            Problem.PROTOCOL_MISMATCH,
            Problem.REFUSED,
            Problem.NOT_A_WORKSPACE,
            Problem.MISUSE,
            Problem.INTERNAL);

    /** Makes a session. Called on a thread that may wait, and is interrupted when the session is not wanted any more. */
    public interface Opener {
        AgentSession open() throws MonitorException;
    }

    /** Who needs the session. Called on the thread of the timeline: must not block. */
    public interface Listener {
        /** A session is open: the first one, or another in its place. */
        void onSession(AgentSession session);

        void onLink(Link link);
    }

    private final Opener opener;
    private final Listener listener;
    private final boolean wanted;
    private final Timeline time;
    private final Backoff backoff;

    private @Nullable AgentSession session;
    private Heartbeat heartbeat = new Heartbeat(0);
    private Link link = new Link.Connecting("connecting");
    private long opened;
    private Instant lastPulse = Instant.EPOCH;
    private long lastPulseNanos;
    private Runnable planned = () -> {};
    private @Nullable Thread attempt;
    private boolean closed;

    /**
     * @param wanted whether to make another session at all; if not, the first loss is the end
     * @param random for the pauses
     */
    public Reconnector(Opener opener, Listener listener, boolean wanted, Timeline time, RandomGenerator random) {
        this.opener = opener;
        this.listener = listener;
        this.wanted = wanted;
        this.time = time;
        this.backoff = new Backoff(random);
    }

    /** Takes over the first session. */
    public void start(AgentSession first) {
        time.execute(() -> {
            lastPulse = time.now();
            lastPulseNanos = time.nanoTime();
            time.after(PULSE, this::pulse);
            begin(first);
        });
    }

    /** Makes the first session too. Until there is one, the link is connecting, or lost since now. */
    public void start() {
        time.execute(() -> {
            lastPulse = time.now();
            lastPulseNanos = time.nanoTime();
            time.after(PULSE, this::pulse);
            connect();
        });
    }

    /** The user wants the next attempt now. Does nothing while there is a session, or an attempt. */
    public void retryNow() {
        time.execute(() -> {
            if (link instanceof Link.Lost && attempt == null) {
                connect();
            }
        });
    }

    /** Ends the session and all attempts; its end is told to nobody. The timeline is closed as well. */
    @Override
    public void close() {
        var done = new CountDownLatch(1);
        boolean accepted = time.execute(() -> {
            closed = true;
            planned.run();
            Thread running = attempt;
            if (running != null) {
                running.interrupt();
            }
            AgentSession open = session;
            if (open != null) {
                open.close();
            }
            done.countDown();
        });
        time.close();
        try {
            if (accepted && !done.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the session is still being closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells how far the attempt has come that is being made. */
    public void stage(String words) {
        time.execute(() -> {
            if (link instanceof Link.Connecting) {
                show(new Link.Connecting(words));
            } else if (link instanceof Link.Reconnecting again) {
                show(new Link.Reconnecting(again.reason(), again.since(), words));
            }
        });
    }

    private void begin(AgentSession begun) {
        if (closed) {
            begun.close();
            return;
        }
        session = begun;
        opened = time.nanoTime();
        heartbeat = new Heartbeat(opened);
        show(new Link.Live(0));
        listener.onSession(begun);
        var unused = begun.end().thenAccept(reason -> time.execute(() -> lost(begun, reason)));
        ask(begun);
    }

    private void lost(AgentSession ended, MonitorException reason) {
        if (session != ended || closed) {
            return;
        }
        session = null;
        if (time.nanoTime() - opened >= LASTING.toNanos()) {
            backoff.reset();
        }
        failed(reason, time.now());
    }

    private void failed(MonitorException reason, Instant since) {
        LOG.log(System.Logger.Level.INFO, "not connected: " + reason.sentence());
        if (!wanted || FINAL.contains(reason.problem())) {
            show(new Link.Offline(reason, since));
            return;
        }
        Duration pause = backoff.next();
        planned.run();
        planned = time.after(pause, this::connect);
        show(new Link.Waiting(reason, since, time.now().plus(pause)));
    }

    private void connect() {
        if (closed || attempt != null || link instanceof Link.Live) {
            return;
        }
        planned.run();
        Instant since = time.now();
        if (link instanceof Link.Lost lost) {
            since = lost.since();
            show(new Link.Reconnecting(lost.reason(), since, "connecting"));
        }
        Instant lostSince = since;
        var thread = new Thread(() -> attempt(lostSince), "xpm-connect");
        thread.setDaemon(true);
        attempt = thread;
        thread.start();
    }

    private void attempt(Instant since) {
        try {
            AgentSession made = opener.open();
            if (!time.execute(() -> {
                attempt = null;
                begin(made);
            })) {
                made.close();
            }
        } catch (MonitorException e) {
            time.execute(() -> {
                attempt = null;
                failed(e, since);
            });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an attempt to connect failed", e);
            var problem = new MonitorException(
                    Problem.INTERNAL, "unable to connect again: " + e.getClass().getSimpleName(), null, List.of(), e);
            time.execute(() -> {
                attempt = null;
                failed(problem, since);
            });
        }
    }

    private void pulse() {
        Instant now = time.now();
        long nanos = time.nanoTime();
        Duration byWall = Duration.between(lastPulse, now);
        Duration byTicker = Duration.ofNanos(nanos - lastPulseNanos);
        Duration passed = byWall.compareTo(byTicker) > 0 ? byWall : byTicker;
        lastPulse = now;
        lastPulseNanos = nanos;
        if (!closed) {
            time.after(PULSE, this::pulse);
            look(nanos, passed.minus(PULSE).compareTo(JUMP) > 0);
        }
    }

    private void look(long now, boolean slept) {
        AgentSession open = session;
        if (slept) {
            if (open != null) {
                abandon(open, "this machine was asleep");
            }
            if (link instanceof Link.Waiting) {
                connect();
            }
            return;
        }
        if (open == null) {
            return;
        }
        switch (heartbeat.look(now, open.heard(), open.maySayNothing(heartbeat.unanswered()))) {
            case ASK -> ask(open);
            case DEAD -> abandon(open, "nothing was heard for " + Heartbeat.DEAD_AFTER.toSeconds() + " s");
            case ALIVE -> {}
        }
    }

    private void ask(AgentSession open) {
        Heartbeat own = heartbeat;
        var unused = open.ping()
                .whenComplete((roundTrip, failure) -> time.execute(() -> {
                    boolean mayStillCome = failure instanceof TimeoutException
                            || (failure instanceof CompletionException
                                    && failure.getCause() instanceof TimeoutException);
                    if (!mayStillCome) {
                        own.answered();
                    }
                    if (roundTrip != null && session == open) {
                        show(new Link.Live(Math.max(1, roundTrip.toMillis())));
                    }
                }));
    }

    private void abandon(AgentSession open, String why) {
        var reason = new MonitorException(
                Problem.CONNECTION_LOST,
                "the connection to " + open.request().destination().label() + " was lost: " + why);
        open.abandon(reason);
        lost(open, reason);
    }

    private void show(Link now) {
        link = now;
        listener.onLink(now);
    }
}
