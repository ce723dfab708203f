package dev.xpm.it.fault;

import java.time.Duration;

/**
 * How a line carries, in each of its two directions.
 *
 * @param delay of each byte, so that a question and its answer take twice as long
 * @param bytesPerSecond 0 for no limit
 * @param longestPiece most bytes that arrive at once, 0 for no limit; pieces are of random lengths up to it
 */
public record LineQuality(Duration delay, long bytesPerSecond, int longestPiece) {
    public static final LineQuality PERFECT = new LineQuality(Duration.ZERO, 0, 0);

    /** A line with a bandwidth in megabits a second and a round trip, as such lines are sold. */
    public static LineQuality of(double megabits, Duration roundTrip) {
        return new LineQuality(roundTrip.dividedBy(2), Math.round(megabits * 1_000_000 / 8), 0);
    }

    /** The same in pieces: 1 sends byte by byte. */
    public LineQuality inPieces(int longest) {
        return new LineQuality(delay, bytesPerSecond, longest);
    }
}
