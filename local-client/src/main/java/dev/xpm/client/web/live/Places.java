package dev.xpm.client.web.live;

import dev.xpm.client.web.http.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many streams may be open: each holds a thread, and pages need some too. That a browser has left shows only at the
 * next write, so the oldest stream makes way for a new one; if its browser is still there, it connects again. Source:
 * assurance.md W10.
 */
final class Places implements AutoCloseable {
    private final int count;
    private final Deque<Place> taken = new ArrayDeque<>();
    private boolean closed;

    Places(int count) {
        this.count = count;
    }

    /** A stream on the calling thread, which is interrupted when it has to go. */
    final class Place implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private boolean evicted;

        private void evict() {
            evicted = true;
            thread.interrupt();
        }

        @Override
        public void close() {
            synchronized (Places.this) {
                taken.remove(this);
                if (evicted) {
                    // The thread goes back to its pool, where the interrupt would hit somebody else.
                    Thread.interrupted();
                }
            }
        }
    }

    synchronized Place enter() {
        if (closed) {
            throw new Refusal(503, "The monitor is ending.");
        }
        if (taken.size() >= count) {
            taken.removeFirst().evict();
        }
        var place = new Place();
        taken.addLast(place);
        return place;
    }

    @Override
    public synchronized void close() {
        closed = true;
        taken.forEach(Place::evict);
        taken.clear();
    }
}
