package dev.xpm.client.pull;

import java.time.Duration;

/** How much is copied, in one place. */
public final class PullLimits {
    /** A copy that brings more than this is asked for once more. */
    public static final long ASK_ABOVE_BYTES = 100L << 20;

    /** Event files of a service grow to some hundred megabytes; a model that lies beside them is not needed here. */
    static final long MAX_FILE_BYTES = 1L << 30;

    /** What one copy may bring in all: a full disk is worse than an incomplete copy. */
    static final long MAX_TOTAL_BYTES = 8L << 30;

    /** What all copies may take together; the least recently used ones go. */
    static final long QUOTA_BYTES = 8L << 30;

    /** Larger trees are no copies for looking at. */
    static final int MAX_FILES = 100_000;

    /** The longest a copy may run. A stalled one ends much earlier, and the user can end each. */
    static final Duration LONGEST = Duration.ofHours(6);

    private PullLimits() {}
}
