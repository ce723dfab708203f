package dev.xpm.protocol.workspace;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map of a few entries in their order, that never changes: a quarter of the room of the JDK's, which counts for the
 * tags of 100,000 jobs.
 */
final class SmallMap<K, V> extends AbstractMap<K, V> {
    /** Beyond, looking at each entry costs more than the room is worth. */
    private static final int MAX_ENTRIES = 12;

    /** Key, value, key, value. */
    private final Object[] entries;

    private SmallMap(Object[] entries) {
        this.entries = entries;
    }

    /** The entries of a map as they are now; neither keys nor values may be null. */
    static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        if (map instanceof SmallMap) {
            return map;
        }
        if (map.isEmpty()) {
            return Map.of();
        }
        if (map.size() > MAX_ENTRIES) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }
        var entries = new Object[2 * map.size()];
        int at = 0;
        for (Map.Entry<K, V> entry : map.entrySet()) {
            entries[at++] = entry.getKey();
            entries[at++] = entry.getValue();
        }
        return new SmallMap<>(entries);
    }

    @Override
    public int size() {
        return entries.length / 2;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V get(@Nullable Object key) {
        for (int at = 0; at < entries.length; at += 2) {
            if (entries[at].equals(key)) {
                return (V) entries[at + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return entries.length / 2;
            }

            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<K, V>> {
        private int at;

        @Override
        public boolean hasNext() {
            return at < entries.length;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Map.Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return Map.entry((K) entries[at - 2], (V) entries[at - 1]);
        }
    }
}
