package dev.xpm.client.connect;

import java.time.Duration;
import java.time.Instant;

/**
 * One thread and the time in which it lives: work for now, and work for later. All work runs on that thread, one after
 * the other. Safe for use by several threads.
 */
public interface Timeline extends AutoCloseable {
    /** The time of the clock on the wall, which jumps when the machine has slept or is put right. */
    Instant now();

    /** For durations: nanoseconds since some moment, and not counted while the machine sleeps. */
    long nanoTime();

    /** Does it as soon as the thread is free; false after closing. */
    boolean execute(Runnable work);

    /** Does it so much later, unless what is returned is run before, or the timeline is closed. */
    Runnable after(Duration pause, Runnable work);

    /** What was to be done at once is done; what was for later is not. */
    @Override
    void close();
}
