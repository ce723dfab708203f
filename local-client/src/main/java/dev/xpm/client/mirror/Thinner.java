package dev.xpm.client.mirror;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets the first of many repeated jobs through at once and the rest together, no earlier than a pause later. All on one
 * thread.
 */
final class Thinner<K> {
    private final ScheduledExecutorService thread;
    private final LongSupplier nanoTime;
    private final Map<K, Long> lastRun = new HashMap<>();
    private final Set<K> planned = new HashSet<>();

    Thinner(ScheduledExecutorService thread, LongSupplier nanoTime) {
        this.thread = thread;
        this.nanoTime = nanoTime;
    }

    void request(K key, Duration pause, Runnable work) {
        long now = nanoTime.getAsLong();
        Long last = lastRun.get(key);
        long wait = last == null ? 0 : last + pause.toNanos() - now;
        if (wait <= 0) {
            lastRun.put(key, now);
            work.run();
        } else if (planned.add(key)) {
            var unused = thread.schedule(
                    () -> {
                        planned.remove(key);
                        lastRun.put(key, nanoTime.getAsLong());
                        work.run();
                    },
                    wait,
                    TimeUnit.NANOSECONDS);
        }
    }
}
