package dev.xpm.client.web.page;

import dev.xpm.client.change.Change;
import dev.xpm.client.change.ChangeReport;
import dev.xpm.client.change.Changes;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.Ask;
import dev.xpm.client.view.ChangeLook;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.LooseRow;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.WarningRow;
import dev.xpm.client.web.guard.WebOptions;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobKey;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes: a first request shows what would be affected, a second one with the token of that page does exactly that, once.
 * Source: interfaces.md 4.3.
 */
public final class ChangePages {
    /** Questions that wait for an answer; the oldest gives way. */
    private static final int MAX_OPEN = 100;

    /** A page waits that long for the outcome; the change goes on after it. */
    private static final long PATIENCE_SECONDS = 60;

    /**
     * A button of the question.
     *
     * @param token what the second request carries
     * @param tone class of the button
     */
    record Button(UntrustedText label, String token, String tone) {}

    /** What waits for a yes: a change, and where the reader came from. */
    private record Planned(Change change, int number, String back) {}

    private final Site site;
    private final JobPages jobs;
    private final LoosePages loose;
    private final Changes changes;
    private final Map<String, Planned> planned = new LinkedHashMap<>();

    public ChangePages(Site site, JobPages jobs, LoosePages loose, Changes changes) {
        this.site = site;
        this.jobs = jobs;
        this.loose = loose;
        this.changes = changes;
    }

    public List<Route> routes() {
        return List.of(
                Route.change("/j/{task}/{job}/kill", ctx -> job(ctx, false)),
                Route.change("/j/{task}/{job}/delete", ctx -> job(ctx, true)),
                Route.change("/orphans/{task}/{job}/kill", ctx -> loose(ctx, false)),
                Route.change("/orphans/{task}/{job}/delete", ctx -> loose(ctx, true)),
                Route.change("/orphans/kill", ctx -> allLoose(ctx, LooseRow.Kind.STRAY)),
                Route.change("/orphans/delete", ctx -> allLoose(ctx, LooseRow.Kind.ORPHANS)),
                Route.change("/x/{exp}/kill", this::killExperiment),
                Route.change("/x/{exp}/delete", this::deleteExperiment),
                Route.change("/warnings/{warning}", this::warning),
                Route.change("/change", this::confirmed));
    }

    private void job(Context ctx, boolean delete) {
        JobKey key = Asked.job(ctx);
        RunKey run = jobs.runOf(ctx, key);
        MirrorState state = site.state(run.source());
        JobTable table = table(state, run);
        JobRow row = table.jobs().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .map(entry -> JobRow.of(entry, state.asOf(site.now()), state.zone()))
                .orElseThrow(() -> Refusal.notFound("This run has no such job."));
        ask(
                ctx,
                delete ? ChangeQuestion.delete(state, table.jobs(), row) : ChangeQuestion.kill(state, row),
                delete ? Href.experiment(run) : Href.job(key, run));
    }

    private void loose(Context ctx, boolean delete) {
        LooseRow row = loose.row(Asked.source(ctx), Asked.job(ctx));
        MirrorState state = site.state(row.source());
        ask(
                ctx,
                delete ? ChangeQuestion.delete(state, List.of(), row.job()) : ChangeQuestion.kill(state, row.job()),
                "/orphans");
    }

    private void allLoose(Context ctx, LooseRow.Kind kind) {
        MirrorState state = site.state(Asked.source(ctx));
        List<JobEntry> all = kind.of(state);
        ask(
                ctx,
                kind == LooseRow.Kind.STRAY ? ChangeQuestion.killAll(state, all) : ChangeQuestion.deleteAll(state, all),
                "/orphans");
    }

    private void killExperiment(Context ctx) {
        RunKey run = Asked.run(ctx);
        site.mirror(run.source()).open(run);
        MirrorState state = site.await(run.source(), known -> !(known.table(run) instanceof Answer.Loading));
        ask(ctx, ChangeQuestion.killAll(state, table(state, run).jobs()), Href.experiment(run));
    }

    private void deleteExperiment(Context ctx) {
        RunKey run = Asked.run(ctx).current();
        MirrorState state = site.state(run.source());
        Experiment experiment = state.experiment(run.experiment());
        if (experiment == null) {
            throw Refusal.notFound("This workspace has no such experiment.");
        }
        ask(ctx, ChangeQuestion.delete(state, ExperimentRow.of(state, experiment, state.asOf(site.now()))), "/x");
    }

    private void warning(Context ctx) {
        String key = ctx.pathParam("warning");
        WarningRow row = Tables.warnings(site.state()).stream()
                .filter(one -> one.source().equals(Asked.source(ctx))
                        && Texts.key(one.warning().key()).equals(key))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("There is no such warning any more."));
        ask(ctx, ChangeQuestion.of(site.state(row.source()), row), "/warnings");
    }

    private static JobTable table(MirrorState state, RunKey run) {
        if (state.table(run) instanceof Answer.Known<JobTable> known) {
            return known.value();
        }
        throw new Refusal(503, "The jobs are not known yet: try again in a moment.");
    }

    private void ask(Context ctx, Ask ask, String back) {
        if (ask instanceof Ask.Refused refused) {
            site.say(ctx, 409, "Not possible", refused.reason(), List.of(), back);
            return;
        }
        ChangeQuestion question = (ChangeQuestion) ask;
        var buttons = new ArrayList<Button>();
        for (ChangeQuestion.Choice choice : question.choices()) {
            buttons.add(new Button(
                    choice.label(),
                    plan(new Planned(choice.change(), question.number(), back)),
                    choice.destructive() ? "danger" : ""));
        }
        site.answer(
                ctx,
                "change",
                Map.of(
                        "frame",
                        site.frame(ctx, question.title().forHtml(), ""),
                        "question",
                        question,
                        "buttons",
                        buttons,
                        "back",
                        back));
    }

    private synchronized String plan(Planned one) {
        Iterator<String> oldest = planned.keySet().iterator();
        if (planned.size() >= MAX_OPEN) {
            oldest.next();
            oldest.remove();
        }
        String token = WebOptions.random();
        planned.put(token, one);
        return token;
    }

    private synchronized @Nullable Planned take(@Nullable String token) {
        return token == null ? null : planned.remove(token);
    }

    private void confirmed(Context ctx) throws Exception {
        Planned one = take(ctx.formParam("confirm"));
        if (one == null) {
            throw new Refusal(409, "That was answered already, or asked too long ago. Nothing was changed now.");
        }
        String number = ctx.formParam("number");
        if (one.number > 0 && !String.valueOf(one.number).equals(number == null ? "" : number.strip())) {
            throw new Refusal(400, "The number was not " + one.number + ". Nothing was changed.");
        }
        ChangeReport report = changes.make(one.change)
                .report()
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .get();
        if (report == null) {
            site.say(ctx, 200, "Still at it", UntrustedText.of("The lists show what is done."), List.of(), one.back);
            return;
        }
        ChangeLook look = ChangeLook.of(one.change, report);
        look.details().forEach(site.mirror(one.change.source())::note);
        site.say(
                ctx,
                200,
                report.isComplete() ? "Done" : "Not all of it was done",
                look.words(),
                report.outcomes().size() > 1 ? look.details() : List.of(),
                one.back);
    }
}
