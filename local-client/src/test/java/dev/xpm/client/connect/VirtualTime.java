package dev.xpm.client.connect;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A thread in a time that passes when a test says so: work for later is done when its time has come, in order. */
public final class VirtualTime implements Timeline {
    private record Planned(long at, long number, Runnable work) {}

    private final ExecutorService thread;
    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(Comparator.comparingLong(Planned::at).thenComparingLong(Planned::number));
    private long nanos;
    private Duration slept = Duration.ZERO;
    private long number;

    public VirtualTime(String name) {
        thread = Executors.newSingleThreadExecutor(work -> {
            var worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public synchronized Instant now() {
        return Instant.parse("2026-03-01T10:00:00Z").plusNanos(nanos).plus(slept);
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public boolean execute(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public synchronized Runnable after(Duration pause, Runnable work) {
        var plan = new Planned(nanos + pause.toNanos(), number++, work);
        planned.add(plan);
        return () -> {
            synchronized (this) {
                planned.remove(plan);
            }
        };
    }

    /** Lets time pass, and does all that is due meanwhile. */
    public void pass(Duration duration) throws InterruptedException {
        long until = nanoTime() + duration.toNanos();
        for (Planned next = due(until); next != null; next = due(until)) {
            run(next.work());
        }
        synchronized (this) {
            nanos = until;
        }
        settle();
    }

    /** The machine sleeps: the clock on the wall goes on, and nothing is done. */
    public synchronized void sleep(Duration duration) {
        slept = slept.plus(duration);
    }

    /** Waits until all that is to be done now is done. */
    public void settle() throws InterruptedException {
        run(() -> {});
    }

    private synchronized Planned due(long until) {
        Planned next = planned.peek();
        if (next == null || next.at() > until) {
            return null;
        }
        planned.remove();
        nanos = Math.max(nanos, next.at());
        return next;
    }

    private void run(Runnable work) throws InterruptedException {
        try {
            thread.submit(work).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        } catch (RejectedExecutionException e) {
            // It was closed meanwhile.
            return;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
