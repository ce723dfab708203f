package dev.xpm.client.view;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.JobTable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Rows of the tables: searched, then sorted. Pure functions of what the mirror published. */
public final class Tables {
    private Tables() {}

    /** Rows of the experiments table, of all watched workspaces; an empty search matches all. */
    public static List<ExperimentRow> experiments(
            FleetState fleet, String search, ExperimentSort sort, boolean reversed, Instant now) {
        return rows(fleet, now)
                .filter(row -> search.isBlank() || row.matches(search.strip()))
                .sorted(sort.comparator(reversed))
                .toList();
    }

    private static Stream<ExperimentRow> rows(FleetState fleet, Instant now) {
        return fleet.states().stream().flatMap(state -> state.experiments().orElse(List.of()).stream()
                .map(experiment -> ExperimentRow.of(state, experiment, state.asOf(now))));
    }

    /** The services of all current runs that are not stopped. */
    public static List<ServiceRow> activeServices(FleetState fleet) {
        return fleet.states().stream()
                .flatMap(state -> state.experiments().orElse(List.of()).stream()
                        .flatMap(experiment -> ServiceRow.of(state.id(), experiment).stream()))
                .filter(ServiceRow::active)
                .toList();
    }

    /** The jobs that no latest run refers to. */
    public static List<LooseRow> loose(
            FleetState fleet, LooseRow.Kind kind, JobSort sort, boolean reversed, Instant now) {
        Comparator<JobRow> order = sort.comparator(reversed);
        return fleet.states().stream()
                .flatMap(state -> kind.of(state).stream().map(entry -> LooseRow.of(state, entry, now)))
                .sorted(Comparator.comparing(LooseRow::job, order))
                .toList();
    }

    /** What the watched workspaces warn of. */
    public static List<WarningRow> warnings(FleetState fleet) {
        return fleet.states().stream()
                .flatMap(state -> state.warnings().stream().map(warning -> WarningRow.of(state.id(), warning)))
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
