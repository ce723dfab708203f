package dev.xpm.client.connect.deploy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets work that may block for ever block a thread of its own, and gives it up when the time has passed. */
final class Patience {
    private final String threadName;
    private final Duration limit;
    private final AtomicBoolean progress = new AtomicBoolean();

    /** @param limit for the whole work, or from one {@link #progress} to the next */
    Patience(String threadName, Duration limit) {
        this.threadName = threadName;
        this.limit = limit;
    }

    /** The work goes on: the time counts anew. */
    void progress() {
        progress.set(true);
    }

    /**
     * Does the work. An interrupt ends it too.
     *
     * @param giveUp makes the work fail; run when the time has passed or on an interrupt
     * @throws TimeoutException after at most twice the limit
     * @throws IOException of the work
     */
    <T> T call(Callable<T> work, Runnable giveUp) throws IOException, TimeoutException {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> complete(result, work), threadName);
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!progress.getAndSet(false)) {
                    giveUp.run();
                    throw e;
                }
            } catch (InterruptedException e) {
                giveUp.run();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            }
        }
    }

    // Whatever goes wrong is told to the one who waits.
    @SuppressWarnings("CatchingUnchecked")
    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }
}
