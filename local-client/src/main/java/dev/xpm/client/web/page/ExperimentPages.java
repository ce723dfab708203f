package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.Counts;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.JobSort;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Tables;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Query;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One experiment with its jobs, runs and services. Source: interfaces.md 4.2. */
public final class ExperimentPages {
    /** A page of the jobs table. */
    record Jobs(List<Column> columns, List<JobLine> rows, boolean carbon, Pager pager, List<UntrustedText> notes) {}

    record Runs(List<ExperimentLine> rows, List<UntrustedText> notes) {}

    /**
     * What stands above the tabs.
     *
     * @param line null while the experiment is not known
     * @param old whether this is not the current run
     */
    record Summary(
            UntrustedText name,
            @Nullable ExperimentLine line,
            boolean old,
            String currentHref,
            List<Tab> tabs,
            String query) {}

    private static final Jobs NO_JOBS =
            new Jobs(List.of(), List.of(), false, new Pager(0, 0, 0, null, null), List.of());
    private static final Runs NO_RUNS = new Runs(List.of(), List.of());
    private static final ServicePages.Services NO_SERVICES = new ServicePages.Services(List.of(), false, List.of());

    private final Site site;
    private final ServicePages services;

    public ExperimentPages(Site site, ServicePages services) {
        this.site = site;
        this.services = services;
    }

    public List<Route> routes() {
        return List.of(
                Route.page("/x/{exp}", this::experiment),
                Route.partial(
                        "/p/x/{exp}/summary", ctx -> site.answer(ctx, "summary", Map.of("summary", summary(ctx)))),
                Route.partial("/p/x/{exp}/jobs", ctx -> {
                    RunKey run = Asked.run(ctx);
                    Searching.keep(ctx, Href.path(run));
                    site.answer(ctx, "jobs", Map.of("table", jobs(ctx, run)));
                }),
                Route.partial(
                        "/p/x/{exp}/runs", ctx -> site.answer(ctx, "runs", Map.of("table", runs(Asked.run(ctx))))));
    }

    private void experiment(Context ctx) {
        RunKey run = Asked.run(ctx);
        String tab = tab(ctx);
        site.mirror(run.source()).open(run);
        site.fleet().openRuns(run);
        site.await(
                run.source(),
                state -> !(state.experiments() instanceof Answer.Loading)
                        && !(state.table(run) instanceof Answer.Loading)
                        && state.runs().get(run.experiment()) instanceof Answer.Known);
        Summary summary = summary(ctx);
        if (summary.line == null && site.state(run.source()).experiments().isKnown()) {
            throw Refusal.notFound("This workspace has no such experiment or run.");
        }
        var params = new HashMap<String, Object>();
        params.put("frame", site.frame(ctx, title(summary), "x"));
        params.put("summary", summary);
        params.put("tab", tab);
        params.put("search", Asked.search(ctx));
        params.put("source", Href.component(run.source().name()));
        params.put("run", run.run() == null ? "" : Href.component(run.run().value()));
        params.put("sort", Objects.requireNonNullElse(ctx.queryParam("sort"), ""));
        params.put("dir", Objects.requireNonNullElse(ctx.queryParam("dir"), ""));
        params.put("path", Href.path(run));
        String event = "xpm:" + Href.jobsEvent(run.source(), run.experiment()) + " from:body";
        params.put("event", tab.equals("services") ? event + ", xpm:service from:body" : event);
        params.put("query", ctx.queryString() == null ? "" : "?" + ctx.queryString());
        params.put(
                "runQuery",
                new Query()
                        .set("run", run.run() == null ? null : run.run().value())
                        .set("w", run.source().name())
                        .toString());
        params.put("kill", Href.experimentChange(run, "kill"));
        params.put("delete", Href.experimentChange(run, "delete"));
        params.put("changeable", !site.state(run.source()).readOnly());
        params.put("jobs", tab.equals("jobs") ? jobs(ctx, run) : NO_JOBS);
        params.put("runs", tab.equals("runs") ? runs(run) : NO_RUNS);
        params.put("services", tab.equals("services") ? services.ofRun(ctx, run) : NO_SERVICES);
        site.answer(ctx, "experiment", params);
    }

    private static String title(Summary summary) {
        ExperimentLine line = summary.line;
        int failed = line == null ? 0 : line.counts().failed();
        return (failed > 0 ? "(" + failed + "✗) " : "") + summary.name.forHtml();
    }

    private static String tab(Context ctx) {
        String tab = ctx.queryParam("tab");
        return tab != null && List.of("runs", "services").contains(tab) ? tab : "jobs";
    }

