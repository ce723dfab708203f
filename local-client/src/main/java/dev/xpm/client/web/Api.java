package dev.xpm.client.web;

import dev.xpm.client.json.ExperimentLines;
import dev.xpm.client.json.WorkspaceJson;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.view.JobSort;
import dev.xpm.client.view.Tables;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.client.web.live.Logs;
import dev.xpm.client.web.page.JobPages;
import dev.xpm.client.web.page.Site;
import dev.xpm.protocol.text.LogText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.RunId;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;

/** JSON for scripts. Source: interfaces.md 4.1 and 4.2. */
final class Api {
    private final Site site;
    private final Logs logs;
    private final JobPages jobs;

    Api(Site site, Logs logs, JobPages jobs) {
        this.site = site;
        this.logs = logs;
        this.jobs = jobs;
    }

    List<Route> routes() {
        return List.of(
                Route.api(
                        "/api/v1/experiments", ctx -> json(ctx, ExperimentLines.json(experiments(Asked.source(ctx))))),
                Route.api("/api/v1/runs", this::runs),
                Route.api("/api/v1/jobs", this::jobs),
                Route.api("/api/v1/jobs/{task}/{job}", this::job),
                Route.api("/api/v1/services", ctx -> json(ctx, WorkspaceJson.services(experiments(Asked.source(ctx))))),
                Route.api("/api/v1/warnings", ctx -> {
                    experiments(Asked.source(ctx));
                    json(
                            ctx,
                            WorkspaceJson.warnings(site.state(Asked.source(ctx)).warnings()));
                }),
                Route.api("/api/jobs/{task}/{job}/logs/{stream}", this::log));
    }

    private static void json(Context ctx, String json) {
        ctx.contentType("application/json").result(json);
    }

    private List<Experiment> experiments(SourceId source) {
        MirrorState state = site.await(source, known -> !(known.experiments() instanceof Answer.Loading));
        return known(state.experiments(), "the experiments");
    }

    private static <T> T known(Answer<T> answer, String what) {
        if (answer instanceof Answer.Known<T> known) {
            return known.value();
        }
        if (answer instanceof Answer.Failed<T> failed) {
            throw new Refusal(502, failed.reason().forHtml());
        }
        throw new Refusal(503, "not connected yet, or still loading " + what);
    }

    private void runs(Context ctx) {
        RunKey run = run(ctx);
        site.fleet().openRuns(run);
        MirrorState state =
                site.await(run.source(), known -> known.runs().get(run.experiment()) instanceof Answer.Known);
        json(
                ctx,
                ExperimentLines.json(known(state.runs().getOrDefault(run.experiment(), Answer.loading()), "the runs")));
    }

    private void jobs(Context ctx) {
        RunKey run = run(ctx);
        site.fleet().open(run);
        MirrorState state = site.await(run.source(), known -> !(known.table(run) instanceof Answer.Loading));
        JobTable table = known(state.table(run), "the jobs");
        List<JobEntry> found =
                Tables.jobs(table, Asked.search(ctx), JobSort.SUBMITTED, false, site.now(), state.zone()).stream()
                        .map(row -> row.entry())
                        .toList();
        json(ctx, WorkspaceJson.jobs(found));
    }

    /** The run that the query names; an unknown experiment is not found. */
    private RunKey run(Context ctx) {
        var id = Asked.experiment(Objects.requireNonNullElse(ctx.queryParam("experiment"), ""));
        SourceId source = Asked.source(ctx);
        if (experiments(source).stream().noneMatch(experiment -> experiment.id().equals(id))) {
            throw Refusal.notFound("no such experiment");
        }
        String run = ctx.queryParam("run");
        return new RunKey(source, id, run == null ? null : RunId.orNull(Href.text(run)));
    }

    private void job(Context ctx) {
        JobKey key = Asked.job(ctx);
        RunKey run = jobs.runOf(ctx, key);
        JobTable table = known(site.state(run.source()).table(run), "the jobs");
        JobEntry entry = table.byId().get(key.job());
        if (entry == null || !entry.key().equals(key)) {
            throw Refusal.notFound("no such job");
        }
        json(ctx, WorkspaceJson.job(entry));
    }

    private void log(Context ctx) {
        JobKey key = Asked.job(ctx);
        var stream = Asked.stream(ctx.pathParam("stream"));
        LogSlice slice = logs.read(Asked.source(ctx), key, stream, Asked.offset(ctx, "offset"));
        var text = new LogText();
        text.feed(slice.text());
        json(ctx, WorkspaceJson.log(text, slice.next(), slice.size()));
    }
}
