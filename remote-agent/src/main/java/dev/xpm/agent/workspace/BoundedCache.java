package dev.xpm.agent.workspace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was used last, up to a total weight. An entry heavier than the whole is not kept.
 *
 * <p>Safe for use by several threads.
 */
final class BoundedCache<K, V> {
    private final int capacity;
    private final ToIntFunction<V> weigh;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    BoundedCache(int capacity, ToIntFunction<V> weigh) {
        this.capacity = capacity;
        this.weigh = weigh;
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        V old = entries.remove(key);
        weight -= old == null ? 0 : weigh.applyAsInt(old);
        int added = weigh.applyAsInt(value);
        if (added > capacity) {
            return;
        }
        entries.put(key, value);
        weight += added;
        var eldest = entries.values().iterator();
        while (weight > capacity) {
            weight -= weigh.applyAsInt(eldest.next());
            eldest.remove();
        }
    }
}
