package dev.xpm.client.mirror;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Timeline;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the model fresh: asks for what is shown, brings the events in, and reads anew what they cannot tell. Owned by the
 * mirror's thread. Source: protocol.md 5.2.
 */
final class WorkspaceLoader implements WorkspaceModel.Wishes {
    /** Shorter re-reads would follow each other while a run is being submitted. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

    /** A table of 100 jobs is re-read at most once a second, one of 1,000 every ten: bounds what a slow line carries. */
    private static final int JOBS_RELOADED_PER_SECOND = 100;

    private static final Duration LONGEST_RELOAD_PAUSE = Duration.ofSeconds(15);

    /** To find the jobs that nothing refers to, the peer has to look at all there are. */
    private static final Duration LOOSE_PAUSE = Duration.ofSeconds(2);

    private final WorkspaceModel model;
    private final EventOrder order = new EventOrder();
    private final Asking asking;
    private final SnapshotLoad snapshot;
    private final Thinner<Object> thinner;
    private final Consumer<Runnable> inOrder;
    private final Runnable changed;
    private boolean resuming;

    /** Whether jobs and runs were asked for before there was this session: a page opens sooner than a connection. */
    private boolean askedForBefore;

    /** What had ended when the session was lost; null once it was compared. */
    private @Nullable Map<JobPhase, Set<String>> endedBefore;

    private @Nullable Comeback comeback;

    /**
     * @param source which of the watched workspaces it is
     * @param inOrder brings work to the mirror's thread, in its place among the events
     * @param changed called after each change of the model
     */
    WorkspaceLoader(SourceId source, Timeline time, Consumer<Runnable> inOrder, Runnable changed) {
        this.model = new WorkspaceModel(source, this);
        this.asking = new Asking(time);
        this.thinner = new Thinner<>(time);
        this.inOrder = inOrder;
        this.changed = changed;
        this.snapshot = new SnapshotLoad(asking, model, inOrder, this::complete, () -> readAll(true));
    }

    WorkspaceModel model() {
        return model;
    }

    Asking asking() {
        return asking;
    }

    @Nullable
    Comeback comeback() {
        return comeback;
    }

    /** Takes over a session; of one that follows another everything that is shown is read anew. */
    void attach(AgentSession session) {
        boolean again = asking.session() != null;
        asking.use(session);
        order.reset();
        snapshot.reset();
        resuming = false;
        if (asking.has(Capability.EVENTS)) {
            subscribe();
        }
        if (again) {
            endedBefore = Comeback.ended(model.known());
            refresh();
        } else {
            askedForBefore = true;
            loadExperiments(false);
            loadWarnings();
        }
    }

    /** Has the events numbered, so that a missing one is noticed. Nothing is thinned out: who follows each wants all. */
    private void subscribe() {
        asking.askInOrder(
                session -> session.client().subscribe(Duration.ZERO, Duration.ZERO, null),
                inOrder,
                (answer, failure) -> {
                    if (answer != null) {
                        order.begin(answer.position());
                    }
                });
    }

