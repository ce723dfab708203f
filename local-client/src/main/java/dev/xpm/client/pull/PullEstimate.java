package dev.xpm.client.pull;

/**
 * How much a copy would be.
 *
 * @param files regular files, without those that are too large
 * @param bytes of them all
 * @param newBytes of those that are not here yet, or are others here
 * @param whole false if counting was given up: then there are at least so many
 */
public record PullEstimate(int files, long bytes, long newBytes, boolean whole) {
    /** Whether the user is asked before. */
    public boolean isLarge() {
        return newBytes > PullLimits.ASK_ABOVE_BYTES || !whole;
    }
}
