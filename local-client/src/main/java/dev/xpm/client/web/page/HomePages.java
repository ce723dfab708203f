package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.Counts;
import dev.xpm.client.view.ExperimentSort;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.LocalStamp;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first page: how things stand. Source: interfaces.md 4.2. */
public final class HomePages {
    /** Jobs are loaded for so many experiments unasked: on a slow line each costs a second. */
    private static final int EXPERIMENTS_WITH_JOBS = 6;

    private static final int SHOWN_EXPERIMENTS = 5;
    private static final int SHOWN_JOBS = 30;
    private static final Duration RECENT = Duration.ofHours(24);

    /** A number with its word. */
    record Figure(String number, String word, String tone, String href) {}

    /**
     * What changes on the page.
     *
     * @param notes why there is nothing to show; empty if there is something
     */
    record Recent(
            boolean several,
            List<ExperimentLine> experiments,
            int moreExperiments,
            List<JobLine> active,
            List<JobLine> failures,
            List<UntrustedText> notes) {}

    private record Found(JobRow row, RunKey run) {}

    private final Site site;

    public HomePages(Site site) {
        this.site = site;
    }

    public List<Route> routes() {
        return List.of(
                Route.page("/", this::home),
                Route.partial("/p/stats", ctx -> site.answer(ctx, "figures", Map.of("figures", figures()))),
                Route.partial("/p/recent", ctx -> site.answer(ctx, "recent", Map.of("recent", recent()))));
    }

    private void home(Context ctx) {
        site.awaitExperiments();
        site.answer(
                ctx,
                "home",
                Map.of("frame", site.frame(ctx, "Home", "home"), "figures", figures(), "recent", recent()));
    }

    private List<Figure> figures() {
        int experiments = 0;
        int warnings = 0;
        int running = 0;
        int queued = 0;
        int done = 0;
        int failed = 0;
        for (MirrorState state : site.state().states()) {
            warnings += state.warnings().size();
            for (Experiment experiment : state.experiments().orElse(List.of())) {
                Counts counts = Counts.of(state, experiment);
                experiments++;
                running += counts.running();
                queued += counts.scheduled() + counts.waiting();
                done += counts.done();
                failed += counts.failed();
            }
        }
        var figures = new ArrayList<Figure>();
        figures.add(figure(experiments, "experiments", Tone.PLAIN, "/x"));
        figures.add(figure(running, "running", Tone.ACTIVE, "/x"));
        figures.add(figure(queued, "queued", Tone.QUEUED, "/x"));
        figures.add(figure(done, "done", Tone.GOOD, "/x"));
        figures.add(figure(failed, "failed", Tone.BAD, "/x?q=failed"));
        figures.add(figure(warnings, "warnings", Tone.CAUTION, "/warnings"));
        return figures;
    }

    private static Figure figure(int number, String word, Tone tone, String href) {
        String shown = number == 1 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
        return new Figure(String.valueOf(number), shown, number == 0 ? "none" : Badge.tone(tone), href);
    }

    private Recent recent() {
        FleetState fleet = site.state();
        Instant now = site.now();
        var rows = Tables.experiments(fleet, "", ExperimentSort.STATUS, false, now);
        rows.stream()
                .filter(row -> row.counts().running()
                                + row.counts().scheduled()
                                + row.counts().failed()
                        > 0)
                .limit(EXPERIMENTS_WITH_JOBS)
                .forEach(row -> site.fleet().open(row.key()));
        List<Found> jobs = jobs(fleet, now);
        return new Recent(
                fleet.isSeveral(),
                rows.stream()
                        .limit(SHOWN_EXPERIMENTS)
                        .map(row -> ExperimentLine.of(row, site.asOf(row.key().source()), site.here()))
                        .toList(),
                Math.max(0, rows.size() - SHOWN_EXPERIMENTS),
                lines(jobs.stream()
                        .filter(found -> phase(found).isActive())
                        .sorted(Comparator.comparingInt(
                                found -> found.row.look().rank()))
                        .toList()),
                lines(jobs.stream()
                        .filter(found -> phase(found) == JobPhase.ERROR && isRecent(found, now))
                        .sorted(Comparator.comparing(HomePages::ended, Comparator.reverseOrder()))
                        .toList()),
                rows.isEmpty()
                        ? Messages.of(fleet.experiments(), "experiments", Messages.noExperiments(fleet))
                        : List.of());
    }

    private List<JobLine> lines(List<Found> jobs) {
        return jobs.stream()
                .limit(SHOWN_JOBS)
                .map(found -> JobLine.of(found.row, found.run, site.here()))
                .toList();
    }

    private static List<Found> jobs(FleetState fleet, Instant now) {
        var found = new ArrayList<Found>();
        fleet.states().forEach(state -> find(state, now, found));
        return found;
    }

    private static void find(MirrorState state, Instant now, List<Found> found) {
        state.tables().forEach((key, answer) -> {
            if (key.run() == null && answer instanceof Answer.Known<JobTable> known) {
                for (JobEntry entry : known.value().jobs()) {
                    JobPhase phase = entry.displayed().state().phase();
                    if (phase.isActive() || phase == JobPhase.ERROR) {
                        found.add(new Found(JobRow.of(entry, state.asOf(now), state.zone()), key));
                    }
                }
            }
        });
    }

    private static JobPhase phase(Found found) {
        return found.row.entry().displayed().state().phase();
    }

    private static boolean isRecent(Found found, Instant now) {
        return ended(found).isAfter(now.minus(RECENT));
    }

    /** When it ended, or else the latest that is known of it. */
    private static Instant ended(Found found) {
        var job = found.row.entry().job();
        LocalStamp stamp = Objects.requireNonNullElse(job.ended(), orSubmitted(job.started(), found));
        return stamp.toInstant(found.row.zone());
    }

    private static LocalStamp orSubmitted(@Nullable LocalStamp started, Found found) {
        if (started != null) {
            return started;
        }
        LocalStamp submitted = found.row.submitted();
        return submitted != null ? submitted : LocalStamp.of(Instant.EPOCH, found.row.zone());
    }
}
