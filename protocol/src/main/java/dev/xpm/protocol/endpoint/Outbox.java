package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.codec.MessageCodec;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.frame.FrameWriter;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be written, in order. Answers are bounded by the requests in flight. Notices are merged when a
 * slow reader lets them pile up: of progress and carbon only the newest per job and level stays; if that is not enough,
 * the waiting events give way to one "updated" event per experiment, or to one word that they were left out for who
 * subscribed. Source: protocol.md 1.10 and 7.3.
 */
final class Outbox {
    /** From here on superseded progress is thrown out, each time the queue has grown by as much again. */
    private static final int MERGE_FROM = 2_000;

    /** About 8 MB of events; beyond, the reader re-reads what it shows instead. */
    private static final int RESYNC_FROM = 20_000;

    /** Far more than wait for a peer that reads at all. */
    private static final int MOST = 100_000;

    /** Messages that wait; a peer that keeps up has none. */
    private static final int BEHIND_FROM = 32;

    /** Two pieces of the greatest size: one is written while the next is read. */
    private static final long MAX_LOG_BYTES = 2 << 20;

    /** Looking through all jobs that are thinned out is not for every message. */
    private static final long THINNING_NANOS = 20_000_000;

    private static final long FOREVER_NANOS = Long.MAX_VALUE;

    /** Stands for "any of them" where nobody knows which experiment an event touches. */
    private static final Collection<@Nullable ExperimentId> ALL = Collections.singleton(null);

    private final FrameWriter writer;
    private final Function<WorkspaceEvent, Collection<ExperimentId>> affected;
    private final Runnable onBroken;
    private final Thread thread;
    private final EventFeed feed = new EventFeed();
    private EventThinner thinner = EventThinner.NONE;
    private Deque<Object> waiting = new ArrayDeque<>();
    private int mergeAt = MERGE_FROM;
    private long waitingLogBytes;
    private long nextThinning = System.nanoTime();
    private boolean writing;
    private boolean closed;
    private boolean broken;

    Outbox(
            FrameWriter writer,
            Function<WorkspaceEvent, Collection<ExperimentId>> affected,
            Runnable onBroken,
            String threadName) {
        this.writer = writer;
        this.affected = affected;
        this.onBroken = onBroken;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** The answer of a request that was taken in, of which there are only so many. */
    synchronized void answer(FrameBody body) {
        add(body);
    }

    /** An answer that cost nothing: to the handshake, or a refusal. Who asks without ever reading gets no more of them. */
    synchronized void remark(FrameBody body) {
        if (waiting.size() < MOST) {
            add(body);
        }
    }

    /** Whether so much waits that a log should be read later instead. */
    synchronized boolean isBehind() {
        return waiting.size() >= BEHIND_FROM || waitingLogBytes >= MAX_LOG_BYTES;
    }

    /** An answer that goes before all that waits. */
    synchronized void answerFirst(FrameBody body) {
        if (!closed && !broken && waiting.size() < MOST) {
            waiting.addFirst(body);
            notifyAll();
        }
    }

    /** A shutdown is the last word: nothing is accepted after it. Source: protocol.md 1.8. */
    synchronized void notice(Notice notice) {
        if (isUnheardOf(notice)) {
            return;
        }
        if (notice instanceof Notice.StateEvent state) {
            thinner.offer(state.event(), System.nanoTime()).forEach(event -> add(new Notice.StateEvent(event)));
        } else {
            if (notice instanceof Notice.Shutdown) {
                thinner.releaseAll().forEach(event -> add(new Notice.StateEvent(event)));
            }
            add(notice);
            closed |= notice instanceof Notice.Shutdown;
        }
        if (waiting.size() >= mergeAt) {
            merge();
        }
    }

    /** The original client warns of each event that it does not know; ours asks for all. Source: protocol.md P34. */
    private boolean isUnheardOf(Notice notice) {
        return notice instanceof Notice.StateEvent state
                && state.event() instanceof WorkspaceEvent.Unknown
                && !feed.isSubscribed();
    }

    /** The position of the last event that was written. */
    synchronized EventPosition position() {
        return feed.position();
    }

    /**
     * Numbers the events from now on.
     *
     * @param progress how often progress of a job is told; zero for each time
     * @param carbon the same for its emissions
     * @param from the last event that the client has, after which it wants all; null for a client without any
     */
    synchronized Subscribed subscribe(Duration progress, Duration carbon, @Nullable EventPosition from) {
        thinner.releaseAll().forEach(event -> add(new Notice.StateEvent(event)));
        thinner = new EventThinner(progress.toNanos(), carbon.toNanos());
        feed.subscribe();
        List<Notice> missed = from == null ? null : feed.after(from);
        if (missed != null) {
            for (int i = missed.size() - 1; i >= 0; i--) {
                waiting.addFirst(missed.get(i));
            }
            notifyAll();
        }
        return new Subscribed(feed.position(), missed != null);
    }

    /** Writes what waits, as far as the time allows; returns whether all of it was written. Accepts nothing more. */
    synchronized boolean close(Duration limit) throws InterruptedException {
        closed = true;
        notifyAll();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!broken && (writing || !waiting.isEmpty())) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return !broken;
    }

