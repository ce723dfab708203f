package dev.xpm.agent.workspace;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * One list after the other, each begun when the one before it ends. A stream of streams, asked for an iterator, would keep
 * the whole of each.
 */
final class Chained<T, R> implements Iterator<R> {
    private final Iterator<T> outer;
    private final Function<T, Iterator<R>> inner;
    private Iterator<R> current = Collections.emptyIterator();

    Chained(Iterator<T> outer, Function<T, Iterator<R>> inner) {
        this.outer = outer;
        this.inner = inner;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && outer.hasNext()) {
            current = inner.apply(outer.next());
        }
        return current.hasNext();
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
