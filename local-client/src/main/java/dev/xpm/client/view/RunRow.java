package dev.xpm.client.view;

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
    public static RunRow of(Experiment run, boolean current, Instant now, ZoneId zone) {
        return new RunRow(ExperimentRow.of(run, now, zone), current);
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
