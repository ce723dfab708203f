package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.view.JobDetail;
import dev.xpm.client.view.Related;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.ProcessInfo;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One job. Source: interfaces.md 3.5 and 4.2. */
public final class JobPages {
    /** A look at the process costs the host some work. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);

    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_LOOKS = 200;

    /** A job that this one depends on, or that depends on it. */
    record Neighbour(
            UntrustedText name,
            UntrustedText hash,
            Badge badge,
            @Nullable String href) {}

    /** All that the page shows of the job. */
    record Shown(
            JobDetail detail,
            JobLine line,
            Badge execution,
            @Nullable Badge scheduler,
            Moment submitted,
            Moment started,
            Moment ended,
            List<Neighbour> dependsOn,
            List<Neighbour> neededBy) {}

    private record Looked(SourceId source, JobKey job) {}

    private record Look(Instant at, CompletableFuture<Optional<ProcessInfo>> answer) {}

    private final Site site;
    private final Map<Looked, Look> looks = new LinkedHashMap<>();

    public JobPages(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(Route.page("/j/{task}/{job}", this::page), Route.partial("/p/j/{task}/{job}/head", this::part));
    }

    /** The tabs of a job's pages; {@code log} is null on the overview. */
    static List<Tab> tabs(JobKey key, RunKey run, @Nullable LogStream log) {
        return List.of(
                new Tab("Overview", "", Href.job(key, run), log == null),
                new Tab("Output", "", Href.log(key, LogStream.STDOUT, run), log == LogStream.STDOUT),
                new Tab("Errors", "", Href.log(key, LogStream.STDERR, run), log == LogStream.STDERR));
    }

    private void page(Context ctx) {
        JobKey key = Asked.job(ctx);
        RunKey run = runOf(ctx, key);
        Shown shown = shown(key, run);
        if (shown == null) {
            requireJob(key, run);
            site.message(ctx, 200, "Loading", "Loading the job. Reload this page in a moment.");
            return;
        }
        var params = new HashMap<String, Object>();
        params.put(
                "frame",
                site.frame(
                        ctx,
                        shown.line.badge().glyph() + " " + shown.line.task().forHtml(),
                        "x"));
        params.put("shown", shown);
        params.put("tabs", tabs(key, run, null));
        params.put("live", Href.jobPart(key, run));
        params.put("files", Href.jobFiles(key, run));
        params.put("kill", Href.jobChange(key, run, "kill"));
        params.put("delete", Href.jobChange(key, run, "delete"));
        params.put("changeable", !site.state(run.source()).readOnly());
        params.put("event", "xpm:" + Href.jobEvent(run.source(), key.job()) + " from:body");
        site.answer(ctx, "job", params);
    }

    /** Refuses a job that the run is known not to have. */
    void requireJob(JobKey key, RunKey run) {
        if (site.state(run.source()).table(run) instanceof Answer.Known<JobTable> known
                && known.value().jobs().stream().noneMatch(entry -> entry.key().equals(key))) {
            throw Refusal.notFound("This run has no such job.");
        }
    }

    private void part(Context ctx) {
        JobKey key = Asked.job(ctx);
        Shown shown = shown(key, runOf(ctx, key));
        if (shown == null) {
            throw Refusal.notFound("This run has no such job.");
        }
        site.answer(ctx, "jobHead", Map.of("shown", shown));
    }

    /** The run in which to look at a job: the one in the address, else the newest current one that knows the job. */
    public RunKey runOf(Context ctx, JobKey key) {
        RunKey asked = Asked.runOfJob(ctx);
        FleetState fleet = site.awaitExperiments();
        RunKey run = asked != null ? asked : runThatKnows(fleet, key);
        site.mirror(run.source()).open(run);
        site.await(run.source(), known -> !(known.table(run) instanceof Answer.Loading));
        return run;
    }

    private static RunKey runThatKnows(FleetState fleet, JobKey key) {
        for (MirrorState state : fleet.states()) {
            for (Experiment experiment : state.experiments().orElse(List.of())) {
                if (experiment.jobs().containsKey(key.job())
                        || experiment.jobStates().containsKey(key.job())) {
                    return state.key(experiment.id());
                }
            }
        }
        throw Refusal.notFound("No current run of this workspace knows that job.");
    }

    private @Nullable Shown shown(JobKey key, RunKey run) {
        MirrorState state = site.state(run.source());
        if (!(state.table(run) instanceof Answer.Known<JobTable> known)) {
            return null;
        }
        Map<JobId, JobEntry> byId = known.value().byId();
        JobEntry entry = byId.get(key.job());
        if (entry == null || !entry.key().equals(key)) {
            return null;
        }
        boolean active = entry.job().state().phase().isActive();
        ZoneId there = state.zone();
        ZoneId here = site.here();
        JobDetail detail = JobDetail.of(
                known.value(), key.job(), active ? processOf(run.source(), key) : null, state.asOf(site.now()), there);
        return detail == null
                ? null
                : new Shown(
                        detail,
                        JobLine.of(detail.row(), run, here),
                        Badge.of(entry.job().state()),
                        entry.job().scheduler() == null
                                ? null
                                : Badge.of(entry.job().scheduler()),
                        Moment.second(detail.row().submitted(), there, here),
                        Moment.second(entry.job().started(), there, here),
                        Moment.second(entry.job().ended(), there, here),
                        neighbours(detail.dependsOn(), byId, run),
                        neighbours(detail.neededBy(), byId, run));
    }

    private static List<Neighbour> neighbours(List<Related> related, Map<JobId, JobEntry> byId, RunKey run) {
        return related.stream()
                .map(one -> {
                    JobEntry entry = byId.get(one.id());
                    return new Neighbour(
                            one.name(),
                            one.shortId(),
                            entry == null ? new Badge("?", "unknown", "odd") : Badge.of(entry.displayed()),
                            entry == null ? null : Href.job(entry.key(), run));
                })
                .toList();
    }

    private @Nullable ProcessInfo processOf(SourceId source, JobKey key) {
        CompletableFuture<Optional<ProcessInfo>> answer = look(source, key);
        try {
            return answer.copy()
                    .completeOnTimeout(Optional.empty(), LOOK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join()
                    .orElse(null);
        } catch (CompletionException e) {
            return null;
        }
    }

    private CompletableFuture<Optional<ProcessInfo>> look(SourceId source, JobKey key) {
        synchronized (looks) {
            Instant now = site.now();
            looks.values().removeIf(old -> old.at.plus(LOOK_AGAIN_AFTER).isBefore(now));
            Look known = looks.get(new Looked(source, key));
            if (known == null) {
                known = new Look(now, site.mirror(source).processInfo(key));
                if (looks.size() < MAX_LOOKS) {
                    looks.put(new Looked(source, key), known);
                }
            }
            return known.answer;
        }
    }
}
