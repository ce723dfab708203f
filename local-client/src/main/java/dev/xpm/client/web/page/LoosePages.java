package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.LooseJobs;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.view.JobSort;
import dev.xpm.client.view.LooseRow;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Tables;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Jobs that no latest run refers to. Source: interfaces.md 3.8. */
public final class LoosePages {
    /** More rows make a page slow; what is over them can be deleted all the same. */
    private static final int SHOWN = 500;

    /**
     * A row.
     *
     * @param action where to ask for the death of a stray job, or the deletion of an orphan; empty where only reading is
     *     allowed
     */
    record Line(
            String id,
            Badge badge,
            UntrustedText task,
            UntrustedText hash,
            UntrustedText path,
            String source,
            Moment started,
            Moment ended,
            String action) {}

    /** A workspace of which all rows of a list can be changed together. */
    record All(String source, String action) {}

    /**
     * One of the two lists.
     *
     * @param hidden rows that are not shown
     * @param all where to change the whole list, by workspace
     */
    record Listed(
            LooseRow.Kind kind, List<Line> lines, int size, int hidden, List<All> all, List<UntrustedText> notes) {
        public boolean isStray() {
            return kind == LooseRow.Kind.STRAY;
        }
    }

    record Loose(List<Listed> lists, boolean several, boolean changeable, String unreadable) {}

    private final Site site;

    public LoosePages(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(
                Route.page("/orphans", this::page),
                Route.partial(
                        "/p/orphans",
                        ctx -> site.answer(ctx, "looseLists", Map.of("loose", loose(), "csrf", site.csrf(ctx)))));
    }

    private void page(Context ctx) {
        open();
        site.answer(ctx, "orphans", Map.of("frame", site.frame(ctx, "Orphans", "orphans"), "loose", loose()));
    }

    /** The list is asked for when somebody looks at it: the host has to look at every job for it. */
    private void open() {
        FleetState fleet = site.awaitExperiments();
        fleet.states().forEach(state -> site.mirror(state.id()).openLoose());
        fleet.states().forEach(state -> site.await(state.id(), known -> !(known.loose() instanceof Answer.Loading)));
    }

    /** The row of a job; refused if it is none of these any more. */
    LooseRow row(SourceId source, JobKey job) {
        open();
        for (LooseRow.Kind kind : LooseRow.Kind.values()) {
            for (LooseRow row : rows(kind)) {
                if (row.source().equals(source) && row.job().key().equals(job)) {
                    return row;
                }
            }
        }
        throw Refusal.notFound("This job is neither a stray one nor an orphan any more.");
    }

    private List<LooseRow> rows(LooseRow.Kind kind) {
        return Tables.loose(site.state(), kind, JobSort.TASK, false, site.now());
    }

    private Loose loose() {
        FleetState fleet = site.state();
        int unreadable = fleet.loose().orElse(List.of()).stream()
                .mapToInt(LooseJobs::unreadable)
                .sum();
        return new Loose(
                List.of(list(fleet, LooseRow.Kind.STRAY), list(fleet, LooseRow.Kind.ORPHANS)),
                fleet.isSeveral(),
                fleet.states().stream().anyMatch(state -> !state.readOnly()),
                Messages.unreadable(unreadable));
    }

    private Listed list(FleetState fleet, LooseRow.Kind kind) {
        List<LooseRow> rows = rows(kind);
        String verb = kind == LooseRow.Kind.STRAY ? "kill" : "delete";
        return new Listed(
                kind,
                rows.stream()
                        .limit(SHOWN)
                        .map(row -> line(row, fleet.of(row.source()), verb))
                        .toList(),
                rows.size(),
                Math.max(0, rows.size() - SHOWN),
                fleet.states().stream()
                        .filter(state -> !state.readOnly() && !kind.of(state).isEmpty())
                        .map(state -> new All(state.id().name(), Href.allLoose(verb, state.id())))
                        .toList(),
                rows.isEmpty()
                        ? Messages.of(
                                fleet.loose(),
                                "jobs",
                                kind == LooseRow.Kind.STRAY ? Messages.noStrays() : Messages.noOrphans())
                        : List.of());
    }

    private Line line(LooseRow row, MirrorState state, String verb) {
        JobKey key = row.job().key();
        ZoneId here = site.here();
        return new Line(
                "o-" + Href.component(key.job().value()),
                Badge.of(row.job().entry().displayed()),
                key.task().display(),
                JobLine.shortHash(key),
                row.path(),
                row.source().name(),
                Moment.minute(row.started(), state.zone(), here),
                Moment.minute(row.ended(), state.zone(), here),
                state.readOnly() ? "" : Href.loose(key, verb, row.source()));
    }
}
