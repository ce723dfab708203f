package dev.xpm.client.view;

import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
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
 * @param key to open it by
 * @param status words with their glyph, such as {@code ▶ 7/37}
 * @param asciiStatus the same in plain ASCII
 * @param zone in which the host writes its local times
 * @param category place in a sort by status: running, failed, done, empty
 */
public record ExperimentRow(
        RunKey key,
        Experiment experiment,
        Counts counts,
        ZoneId zone,
        String status,
        String asciiStatus,
        Tone tone,
        int category,
        String started,
        String shortStarted,
        String duration,
        String co2) {
    /** The line of a current run, counted by what is shown of the jobs that are known. */
    public static ExperimentRow of(MirrorState state, Experiment experiment, Instant now) {
        return of(state.key(experiment.id()), experiment, Counts.of(state, experiment), now, state.zone());
    }

    /**
     * The line of a run.
     *
     * @param counts how its jobs stand
     */
    public static ExperimentRow of(RunKey key, Experiment experiment, Counts counts, Instant now, ZoneId zone) {
        Status status = Status.of(experiment, counts);
        return new ExperimentRow(
                key,
                experiment,
                counts,
                zone,
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

    /** The same line a moment later. */
    public ExperimentRow at(Instant later) {
        return of(key, experiment, counts, later, zone);
    }

    public ExperimentId id() {
        return key.experiment();
    }

    /** The name of the run, also where the key only says "the current one". */
    public @Nullable RunId run() {
        return experiment.run();
    }

    /** Host of the driver, or {@code -}. */
    public UntrustedText host() {
        UntrustedText host = experiment.hostname();
        return host == null || host.isEmpty() ? UntrustedText.of(Texts.UNKNOWN) : host;
    }

    /** Whether a search text stands in id, run, host, source or status. */
    public boolean matches(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        RunId run = run();
        return contains(id().value(), wanted)
                || (run != null && contains(run.value(), wanted))
                || contains(key.source().name(), wanted)
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
