package dev.xpm.protocol.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that is copied only when it is changed after it was given away or taken from elsewhere: runs have thousands of
 * jobs, and most steps of putting one together change none of them.
 */
final class SharedMap<K, V> {
    private Map<K, V> map = new LinkedHashMap<>();
    private boolean owned = true;

    Map<K, V> read() {
        return map;
    }

    @Nullable
    V get(K key) {
        return map.get(key);
    }

    void put(K key, V value) {
        own().put(key, value);
    }

    /** The map to change. */
    Map<K, V> own() {
        if (!owned) {
            map = new LinkedHashMap<>(map);
            owned = true;
        }
        return map;
    }

    /** Takes a map that nobody changes any more. */
    void share(Map<K, V> other) {
        map = other;
        owned = false;
    }

    /** Gives the map away; it will not change any more. */
    Map<K, V> share() {
        owned = false;
        return map;
    }
}
