package dev.xpm.client.web.page;

import dev.xpm.client.view.Counts;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.Texts;
import dev.xpm.client.web.http.Href;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** A row of the experiments table, or of the runs of one experiment. */
record ExperimentLine(
        String id,
        String href,
        UntrustedText source,
        UntrustedText name,
        UntrustedText run,
        Badge badge,
        Counts counts,
        UntrustedText host,
        Moment started,
        Ticking duration,
        String co2,
        List<UntrustedText> tags) {
    static ExperimentLine of(ExperimentRow row, Instant now, ZoneId here) {
        Experiment experiment = row.experiment();
        Duration elapsed =
                Texts.elapsed(experiment.started(), experiment.ended(), experiment.isRunning(), now, row.zone());
        String run = row.run() == null ? Texts.UNKNOWN : row.run().value();
        return new ExperimentLine(
                "x-" + Href.component(row.key().source().name() + "/" + row.id().value() + "/" + run),
                Href.experiment(row.key()),
                row.key().source().display(),
                row.id().display(),
                UntrustedText.of(run),
                Badge.of(row),
                row.counts(),
                row.host(),
                Moment.minute(experiment.started(), row.zone(), here),
                Ticking.of(row.duration(), elapsed == null ? null : elapsed.toSeconds(), experiment.isRunning()),
                row.co2(),
                experiment.runTags());
    }

    /** Share of the jobs that are done, for a bar. */
    String doneOfTotal() {
        return counts.total() == 0 ? "0" : String.valueOf(counts.done());
    }

    String max() {
        return String.valueOf(Math.max(1, counts.total()));
    }
}
