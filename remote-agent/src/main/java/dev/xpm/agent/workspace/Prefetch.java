package dev.xpm.agent.workspace;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Reads the items of a long list side by side, a few ahead of whoever takes them, in their order. Two threads for the
 * whole agent: while one waits for the disk, the other reads; idle, they end.
 */
final class Prefetch {
    private static final int THREADS = 2;

    /** Items read ahead of the one that is taken: bounds the memory of an answer that nobody fetches. */
    private static final int WINDOW = 3;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadPoolExecutor READERS =
            new ThreadPoolExecutor(THREADS, THREADS, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                var thread = new Thread(work, "xpm-agent-read-" + NUMBER.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    static {
        READERS.allowCoreThreadTimeOut(true);
    }

    private Prefetch() {}

    /**
     * The results in the order of the items. A short list is read by the caller.
     *
     * @param read called by any thread; must not wait for another list
     */
    static <T, R> Iterator<R> of(List<T> items, Function<T, R> read) {
        Iterator<T> rest = items.iterator();
        if (items.size() < 2) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rest.hasNext();
                }

                @Override
                public R next() {
                    return read.apply(rest.next());
                }
            };
        }
        var ahead = new ArrayDeque<CompletableFuture<R>>(WINDOW);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !ahead.isEmpty() || rest.hasNext();
            }

            @Override
            public R next() {
                while (ahead.size() < WINDOW && rest.hasNext()) {
                    T item = rest.next();
                    ahead.add(CompletableFuture.supplyAsync(() -> read.apply(item), READERS));
                }
                return ahead.remove().join();
            }
        };
    }
}
