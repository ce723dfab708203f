package dev.xpm.protocol.codec;

/**
 * A list answer whose items are made one by one when its turn comes, so that a long list never lies in memory.
 *
 * @param items the list itself
 * @param written what is written for it, once: the items, or {@link ItemText} of several of them
 */
public record Streamed<T>(Iterable<T> items, Iterable<?> written) {
    public Streamed(Iterable<T> items) {
        this(items, items);
    }
}
