package dev.xpm.client.settings;

/**
 * How many runs of an experiment their owner keeps; this program only shows it. Source: interfaces.md 2.
 *
 * @param maxDone of those that completed
 * @param maxFailed of the others
 */
public record HistorySettings(int maxDone, int maxFailed) {
    public static final HistorySettings DEFAULT = new HistorySettings(5, 1);
}
