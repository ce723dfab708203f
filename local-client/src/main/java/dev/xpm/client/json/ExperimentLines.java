package dev.xpm.client.json;

import dev.xpm.client.view.Counts;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.LocalStamp;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of experiments for a script or a terminal. Source: interfaces.md 1.4. */
public final class ExperimentLines {
    private ExperimentLines() {}

    /** Newest start first. */
    public static List<Experiment> sorted(List<Experiment> experiments) {
        return experiments.stream()
                .sorted(Comparator.comparing(
                                Experiment::started,
                                Comparator.nullsLast(
                                        Comparator.comparing(LocalStamp::local).reversed()))
                        .thenComparing(Experiment::id))
                .toList();
    }

    /** {@code ID [run: RUN] [HOST] (F/T jobs)}; run and host only when known. */
    public static String text(Experiment experiment) {
        var line = new StringBuilder(experiment.id().display().forTerminal());
        if (experiment.run() != null) {
            line.append(" [run: ")
                    .append(UntrustedText.of(experiment.run().value()).forTerminal())
                    .append(']');
        }
        UntrustedText host = experiment.hostname();
        if (host != null && !host.isEmpty()) {
            line.append(" [").append(host.forTerminal()).append(']');
        }
        return line.append(" (")
                .append(Counts.of(experiment).label())
                .append(" jobs)")
                .toString();
    }

    /** One array with an object for each experiment. */
    public static String json(List<Experiment> experiments) {
        return experiments.stream().map(ExperimentLines::object).collect(Collectors.joining(",\n ", "[", "]"));
    }

    private static String object(Experiment experiment) {
        Counts counts = Counts.of(experiment);
        return new JsonObject()
                .text("experiment_id", experiment.id().value())
                .text(
                        "run_id",
                        experiment.run() == null ? null : experiment.run().value())
                .text("status", experiment.status().wireName())
                .text(
                        "hostname",
                        experiment.hostname() == null
                                ? null
                                : experiment.hostname().raw())
                .text("started_at", iso(experiment.started()))
                .text("ended_at", iso(experiment.ended()))
                .number("total_jobs", counts.total())
                .number("finished_jobs", counts.done())
                .number("failed_jobs", counts.failed())
                .texts(
                        "run_tags",
                        experiment.runTags().stream().map(UntrustedText::raw).toList())
                .build();
    }

    private static @Nullable String iso(@Nullable LocalStamp stamp) {
        return stamp == null ? null : stamp.iso();
    }
}