    private Summary summary(Context ctx) {
        RunKey run = Asked.run(ctx);
        MirrorState state = site.state(run.source());
        Experiment experiment = experiment(state, run);
        Instant now = state.asOf(site.now());
        String tab = tab(ctx);
        var runs = state.runs().get(run.experiment());
        int jobCount = experiment == null ? 0 : counts(state, run, experiment).total();
        var tabs = new ArrayList<Tab>();
        tabs.add(new Tab("Jobs", String.valueOf(jobCount), Href.experiment(run), tab.equals("jobs")));
        tabs.add(new Tab(
                "Runs",
                runs instanceof Answer.Known<List<Experiment>> known
                        ? String.valueOf(known.value().size())
                        : "",
                Href.experiment(run, "runs"),
                tab.equals("runs")));
        tabs.add(new Tab(
                "Services",
                experiment == null || experiment.services().isEmpty()
                        ? ""
                        : String.valueOf(experiment.services().size()),
                Href.experiment(run, "services"),
                tab.equals("services")));
        return new Summary(
                run.experiment().display(),
                experiment == null
                        ? null
                        : ExperimentLine.of(
                                ExperimentRow.of(run, experiment, counts(state, run, experiment), now, state.zone()),
                                now,
                                site.here()),
                isOld(state, run),
                Href.experiment(run.current()),
                tabs,
                ctx.queryString() == null ? "" : "?" + ctx.queryString());
    }

    /** By what is shown of each job where the jobs of the run are known, else by the run's own word. */
    private static Counts counts(MirrorState state, RunKey run, Experiment experiment) {
        Experiment current = state.experiment(run.experiment());
        boolean ofCurrent = current != null && Objects.equals(current.run(), experiment.run());
        Answer<JobTable> table = state.table(ofCurrent ? run.current() : run);
        return table instanceof Answer.Known<JobTable> known ? Counts.of(known.value()) : Counts.of(experiment);
    }

    private static boolean isOld(MirrorState state, RunKey run) {
        Experiment current = state.experiment(run.experiment());
        return run.run() != null && (current == null || !run.run().equals(current.run()));
    }

    /** The run as last heard; null if it is not known. */
    static @Nullable Experiment experiment(MirrorState state, RunKey run) {
        if (run.run() == null) {
            return state.experiment(run.experiment());
        }
        if (state.table(run) instanceof Answer.Known<JobTable> known) {
            return known.value().run();
        }
        Answer<List<Experiment>> runs = state.runs().get(run.experiment());
        return runs == null
                ? null
                : runs.orElse(List.of()).stream()
                        .filter(one -> run.run().equals(one.run()))
                        .findFirst()
                        .orElse(null);
    }

    private Jobs jobs(Context ctx, RunKey run) {
        site.mirror(run.source()).open(run);
        MirrorState state = site.state(run.source());
        Answer<JobTable> answer = state.table(run);
        String path = Href.path(run);
        String search = Asked.search(ctx);
        var sorting = Sorting.of(ctx, JobSort.class, JobSort.STATUS);
        var query = new Query()
                .set("run", run.run() == null ? null : run.run().value())
                .set("w", run.source().name())
                .set("q", search);
        List<JobRow> rows = answer instanceof Answer.Known<JobTable> known
                ? Tables.jobs(
                        known.value(), search, sorting.by(), sorting.reversed(), state.asOf(site.now()), state.zone())
                : List.of();
        Pager pager = Pager.of(rows.size(), ctx.queryParam("page"), path, sorting.in(query));
        boolean empty = !(answer instanceof Answer.Known<JobTable> known)
                || known.value().jobs().isEmpty();
        List<UntrustedText> notes = !rows.isEmpty()
                ? List.of()
                : empty ? Messages.of(answer, "jobs", Messages.noJobs()) : Searching.noMatch("job");
        return new Jobs(
                List.of(
                        sorting.column("Status", JobSort.STATUS, path, query),
                        sorting.column("Task", JobSort.TASK, path, query),
                        Column.plain("Tags", "tags"),
                        sorting.column("Submitted", JobSort.SUBMITTED, path, query),
                        sorting.column("Duration", JobSort.DURATION, path, query)),
                pager.rows(rows).stream()
                        .map(row -> JobLine.of(row, run, site.here()))
                        .toList(),
                rows.stream().anyMatch(row -> !row.co2().equals("-")),
                pager,
                notes);
    }

    private Runs runs(RunKey run) {
        MirrorState state = site.state(run.source());
        Answer<List<Experiment>> answer = state.runs().getOrDefault(run.experiment(), Answer.loading());
        Instant now = state.asOf(site.now());
        List<ExperimentLine> rows = answer.orElse(List.of()).stream()
                .map(one -> {
                    RunKey key = run.withRun(one.run());
                    return ExperimentLine.of(
                            ExperimentRow.of(key, one, counts(state, key, one), now, state.zone()), now, site.here());
                })
                .toList();
        return new Runs(rows, rows.isEmpty() ? Messages.of(answer, "runs", Messages.noRuns()) : List.of());
    }
}