    /** Takes an event of the session; false if it is none that counts. */
    boolean onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        if (position != null) {
            EventOrder.Verdict verdict = order.see(position);
            if (verdict == EventOrder.Verdict.EARLY) {
                resume();
            }
            if (verdict != EventOrder.Verdict.NEXT) {
                return false;
            }
        }
        if (!snapshot.hold(event, position)) {
            model.apply(event);
        }
        return true;
    }

    private void resume() {
        EventPosition last = order.last();
        if (resuming || last == null) {
            return;
        }
        resuming = true;
        asking.askInOrder(
                session -> session.client().subscribe(Duration.ZERO, Duration.ZERO, last),
                inOrder,
                (answer, failure) -> {
                    resuming = false;
                    if (answer != null && !answer.resumed()) {
                        order.begin(answer.position());
                    }
                    if (answer == null || !answer.resumed()) {
                        refresh();
                    }
                });
    }

    /** More events came than could be kept. */
    void overflowed() {
        AgentSession open = asking.session();
        if (open != null && order.last() != null) {
            subscribe();
        }
        refresh();
    }

    /** Some events of these experiments, or of all, were not sent. */
    void onResync(@Nullable List<ExperimentId> experiments) {
        if (experiments == null || asking.has(Capability.SNAPSHOT)) {
            refresh();
        } else {
            experiments.forEach(this::reload);
        }
    }

    /** Re-reads everything that is shown, past the peer's caches. */
    void refresh() {
        if (asking.has(Capability.SNAPSHOT) && asking.has(Capability.EVENTS)) {
            snapshot.start();
        } else {
            readAll(true);
        }
    }

    /** After a snapshot: what it does not hold. */
    private void complete() {
        welcomeBack();
        loadPast();
        loadWarnings();
        changed.run();
    }

    private void readAll(boolean refresh) {
        loadExperiments(refresh);
        model.shownTables().stream().filter(key -> key.run() == null).forEach(key -> loadJobs(key, refresh));
        loadPast();
        loadWarnings();
    }

    private void loadPast() {
        if (model.isLooseShown()) {
            loadLoose(true);
        }
        model.shownTables().stream().filter(key -> key.run() != null).forEach(key -> loadJobs(key, true));
        model.shownRuns().forEach(this::loadRuns);
    }

    private void welcomeBack() {
        Map<JobPhase, Set<String>> before = endedBefore;
        if (before != null) {
            endedBefore = null;
            long number = comeback == null ? 1 : comeback.number() + 1;
            comeback = Comeback.between(number, before, Comeback.ended(model.known()));
        }
    }

    /** Asks for the jobs of a run, if nobody has. */
    void open(RunKey key) {
        if (model.show(key)) {
            asking.first(() -> loadJobs(key, false));
            changed.run();
        }
    }

    /** Asks for the history of an experiment. */
    void openRuns(ExperimentId id) {
        model.showRuns(id);
        asking.first(() -> loadRuns(id));
        changed.run();
    }

    /** Asks for the jobs that no latest run refers to, if nobody has. */
    void openLoose() {
        if (model.showLoose()) {
            asking.first(() -> loadLoose(false));
            changed.run();
        }
    }

    @Override
    public void reload(@Nullable ExperimentId id) {
        if (id == null || !model.isCurrent(id)) {
            reloadExperiments();
            return;
        }
        RunKey key = model.key(id);
        thinner.request(id, RELOAD_PAUSE, () -> loadExperiment(id));
        if (model.isShown(key)) {
            thinner.request(key, reloadPause(id), () -> loadJobs(key, false));
        }
    }

    private void reloadExperiments() {
        thinner.request("experiments", RELOAD_PAUSE, () -> loadExperiments(false));
    }

    @Override
    public void reloadWarnings() {
        thinner.request("warnings", RELOAD_PAUSE, this::loadWarnings);
    }

    @Override
    public void reloadLoose() {
        if (model.isLooseShown()) {
            thinner.request("loose jobs", LOOSE_PAUSE, () -> loadLoose(true));
        }
    }

    @Override
    public void reloadJobs(RunKey key) {
        inOrder.accept(() -> loadJobs(key, true));
    }

    @Override
    public void fetchJob(RunModel run, JobKey key) {
        asking.ask(session -> session.client().job(key, true), (job, failure) -> {
            if (job != null && job.isPresent()) {
                run.replaceJob(job.get());
                changed.run();
            }
        });
    }

    private Duration reloadPause(ExperimentId id) {
        Duration pause = Duration.ofMillis(1000L * model.size(id) / JOBS_RELOADED_PER_SECOND);
        if (pause.compareTo(RELOAD_PAUSE) < 0) {
            return RELOAD_PAUSE;
        }
        return pause.compareTo(LONGEST_RELOAD_PAUSE) > 0 ? LONGEST_RELOAD_PAUSE : pause;
    }

    private void loadExperiments(boolean refresh) {
        asking.ask(session -> session.client().experiments(refresh), (listing, failure) -> {
            if (listing == null) {
                model.refuseExperiments(Asking.reason(failure));
            } else {
                model.takeExperiments(listing.items());
                welcomeBack();
                loadWhatWasAskedForBefore();
            }
            changed.run();
        });
    }

    private void loadWhatWasAskedForBefore() {
        if (askedForBefore) {
            askedForBefore = false;
            model.shownTables().forEach(key -> loadJobs(key, false));
            model.shownRuns().forEach(this::loadRuns);
            if (model.isLooseShown()) {
                loadLoose(false);
            }
        }
    }

    private void loadExperiment(ExperimentId id) {
        asking.ask(session -> session.client().experiment(id, false), (experiment, failure) -> {
            boolean isGone = experiment != null && !(experiment.isPresent() && model.takeExperiment(experiment.get()));
            if (isGone) {
                reloadExperiments();
            }
            changed.run();
        });
    }

    private void loadRuns(ExperimentId id) {
        asking.ask(session -> session.client().runs(id, false), (listing, failure) -> {
            model.takeRuns(id, listing == null ? Answer.failed(Asking.reason(failure)) : Answer.of(listing.items()));
            changed.run();
        });
    }

    private void loadJobs(RunKey key, boolean refresh) {
        asking.ask(session -> session.client().jobs(key.experiment(), key.run(), refresh), (listing, failure) -> {
            if (listing == null) {
                model.refuseJobs(key, Asking.reason(failure));
            } else if (model.model(key) == null && key.run() != null) {
                loadPastRun(key, listing);
            } else {
                model.takeJobs(key, listing);
            }
            changed.run();
        });
        asking.ask(session -> session.client().dependencies(key.experiment(), key.run()), (dependencies, failure) -> {
            if (dependencies != null) {
                model.takeDependencies(key, dependencies);
                changed.run();
            }
        });
    }

    private void loadPastRun(RunKey key, Listing<Job> listing) {
        asking.ask(session -> session.client().runs(key.experiment(), false), (all, failure) -> {
            if (all == null) {
                model.refuseJobs(key, Asking.reason(failure));
            } else {
                Experiment run = all.items().stream()
                        .filter(candidate -> Objects.equals(candidate.run(), key.run()))
                        .findFirst()
                        .orElse(null);
                if (run != null) {
                    model.takePastRun(key, run);
                }
                takePast(key, listing);
            }
            changed.run();
        });
    }

    private void takePast(RunKey key, Listing<Job> listing) {
        if (model.model(key) == null) {
            model.refuseJobs(key, UntrustedText.of("the run is gone"));
        } else {
            model.takeJobs(key, listing);
        }
    }

    private void loadLoose(boolean refresh) {
        asking.ask(session -> session.client().strayJobs(refresh), (stray, failure) -> {
            if (stray == null) {
                model.takeLoose(Answer.failed(Asking.reason(failure)));
                changed.run();
            } else {
                loadOrphans(stray, refresh);
            }
        });
    }

    private void loadOrphans(Listing<Job> stray, boolean refresh) {
        asking.ask(session -> session.client().orphanJobs(refresh), (orphans, failure) -> {
            model.takeLoose(
                    orphans == null ? Answer.failed(Asking.reason(failure)) : Answer.of(LooseJobs.of(stray, orphans)));
            changed.run();
        });
    }

    private void loadWarnings() {
        asking.ask(session -> session.client().warnings(), (list, failure) -> {
            if (list != null) {
                model.takeWarnings(list);
                changed.run();
            }
        });
    }
}
