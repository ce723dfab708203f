package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.view.Paths;
import dev.xpm.client.view.PullLook;
import dev.xpm.client.view.ServiceRow;
import dev.xpm.client.view.Texts;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of directories: where they stand, with the buttons that begin, allow and stop them. A browser names a job or a
 * service, never a path.
 */
public final class FilePages {
    private static final String PAGE = "/files";

    /**
     * One copy.
     *
     * @param address of the changes to it
     * @param workspace empty where there is only one
     * @param percent for the bar; empty while unknown
     * @param notice what else to know; empty for nothing
     */
    record Copy(
            CopyAddress address,
            UntrustedText workspace,
            UntrustedText what,
            PullLook look,
            String tone,
            String percent,
            String notice) {
        boolean asks() {
            return look.asking() != null;
        }
    }

    /** Where a copy is changed. */
    record CopyAddress(String key, SourceId source) {
        String to(String verb) {
            return Href.copy(key, verb, source);
        }
    }

    private final Site site;
    private final JobPages jobs;
    private final Fleet fleet;
    private final FleetFiles files;

    public FilePages(Site site, JobPages jobs, Fleet fleet, FleetFiles files) {
        this.site = site;
        this.jobs = jobs;
        this.fleet = fleet;
        this.files = files;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(PAGE, ctx -> site.answer(ctx, "files", Map.of("frame", frame(ctx), "copies", copies()))),
                Route.partial(
                        "/p/files",
                        ctx -> site.answer(ctx, "fileList", Map.of("frame", frame(ctx), "copies", copies()))),
                Route.change("/j/{task}/{job}/files", this::getJob),
                Route.change("/x/{exp}/files/{service}", this::getService),
                Route.change("/files/{copy}/confirm", ctx -> change(ctx, Pull::confirm)),
                Route.change("/files/{copy}/stop", ctx -> change(ctx, Pull::cancel)));
    }

    private Frame frame(Context ctx) {
        return site.frame(ctx, "Copies", "files");
    }

    private List<Copy> copies() {
        var copies = new ArrayList<Copy>();
        for (WorkspaceMirror mirror : fleet.mirrors()) {
            Pulls pulls = files.of(mirror.id()).pulls();
            pulls.all().forEach(pull -> copies.add(copy(mirror, pull, pulls)));
        }
        return copies;
    }

    private Copy copy(WorkspaceMirror mirror, Pull pull, Pulls pulls) {
        PullLook look = PullLook.of(pull, pulls.kept(pull.what()));
        String notice = pull.notice();
        return new Copy(
                new CopyAddress(Texts.key(pull.what()), mirror.id()),
                fleet.state().isSeveral() ? mirror.id().display() : UntrustedText.EMPTY,
                pull.what(),
                look,
                Badge.tone(look.tone()),
                look.percent() < 0 ? "" : String.valueOf(look.percent()),
                notice == null ? "" : notice);
    }

    private void getJob(Context ctx) {
        JobKey key = Asked.job(ctx);
        RunKey run = jobs.runOf(ctx, key);
        jobs.requireJob(key, run);
        MirrorState state = site.state(run.source());
        UntrustedText path = Paths.job(state.source(), key);
        if (state.table(run) instanceof Answer.Known<JobTable> known) {
            Job job = known.value().jobs().stream()
                    .filter(entry -> entry.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("This run has no such job."))
                    .job();
            path = Paths.job(state.source(), job);
        }
        get(ctx, run.source(), path);
    }

    private void getService(Context ctx) {
        RunKey run = Asked.run(ctx);
        Experiment experiment = ServicePages.experiment(site.state(run.source()), run);
        List<ServiceRow> rows = experiment == null ? List.of() : ServiceRow.of(run.source(), experiment);
        String wanted = ctx.pathParam("service");
        get(
                ctx,
                run.source(),
                rows.stream()
                        .filter(row -> row.key().equals(wanted))
                        .map(ServiceRow::path)
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("This run has no such service with files.")));
    }

    private void get(Context ctx, SourceId source, @Nullable UntrustedText directory) {
        if (directory == null) {
            throw Refusal.notFound("There are no files to copy.");
        }
        files.of(source).pulls().start(directory);
        ctx.status(303).header("Location", PAGE);
    }

    private void change(Context ctx, Consumer<Pull> change) {
        String key = ctx.pathParam("copy");
        SourceId source = site.mirror(Asked.source(ctx)).id();
        Pull pull = files.of(source).pulls().all().stream()
                .filter(one -> Texts.key(one.what()).equals(key))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("There is no such copy."));
        change.accept(pull);
        ctx.status(303).header("Location", PAGE);
    }
}
