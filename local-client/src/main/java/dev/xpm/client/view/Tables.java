package dev.xpm.client.view;

import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.protocol.workspace.Experiment;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Rows of the tables: searched, then sorted. Pure functions of what the mirror published. */
public final class Tables {
    private Tables() {}

    /** Rows of the experiments table; an empty search matches all. */
    public static List<ExperimentRow> experiments(
            List<Experiment> experiments,
            String search,
            ExperimentSort sort,
            boolean reversed,
            Instant now,
            ZoneId zone) {
        return experiments.stream()
                .map(experiment -> ExperimentRow.of(experiment, now, zone))
                .filter(row -> search.isBlank() || row.matches(search.strip()))
                .sorted(sort.comparator(reversed))
                .toList();
    }

    /** Rows of the experiments table, counted by what is shown of the jobs that are known. */
    public static List<ExperimentRow> experiments(
            MirrorState state, String search, ExperimentSort sort, boolean reversed, Instant now) {
        return state.experiments().orElse(List.of()).stream()
                .map(experiment -> ExperimentRow.of(experiment, Counts.of(state, experiment), now, state.zone()))
                .filter(row -> search.isBlank() || row.matches(search.strip()))
                .sorted(sort.comparator(reversed))
                .toList();
    }

    /** Rows of the jobs table; an empty search matches all. */
    public static List<JobRow> jobs(
            JobTable table, String search, JobSort sort, boolean reversed, Instant now, ZoneId zone) {
        return table.jobs().stream()
                .map(entry -> JobRow.of(entry, now, zone))
                .filter(row -> search.isBlank() || row.matches(search.strip()))
                .sorted(sort.comparator(reversed))
                .toList();
    }
}
