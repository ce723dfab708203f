package dev.xpm.client.connect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of this machine. */
public final class RealTime implements Timeline {
    private final ScheduledThreadPoolExecutor thread;
    private final Clock clock;

    public RealTime(String threadName, Clock clock) {
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            var worker = new Thread(work, threadName);
            worker.setDaemon(true);
            return worker;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
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
    public Runnable after(Duration pause, Runnable work) {
        try {
            Future<?> planned = thread.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
            return () -> planned.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