    private void add(Object message) {
        if (!closed && !broken) {
            waiting.add(message);
            waitingLogBytes += logBytes(message);
            notifyAll();
        }
    }

    private static long logBytes(@Nullable Object message) {
        return message instanceof Notice.LogData data
                ? data.slice().next() - data.slice().offset()
                : 0;
    }

    private void merge() {
        Set<Object> seen = new HashSet<>();
        List<Object> kept = new ArrayList<>(waiting.size());
        for (var newest = waiting.descendingIterator(); newest.hasNext(); ) {
            Object message = newest.next();
            Object key = supersededBy(message);
            if (key == null || seen.add(key)) {
                kept.add(message);
            }
        }
        Collections.reverse(kept);
        waiting = new ArrayDeque<>(kept.size() >= RESYNC_FROM ? resync(kept) : kept);
        mergeAt = waiting.size() + MERGE_FROM;
    }

    private List<Object> resync(List<Object> messages) {
        var experiments = new LinkedHashSet<@Nullable ExperimentId>();
        var kept = new ArrayList<Object>();
        double time = 0;
        for (Object message : messages) {
            if (message instanceof Notice.Resync earlier) {
                experiments.addAll(earlier.experiments() == null ? ALL : earlier.experiments());
            } else if (message instanceof Notice.StateEvent state
                    && state.position() == null
                    && !isForTheUser(state.event())) {
                time = Math.max(time, state.event().timestamp());
                Collection<ExperimentId> touched = affected.apply(state.event());
                experiments.addAll(touched.isEmpty() ? ALL : touched);
            } else {
                kept.add(message);
            }
        }
        if (feed.isSubscribed()) {
            boolean isKnown = !experiments.contains(null);
            kept.add(new Notice.Resync(isKnown ? List.copyOf(experiments) : null, null));
            return kept;
        }
        for (ExperimentId experiment : experiments) {
            kept.add(new Notice.StateEvent(new WorkspaceEvent.ExperimentUpdated(time, experiment)));
        }
        return kept;
    }

    private static boolean isForTheUser(WorkspaceEvent event) {
        return event instanceof WorkspaceEvent.WarningRaised || event instanceof WorkspaceEvent.ErrorRaised;
    }

    private static @Nullable Object supersededBy(Object message) {
        if (!(message instanceof Notice.StateEvent state) || state.position() != null) {
            return null;
        }
        if (state.event() instanceof WorkspaceEvent.JobProgress progress) {
            return List.of(String.valueOf(progress.key()), progress.level());
        }
        if (state.event() instanceof WorkspaceEvent.CarbonMetrics carbon) {
            return List.of(String.valueOf(carbon.key()));
        }
        if (state.event() instanceof WorkspaceEvent.ExperimentUpdated updated) {
            return List.of("updated", String.valueOf(updated.experiment()));
        }
        return null;
    }

    private void run() {
        try {
            while (true) {
                Object next = take();
                if (next == null) {
                    return;
                }
                writer.write(next instanceof Notice notice ? MessageCodec.body(notice) : (FrameBody) next);
                written();
            }
        } catch (IOException | RuntimeException e) {
            fail();
            onBroken.run();
        } catch (InterruptedException e) {
            fail();
        }
    }

    private synchronized @Nullable Object take() throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            if (now - nextThinning >= 0) {
                nextThinning = now + THINNING_NANOS;
                thinner.due(now).forEach(event -> add(new Notice.StateEvent(event)));
            }
            if (!waiting.isEmpty()) {
                break;
            }
            if (closed) {
                return null;
            }
            long nanos = thinner.nanosToNext(now, FOREVER_NANOS);
            if (nanos == FOREVER_NANOS) {
                wait();
            } else {
                wait(Math.max(nanos, nextThinning - now) / 1_000_000 + 1);
            }
        }
        writing = true;
        Object next = waiting.poll();
        waitingLogBytes -= logBytes(next);
        if (next instanceof Notice notice) {
            next = feed.written(notice);
        }
        mergeAt = Math.max(MERGE_FROM, Math.min(mergeAt, waiting.size() + MERGE_FROM));
        return next;
    }

    private synchronized void written() {
        writing = false;
        notifyAll();
    }

    private synchronized void fail() {
        broken = true;
        writing = false;
        waiting.clear();
        notifyAll();
    }
}
