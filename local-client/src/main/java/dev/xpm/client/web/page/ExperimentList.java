package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.ExperimentSort;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Tables;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Query;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The list of experiments. Source: interfaces.md 4.2. */
public final class ExperimentList {
    /**
     * The table of experiments.
     *
     * @param notes why there are no rows; empty if there are some
     */
    record Experiments(
            List<Column> columns,
            List<ExperimentLine> rows,
            boolean several,
            List<UntrustedText> absent,
            boolean carbon,
            List<UntrustedText> notes) {}

    private final Site site;

    public ExperimentList(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(Route.page("/x", this::experiments), Route.partial("/p/x/rows", ctx -> {
            Searching.keep(ctx, "/x");
            site.answer(ctx, "experimentRows", Map.of("table", table(ctx)));
        }));
    }

    private void experiments(Context ctx) {
        FleetState fleet = site.awaitExperiments();
        long failed = Tables.experiments(fleet, "", ExperimentSort.NAME, false, site.now()).stream()
                .filter(row -> row.counts().failed() > 0)
                .count();
        site.answer(
                ctx,
                "experiments",
                Map.of(
                        "frame", site.frame(ctx, (failed > 0 ? "(" + failed + "✗) " : "") + "Experiments", "x"),
                        "search", Asked.search(ctx),
                        "sort", Objects.requireNonNullElse(ctx.queryParam("sort"), ""),
                        "dir", Objects.requireNonNullElse(ctx.queryParam("dir"), ""),
                        "table", table(ctx)));
    }

    private Experiments table(Context ctx) {
        FleetState fleet = site.state();
        Instant now = site.now();
        String search = Asked.search(ctx);
        var sorting = Sorting.of(ctx, ExperimentSort.class, ExperimentSort.STATUS);
        Answer<List<Experiment>> all = fleet.experiments();
        List<ExperimentRow> rows = Tables.experiments(fleet, search, sorting.by(), sorting.reversed(), now);
        var query = new Query().set("q", search);
        List<UntrustedText> notes = !rows.isEmpty()
                ? List.of()
                : all.orElse(List.of()).isEmpty()
                        ? Messages.of(all, "experiments", Messages.noExperiments(fleet))
                        : Searching.noMatch("experiment");
        var columns = new ArrayList<Column>();
        columns.add(sorting.column("Status", ExperimentSort.STATUS, "/x", query));
        if (fleet.isSeveral()) {
            columns.add(Column.plain("Source", "source"));
        }
        columns.add(sorting.column("Experiment", ExperimentSort.NAME, "/x", query));
        columns.add(Column.plain("Jobs", "jobs"));
        columns.add(Column.plain("Host", "host"));
        columns.add(sorting.column("Started", ExperimentSort.STARTED, "/x", query));
        columns.add(Column.plain("Duration", "duration"));
        return new Experiments(
                columns,
                rows.stream()
                        .map(row -> ExperimentLine.of(row, site.asOf(row.key().source()), site.here()))
                        .toList(),
                fleet.isSeveral(),
                Messages.absent(fleet, site.now(), site.here()),
                rows.stream().anyMatch(row -> !row.co2().equals("-")),
                notes);
    }
}
