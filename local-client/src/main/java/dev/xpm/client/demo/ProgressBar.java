package dev.xpm.client.demo;

import java.time.Duration;
import java.util.Locale;

/** A progress line as Python's tqdm draws it. */
final class ProgressBar {
    private static final int CELLS = 10;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private ProgressBar() {}

    /** {@code Epochs:  50%|█████     | 6/12 [00:19<00:19,  3.20s/it]}. */
    static String draw(String title, int done, int total, Duration elapsed) {
        double fraction = total == 0 ? 0 : (double) done / total;
        int eighths = (int) (fraction * CELLS * 8);
        var bar = new StringBuilder("█".repeat(eighths / 8));
        if (eighths / 8 < CELLS) {
            bar.append(EIGHTHS.charAt(eighths % 8));
            bar.append(" ".repeat(CELLS - bar.length()));
        }
        double seconds = elapsed.toMillis() / 1_000.0;
        String rest = done == 0 ? "?" : clock(seconds / done * (total - done));
        return String.format(
                Locale.ROOT,
                "%s: %3d%%|%s| %d/%d [%s<%s, %s]",
                title,
                (int) (fraction * 100),
                bar,
                done,
                total,
                clock(seconds),
                rest,
                rate(done, seconds));
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%02d:%02d", whole / 60, whole % 60);
    }

    private static String rate(int done, double seconds) {
        if (done == 0 || seconds <= 0) {
            return "?it/s";
        }
        double perSecond = done / seconds;
        return perSecond >= 1
                ? String.format(Locale.ROOT, "%5.2fit/s", perSecond)
                : String.format(Locale.ROOT, "%5.2fs/it", 1 / perSecond);
    }
}
