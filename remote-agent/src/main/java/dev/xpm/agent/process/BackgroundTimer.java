package dev.xpm.agent.process;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs work on one thread, which is started when there first is any. */
final class BackgroundTimer implements SlurmQueue.Later {
    private @Nullable ScheduledThreadPoolExecutor executor;
    private boolean isClosed;

    @Override
    public synchronized void run(Runnable work, Duration delay) {
        if (isClosed) {
            return;
        }
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(1, BackgroundTimer::thread);
        }
        // The future says nothing that the work does not say itself.
        var unused = executor.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "xpm-agent-slurm");
        thread.setDaemon(true);
        return thread;
    }

    /** Interrupts what runs, and does not wait for it. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
