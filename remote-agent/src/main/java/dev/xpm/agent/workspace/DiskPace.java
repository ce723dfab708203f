package dev.xpm.agent.workspace;

/**
 * Whether the disk under the workspace lets a reader wait. A local one tells of a file within microseconds, a busy network
 * file system takes milliseconds; then several who wait side by side need no more of the processor than one.
 *
 * <p>A hint: threads may overlook each other's looks.
 */
final class DiskPace {
    /** Far more than a local disk needs that has the answer, and less than a round trip to a busy server. */
    private static final long SLOW_NANOS = 200_000;

    /** Looks in a row, more or less, that make a disk a slow or a quick one: the scheduler alone delays one now and then. */
    private static final int CERTAIN = 8;

    private static volatile int slowness;

    private DiskPace() {}

    /** How long the last look at a file took. */
    static void took(long nanos) {
        int before = slowness;
        int after = nanos > SLOW_NANOS ? Math.min(before + 1, 2 * CERTAIN) : Math.max(before - 1, 0);
        if (after != before) {
            slowness = after;
        }
    }

    static boolean isSlow() {
        return slowness >= CERTAIN;
    }
}
