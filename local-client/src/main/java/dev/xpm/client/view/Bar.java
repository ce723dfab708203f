package dev.xpm.client.view;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Progress;
import java.util.List;
import java.util.Locale;

/**
 * A progress bar. Source: interfaces.md 3.5.
 *
 * @param level 0 is the outermost
 * @param percent one decimal, such as {@code 71.2%}
 * @param description empty if there is none
 */
public record Bar(int level, double fraction, String percent, UntrustedText description, Tone tone) {
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    static List<Bar> listOf(List<Progress> progress) {
        return progress.stream().map(Bar::of).toList();
    }

    private static Bar of(Progress progress) {
        double fraction = progress.fraction();
        UntrustedText description = progress.description();
        return new Bar(
                progress.level(),
                fraction,
                String.format(Locale.ROOT, "%.1f%%", Math.floor(fraction * 1_000) / 10),
                description == null ? UntrustedText.EMPTY : description,
                fraction >= 1 ? Tone.GOOD : fraction < 0.5 ? Tone.CAUTION : Tone.ACTIVE);
    }

    /** {@code ██████▋░░░}: as many cells, with eighths of a cell. */
    public static String cells(double fraction, int cells) {
        int eighths = (int) Math.floor(Math.max(0, Math.min(1, fraction)) * cells * 8);
        String full = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
        return full + "░".repeat(Math.max(0, cells - (eighths + 7) / 8));
    }

    /** {@code ######----}: as many cells. */
    public static String asciiCells(double fraction, int cells) {
        int full = (int) Math.floor(Math.max(0, Math.min(1, fraction)) * cells);
        return "#".repeat(full) + "-".repeat(cells - full);
    }
}
