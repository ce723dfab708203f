package dev.xpm.it.fault;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Bytes on their way, each part with the time at which it arrives. One thread puts, one takes. */
final class DelayedBytes {
    /** What a line holds beyond what its delay and its bandwidth make it hold. */
    private static final long ROOM = 64 << 10;

    /** What a line without a limit of bandwidth holds. */
    private static final long MOST = 16 << 20;

    /** Parts of so many milliseconds keep the flow even. */
    private static final long PART_MILLIS = 2;

    private static final int SMALLEST_PART = 512;

    private final Deque<Part> parts = new ArrayDeque<>();
    private long bytes;
    private long lineFree = System.nanoTime();
    private boolean cut;
    private boolean stopped;

    /** Bytes, and when they arrive in the time of {@link System#nanoTime}; without bytes it is the end. */
    static final class Part {
        private final byte[] bytes;
        private final long due;

        Part(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }

        byte[] bytes() {
            return bytes;
        }

        long due() {
            return due;
        }

        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    /** Takes in what was read; waits while the line is full. */
    void put(byte[] chunk, int count, LineQuality quality) throws InterruptedException {
        long rate = quality.bytesPerSecond();
        int size = rate <= 0 ? count : (int) Math.max(SMALLEST_PART, rate * PART_MILLIS / 1_000);
        for (int at = 0; at < count; at += size) {
            put(Arrays.copyOfRange(chunk, at, Math.min(count, at + size)), quality);
        }
    }

    private synchronized void put(byte[] part, LineQuality quality) throws InterruptedException {
        long rate = quality.bytesPerSecond();
        long room =
                rate <= 0 ? MOST : Math.min(MOST, ROOM + rate * quality.delay().toMillis() / 1_000);
        while (bytes >= room && !stopped) {
            wait();
        }
        long now = System.nanoTime();
        lineFree = Math.max(now, lineFree) + (rate <= 0 ? 0 : part.length * 1_000_000_000L / rate);
        parts.add(new Part(part, lineFree + quality.delay().toNanos()));
        bytes += part.length;
        notifyAll();
    }

    /** Nothing follows; a cut line loses its other direction too. */
    synchronized void end(boolean wasCut) {
        cut = wasCut;
        parts.add(new Part(new byte[0], System.nanoTime()));
        notifyAll();
    }

    synchronized boolean isCut() {
        return cut;
    }

    /** Nobody takes any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized Part take() throws InterruptedException {
        while (parts.isEmpty()) {
            wait();
        }
        Part next = parts.remove();
        bytes -= next.bytes.length;
        notifyAll();
        return next;
    }
}
