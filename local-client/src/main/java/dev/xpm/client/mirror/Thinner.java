package dev.xpm.client.mirror;

import dev.xpm.client.connect.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lets the first of many repeated jobs through at once and the rest together, no earlier than a pause later. All on one
 * thread.
 */
final class Thinner<K> {
    private final Timeline time;
    private final Map<K, Long> lastRun = new HashMap<>();
    private final Set<K> planned = new HashSet<>();

    Thinner(Timeline time) {
        this.time = time;
    }

    void request(K key, Duration pause, Runnable work) {
        long now = time.nanoTime();
        Long last = lastRun.get(key);
        long wait = last == null ? 0 : last + pause.toNanos() - now;
        if (wait <= 0) {
            lastRun.put(key, now);
            work.run();
        } else if (planned.add(key)) {
            var unused = time.after(Duration.ofNanos(wait), () -> {
                planned.remove(key);
                lastRun.put(key, time.nanoTime());
                work.run();
            });
        }
    }
}
