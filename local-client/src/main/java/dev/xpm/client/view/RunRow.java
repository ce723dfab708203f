package dev.xpm.client.view;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Collectors;

/**
 * A line of the runs of an experiment. Source: interfaces.md 3.3.
 *
 * @param current whether it is the one that counts now
 */
public record RunRow(ExperimentRow row, boolean current) {
    /**
     * The line of a run.
     *
     * @param key of the run; of the current one if it is that
     */
    public static RunRow of(RunKey key, Experiment run, boolean current, Instant now, ZoneId zone) {
        return new RunRow(ExperimentRow.of(key, run, Counts.of(run), now, zone), current);
    }

    /** The same line a moment later. */
    public RunRow at(Instant later) {
        return new RunRow(row.at(later), current);
    }

    /** Name of the run, or {@code -}. */
    public UntrustedText id() {
        return row.run() == null ? UntrustedText.of(Texts.UNKNOWN) : row.run().display();
    }

    /** {@code baseline, paper}, or {@code -}. */
    public UntrustedText tags() {
        var tags = row.experiment().runTags();
        return UntrustedText.of(
                tags.isEmpty()
                        ? Texts.UNKNOWN
                        : tags.stream().map(UntrustedText::raw).collect(Collectors.joining(", ")));
    }
}
