package dev.xpm.agent.workspace;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Reads the items of a long list side by side, a few ahead of whoever takes them, in their order. Two threads for the
 * whole agent: while one waits for the disk, the other reads; idle, they end. Where the disk {@linkplain DiskPace is slow}
 * there are more, which then all wait: what the agent takes of the processor is no more for that.
 */
final class Prefetch {
    private static final int THREADS = 2;
    private static final int WAITING_THREADS = 8;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** As many as the list that was asked for last allows, see {@link #of}. */
    private static final ThreadPoolExecutor READERS = new ThreadPoolExecutor(
            WAITING_THREADS, WAITING_THREADS, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                var thread = new Thread(work, "xpm-agent-read-" + NUMBER.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    static {
        READERS.allowCoreThreadTimeOut(true);
    }

    private Prefetch() {}

    /**
     * The results in the order of the items. A list of one is read by the caller.
     *
     * @param items walked by the caller only
     * @param read called by any thread; must not wait for another list
     */
    static <T, R> Iterator<R> of(Iterator<T> items, Function<T, R> read) {
        var ahead = new ArrayDeque<CompletableFuture<R>>();
        return new Iterator<>() {
            private boolean begun;

            @Override
            public boolean hasNext() {
                return !ahead.isEmpty() || items.hasNext();
            }

            @Override
            public R next() {
                if (!begun) {
                    begun = true;
                    T first = items.next();
                    if (!items.hasNext()) {
                        return read.apply(first);
                    }
                    submit(first);
                }
                int threads = DiskPace.isSlow() ? WAITING_THREADS : THREADS;
                READERS.setCorePoolSize(threads);
                // One more than there are threads; what nobody fetches stays as little as that.
                while (ahead.size() <= threads && items.hasNext()) {
                    submit(items.next());
                }
                return ahead.remove().join();
            }

            private void submit(T item) {
                ahead.add(CompletableFuture.supplyAsync(() -> read.apply(item), READERS));
            }
        };
    }
}
