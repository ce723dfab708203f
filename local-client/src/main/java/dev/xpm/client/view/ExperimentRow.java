package dev.xpm.client.view;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.CarbonImpact;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of the experiments table. Source: interfaces.md 0.2 and 3.3.
 *
 * @param status words with their glyph, such as {@code ▶ 7/37}
 * @param asciiStatus the same in plain ASCII
 * @param category place in a sort by status: running, failed, done, empty
 */
public record ExperimentRow(
        ExperimentId id,
        @Nullable RunId run,
        Experiment experiment,
        Counts counts,
        String status,
        String asciiStatus,
        Tone tone,
        int category,
        String started,
        String shortStarted,
        String duration,
        String co2) {
    public static ExperimentRow of(Experiment experiment, Instant now, ZoneId zone) {
        return of(experiment, Counts.of(experiment), now, zone);
    }

    /**
     * The line of a run.
     *
     * @param counts how its jobs stand
     */
    public static ExperimentRow of(Experiment experiment, Counts counts, Instant now, ZoneId zone) {
        Status status = Status.of(experiment, counts);
        return new ExperimentRow(
                experiment.id(),
                experiment.run(),
                experiment,
                counts,
                (status.glyph + " " + status.text).strip(),
                (status.ascii + " " + status.text).strip(),
                status.tone,
                status.category,
                Texts.stamp(experiment.started()),
                Texts.shortStamp(experiment.started()),
                Texts.duration(
                        Texts.elapsed(experiment.started(), experiment.ended(), experiment.isRunning(), now, zone)),
                co2(experiment));
    }

    /** Host of the driver, or {@code -}. */
    public UntrustedText host() {
        UntrustedText host = experiment.hostname();
        return host == null || host.isEmpty() ? UntrustedText.of(Texts.UNKNOWN) : host;
    }

    /** Whether a search text stands in id, run, host or status. */
    public boolean matches(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return contains(id.value(), wanted)
                || (run != null && contains(run.value(), wanted))
                || contains(host().raw(), wanted)
                || contains(asciiStatus, wanted);
    }

    private static boolean contains(String text, String wanted) {
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static String co2(Experiment experiment) {
        CarbonImpact carbon = experiment.carbon();
        CarbonImpact.Total total = carbon == null ? null : carbon.latest() == null ? carbon.sum() : carbon.latest();
        return total == null ? Texts.UNKNOWN : Texts.co2(total.co2Kg());
    }

    private record Status(String glyph, String ascii, String text, Tone tone, int category) {
        static Status of(Experiment experiment, Counts counts) {
            if (counts.failed() > 0) {
                return new Status("✗", "x", counts.failed() + " failed", Tone.BAD, 1);
            }
            if (counts.total() == 0) {
                return new Status("", "", "Empty", Tone.DIM, 3);
            }
            if (experiment.isRunning()) {
                return new Status("▶", ">", counts.label(), Tone.ACTIVE, 0);
            }
            if (counts.done() == counts.total()) {
                return new Status("✓", "+", "Done", Tone.GOOD, 2);
            }
            return new Status("■", "#", counts.label(), Tone.CAUTION, 2);
        }
    }
}
