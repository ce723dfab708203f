package dev.xpm.client.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the thread of the face: keys, and the wish for a new drawing. Safe for use by several threads. */
public final class Inbox {
    /** More keys than this are a stuck key or a pasted file: nobody meant them. */
    private static final int MAX_KEYS = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<KeyStroke> keys = new ArrayDeque<>();
    private boolean changed;
    private boolean urgent;

    /** What arrived. */
    public record Delivery(List<KeyStroke> keys, boolean changed, boolean urgent) {}

    public void key(KeyStroke key) {
        lock.lock();
        try {
            if (keys.size() < MAX_KEYS) {
                keys.add(key);
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** There are newer data. */
    public void change() {
        lock.lock();
        try {
            changed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The drawing is wrong as it is: another size, or the end. */
    public void hurry() {
        lock.lock();
        try {
            urgent = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for keys or a hurry, for changes only after a pause since the last drawing, and at most until a deadline.
     *
     * @param pauseNanos how long changes have to wait from now on
     * @param deadlineNanos how long to wait at most
     */
    public Delivery await(long pauseNanos, long deadlineNanos) throws InterruptedException {
        long begin = System.nanoTime();
        lock.lock();
        try {
            while (keys.isEmpty() && !urgent) {
                long waited = System.nanoTime() - begin;
                if (waited >= deadlineNanos || (changed && waited >= pauseNanos)) {
                    break;
                }
                long until = changed ? Math.min(pauseNanos, deadlineNanos) : deadlineNanos;
                long unused = arrived.awaitNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), until - waited));
            }
            var delivery = new Delivery(new ArrayList<>(keys), changed, urgent);
            keys.clear();
            changed = false;
            urgent = false;
            return delivery;
        } finally {
            lock.unlock();
        }
    }
}
