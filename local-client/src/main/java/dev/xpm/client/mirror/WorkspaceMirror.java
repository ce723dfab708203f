package dev.xpm.client.mirror;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Listing;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Warning;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's copy of a workspace. It loads what is asked for, applies every event to it, and publishes frozen states.
 *
 * <p>One thread owns the model. All methods may be called from any thread and return at once; a face reads
 * {@link #state()} and is told by {@link #onChange} when there is a newer one.
 */
public final class WorkspaceMirror implements SessionListener, AutoCloseable {
    /** Four repaints a second are as much as an eye takes in. Source: interfaces.md 3.12. */
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(250);

    /** Shorter re-reads would follow each other while a run is being submitted. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

    /** A table of 100 jobs is re-read at most once a second, one of 1,000 every ten: bounds what a slow line carries. */
    private static final int JOBS_RELOADED_PER_SECOND = 100;

    private static final Duration LONGEST_RELOAD_PAUSE = Duration.ofSeconds(15);

    /** More waiting events than this are cheaper to replace by one reload. */
    private static final int MAX_BACKLOG = 50_000;

    /** As often as a keep-alive; a question of a hundred bytes. */
    private static final long ROUND_TRIP_SECONDS = 5;

    /** Source: interfaces.md 3.10. */
    private static final int MAX_OUTPUT_LINES = 10_000;

    private final SourceId id;
    private final ScheduledExecutorService thread;
    private final Clock clock;
    private final Thinner<Object> thinner;
    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<WorkspaceEvent>> eventListeners = new CopyOnWriteArrayList<>();
    private final Deque<WorkspaceEvent> backlog = new ArrayDeque<>();
    private final EventOrder order = new EventOrder();
    private boolean overflowed;

    private final Map<ExperimentId, RunModel> current = new LinkedHashMap<>();
    private final Map<RunKey, RunModel> past = new HashMap<>();
    private final Map<RunKey, Answer<JobTable>> tables = new HashMap<>();
    private final Map<ExperimentId, Answer<List<Experiment>>> runs = new HashMap<>();
    private final Map<UntrustedText, Warning> warnings = new LinkedHashMap<>();
    private final Deque<UntrustedText> output = new ArrayDeque<>();
    private Answer<Boolean> experimentsAnswer = Answer.loading();
    private Source source;
    private Link link = new Link.Connecting("connecting");
    private @Nullable AgentSession session;

    /** Whether jobs and runs were asked for before there was this session: a page opens sooner than a connection. */
    private boolean askedForBefore;

    private volatile MirrorState state;

    /**
     * A mirror without a session.
     *
     * @param source with the workspace as the user wrote it; the peer's answer replaces it
     */
    public WorkspaceMirror(Source source, Clock clock) {
        this.id = source.id();
        this.source = source;
        this.clock = clock;
        var executor = new ScheduledThreadPoolExecutor(1, work -> {
            var worker = new Thread(work, "xpm-mirror");
            worker.setDaemon(true);
            return worker;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = executor;
        this.thinner = new Thinner<>(executor, System::nanoTime);
        this.state = freeze(0);
    }

    /** Which of the watched workspaces it is; never changes. */
    public SourceId id() {
        return id;
    }

    /** The newest published state; never null, never waits. */
    public MirrorState state() {
        return state;
    }

    /** Calls back after each publication, on the mirror's thread; must not block. Closing ends it. */
    public AutoCloseable onChange(Runnable listener) {
        changeListeners.add(listener);
        return () -> changeListeners.remove(listener);
    }

    /** Hands on every event in the order of the wire, on the session's reader thread; must not block. */
    public AutoCloseable onEachEvent(Consumer<WorkspaceEvent> listener) {
        eventListeners.add(listener);
        return () -> eventListeners.remove(listener);
    }

    /** Tells at which stage the connection is, while there is no session yet. */
    public void connecting(String stage) {
        run(() -> {
            link = new Link.Connecting(stage);
            publish();
        });
    }

    /** Takes over an open session, whose listener must be this mirror, and loads the experiments. */
    public void attach(AgentSession opened) {
        run(() -> {
            session = opened;
            UntrustedText path = opened.server().workspacePath();
            source = path == null || path.isEmpty() ? source : source.at(path);
            link = new Link.Live(0);
            askedForBefore = true;
            publish();
            subscribe(null);
            loadExperiments(false);
            loadWarnings();
            measureRoundTrip();
        });
    }

    /**
     * Has the events numbered, so that a missing one is noticed.
     *
     * @param missingAfter the last event before those that are missing; null at the beginning
     */
    private void subscribe(@Nullable EventPosition missingAfter) {
        AgentSession open = session;
        if (open == null || !open.server().has(Capability.EVENTS)) {
            return;
        }
        // Nothing is thinned out: who follows each event wants all of them.
        ask(session -> session.client().subscribe(Duration.ZERO, Duration.ZERO, missingAfter), (answer, failure) -> {
            if (missingAfter != null && (answer == null || !answer.resumed())) {
                refresh();
            }
        });
    }

    @Override
    public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        EventPosition missingAfter = position == null ? null : order.see(position);
        if (missingAfter != null) {
            run(() -> subscribe(missingAfter));
        }
        onEvent(event);
    }

    @Override
    public void onResync(@Nullable List<ExperimentId> experiments) {
        run(() -> {
            if (experiments == null) {
                refresh();
            } else {
                experiments.forEach(this::reload);
            }
        });
    }

    private void measureRoundTrip() {
        ask(AgentSession::roundTrip, (roundTrip, failure) -> {
            if (roundTrip != null && link instanceof Link.Live) {
                link = new Link.Live(roundTrip.toMillis());
                publish();
                var unused = thread.schedule(this::measureRoundTrip, ROUND_TRIP_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** The session, once there is one. */
    public CompletableFuture<AgentSession> session() {
        var future = new CompletableFuture<AgentSession>();
        if (!run(() -> {
            AgentSession open = session;
            if (open == null) {
                future.completeExceptionally(new IllegalStateException("not connected"));
            } else {
                future.complete(open);
            }
        })) {
            future.completeExceptionally(new IllegalStateException("closed"));
        }
        return future;
    }

    /** Asks for the jobs of a run and keeps them fresh from now on. */
    public void open(RunKey key) {
        run(() -> {
            if (tables.get(key) == null || tables.get(key) instanceof Answer.Failed) {
                tables.put(key, Answer.loading());
                loadJobs(key, false);
                publish();
            }
        });
    }

    /** Asks for the history of an experiment, anew each time. */
    public void openRuns(ExperimentId id) {
        run(() -> {
            runs.putIfAbsent(id, Answer.loading());
            ask(session -> session.client().runs(id, false), (listing, failure) -> {
                runs.put(id, listing == null ? failed(failure) : Answer.of(listing.items()));
                publish();
            });
            publish();
        });
    }

    /** Re-reads everything that is shown, past the peer's caches. */
    public void refresh() {
        run(() -> {
            loadExperiments(true);
            List.copyOf(tables.keySet()).forEach(key -> loadJobs(key, true));
            List.copyOf(runs.keySet()).forEach(this::openRuns);
            loadWarnings();
        });
    }

    /** A look at a job's process, now. */
    public CompletableFuture<Optional<ProcessInfo>> processInfo(JobKey key) {
        return session().thenCompose(open -> open.client().processInfo(key));
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        eventListeners.forEach(listener -> listener.accept(event));
        boolean first;
        synchronized (backlog) {
            first = backlog.isEmpty();
            if (backlog.size() >= MAX_BACKLOG) {
                backlog.clear();
                overflowed = true;
            }
            backlog.add(event);
        }
        if (first) {
            run(this::applyBacklog);
        }
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        run(() -> {
            addOutput(line);
            publish();
        });
    }

    private void addOutput(UntrustedText line) {
        output.add(line);
        if (output.size() > MAX_OUTPUT_LINES) {
            output.removeFirst();
        }
    }

    @Override
    public void onEnd(MonitorException reason) {
        run(() -> {
            link = new Link.Lost(reason, clock.instant());
            publish();
        });
    }

    /** Ends the session and the thread. What was published stays readable. */
    @Override
    public void close() {
        run(() -> {
            AgentSession open = session;
            if (open != null) {
                open.close();
            }
        });
        thread.shutdown();
    }

    private boolean run(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void applyBacklog() {
        List<WorkspaceEvent> events;
        boolean lost;
        synchronized (backlog) {
            events = List.copyOf(backlog);
            backlog.clear();
            lost = overflowed;
            overflowed = false;
        }
        events.forEach(this::apply);
        if (lost) {
            refresh();
        }
        publish();
    }

    private void apply(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState changed) {
            applyToRun(changed.experiment(), changed.run(), event);
        } else if (event instanceof WorkspaceEvent.JobSubmitted submitted) {
            applyToRun(submitted.experiment(), submitted.run(), event);
        } else if (event instanceof WorkspaceEvent.OfJob ofJob) {
            applyToJob(ofJob, event);
        } else if (event instanceof WorkspaceEvent.RunCompleted completed) {
            applyToRun(completed.experiment(), completed.run(), event);
        } else if (event instanceof WorkspaceEvent.ServiceAdded added) {
            applyToRun(added.experiment(), added.run(), event);
        } else if (event instanceof WorkspaceEvent.ServiceStateChanged changed) {
            applyToRun(changed.experiment(), changed.run(), event);
        } else if (event instanceof WorkspaceEvent.ActionAdded added) {
            applyToRun(added.experiment(), added.run(), event);
        } else if (event instanceof WorkspaceEvent.ExperimentUpdated updated) {
            reload(updated.experiment());
        } else if (event instanceof WorkspaceEvent.RunUpdated updated) {
            reload(updated.experiment());
        } else if (event instanceof WorkspaceEvent.WarningRaised raised) {
            warnings.put(raised.warning().key(), raised.warning());
        } else if (event instanceof WorkspaceEvent.ErrorRaised error) {
            addOutput(error.message());
            thinner.request("warnings", RELOAD_PAUSE, this::loadWarnings);
        } else {
            reload(null);
        }
    }

    private void applyToRun(@Nullable ExperimentId id, @Nullable RunId run, WorkspaceEvent event) {
        RunModel model = id == null ? null : current.get(id);
        if (model == null) {
            reload(id);
            return;
        }
        boolean ofCurrent = run == null || run.equals(model.experiment().run());
        if (!ofCurrent) {
            reload(id);
            return;
        }
        model.applyToRun(event);
    }

    private void applyToJob(WorkspaceEvent.OfJob ofJob, WorkspaceEvent event) {
        JobId id = ofJob.job();
        if (id == null) {
            return;
        }
        for (Map.Entry<ExperimentId, RunModel> entry : current.entrySet()) {
            if (entry.getValue().knows(id)) {
                boolean lacked = entry.getValue().lacks(id);
                entry.getValue().applyToJob(id, event);
                if (lacked) {
                    fetchJob(entry.getValue(), id);
                }
            }
        }
        past.values().forEach(model -> model.applyToJob(id, event));
    }

    private void fetchJob(RunModel model, JobId id) {
        JobKey key = model.keyOf(id);
        if (key != null) {
            ask(session -> session.client().job(key, true), (job, failure) -> {
                if (job != null && job.isPresent()) {
                    model.replaceJob(job.get());
                    publish();
                }
            });
        }
    }

    private void reload(@Nullable ExperimentId experiment) {
        if (experiment == null || !current.containsKey(experiment)) {
            thinner.request("experiments", RELOAD_PAUSE, () -> loadExperiments(false));
            return;
        }
        RunKey key = key(experiment);
        thinner.request(experiment, RELOAD_PAUSE, () -> loadExperiment(experiment));
        if (tables.containsKey(key)) {
            thinner.request(key, reloadPause(experiment), () -> loadJobs(key, false));
        }
    }

    private RunKey key(ExperimentId experiment) {
        return RunKey.current(id, experiment);
    }

    private Duration reloadPause(ExperimentId id) {
        RunModel model = current.get(id);
        int jobs = model == null ? 0 : model.experiment().jobs().size();
        Duration pause = Duration.ofMillis(1000L * jobs / JOBS_RELOADED_PER_SECOND);
        if (pause.compareTo(RELOAD_PAUSE) < 0) {
            return RELOAD_PAUSE;
        }
        return pause.compareTo(LONGEST_RELOAD_PAUSE) > 0 ? LONGEST_RELOAD_PAUSE : pause;
    }

    private void loadExperiments(boolean refresh) {
        ask(session -> session.client().experiments(refresh), (listing, failure) -> {
            if (listing == null) {
                experimentsAnswer = failed(failure);
            } else {
                takeExperiments(listing);
                loadWhatWasAskedForBefore();
            }
            publish();
        });
    }

    private void loadWhatWasAskedForBefore() {
        if (askedForBefore) {
            askedForBefore = false;
            List.copyOf(tables.keySet()).forEach(key -> loadJobs(key, false));
            List.copyOf(runs.keySet()).forEach(this::openRuns);
        }
    }

    private void takeExperiments(Listing<Experiment> listing) {
        var known = new HashMap<>(current);
        current.clear();
        listing.items().stream()
                .sorted(Comparator.comparing(
                                Experiment::started,
                                Comparator.nullsLast(
                                        Comparator.comparing(LocalStamp::local).reversed()))
                        .thenComparing(Experiment::id))
                .filter(experiment -> !isPhantom(experiment))
                .forEach(experiment -> current.put(experiment.id(), take(known.get(experiment.id()), experiment)));
        experimentsAnswer = Answer.of(true);
        tables.keySet().removeIf(key -> !current.containsKey(key.experiment()));
    }

    /** The original lists a directory without runs under the name of its parent. */
    private static boolean isPhantom(Experiment experiment) {
        return experiment.run() == null && experiment.id().value().equals("experiments");
    }

    private RunModel take(@Nullable RunModel model, Experiment experiment) {
        if (model == null) {
            return new RunModel(experiment);
        }
        boolean relaunched = !Objects.equals(model.experiment().run(), experiment.run());
        if (relaunched) {
            RunKey key = key(experiment.id());
            if (tables.containsKey(key)) {
                run(() -> loadJobs(key, true));
            }
            return new RunModel(experiment);
        }
        model.replace(experiment);
        return model;
    }

    private void loadExperiment(ExperimentId id) {
        ask(session -> session.client().experiment(id, false), (experiment, failure) -> {
            RunModel model = current.get(id);
            if (experiment != null && experiment.isPresent() && model != null) {
                RunModel taken = take(model, experiment.get());
                current.put(id, taken);
            } else if (failure == null) {
                thinner.request("experiments", RELOAD_PAUSE, () -> loadExperiments(false));
            }
            publish();
        });
    }

    private void loadJobs(RunKey key, boolean refresh) {
        ask(session -> session.client().jobs(key.experiment(), key.run(), refresh), (listing, failure) -> {
            if (listing == null) {
                tables.put(key, failed(failure));
            } else {
                takeJobs(key, listing);
            }
            publish();
        });
        ask(session -> session.client().dependencies(key.experiment(), key.run()), (dependencies, failure) -> {
            RunModel model = model(key);
            if (dependencies != null && model != null) {
                model.replaceDependencies(dependencies);
                publish();
            }
        });
    }

    private void takeJobs(RunKey key, Listing<Job> listing) {
        RunModel model = model(key);
        if (model != null) {
            model.replaceJobs(listing);
            tables.put(key, Answer.of(model.table()));
        } else if (key.run() != null) {
            loadPast(key, listing);
        } else {
            tables.put(key, Answer.failed(UntrustedText.of("the experiment is gone")));
        }
    }

    private void loadPast(RunKey key, Listing<Job> listing) {
        ask(session -> session.client().runs(key.experiment(), false), (all, failure) -> {
            if (all == null) {
                tables.put(key, failed(failure));
                publish();
                return;
            }
            all.items().stream()
                    .filter(run -> Objects.equals(run.run(), key.run()))
                    .findFirst()
                    .ifPresentOrElse(
                            run -> {
                                past.put(key, new RunModel(run));
                                takeJobs(key, listing);
                            },
                            () -> tables.put(key, Answer.failed(UntrustedText.of("the run is gone"))));
            publish();
        });
    }

    private @Nullable RunModel model(RunKey key) {
        return key.run() == null ? current.get(key.experiment()) : past.get(key);
    }

    private void loadWarnings() {
        ask(session -> session.client().warnings(), (list, failure) -> {
            if (list != null) {
                warnings.clear();
                list.forEach(warning -> warnings.put(warning.key(), warning));
                publish();
            }
        });
    }

    private interface Question<T> {
        CompletableFuture<T> ask(AgentSession session);
    }

    /** Takes an answer or the failure in its place; exactly one of the two is null. */
    private interface Taker<T> {
        void take(@Nullable T answer, @Nullable Throwable failure);
    }

    private <T> void ask(Question<T> question, Taker<T> taker) {
        AgentSession open = session;
        if (open != null) {
            var unused = question.ask(open).whenComplete((answer, failure) -> run(() -> taker.take(answer, failure)));
        }
    }

    private static <T> Answer<T> failed(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcException refused) {
            return Answer.failed(refused.text());
        }
        return Answer.failed(UntrustedText.of(cause == null ? "no answer" : String.valueOf(cause.getMessage())));
    }

    private void publish() {
        thinner.request("publish", PUBLISH_PAUSE, () -> {
            state = freeze(state.version() + 1);
            changeListeners.forEach(Runnable::run);
        });
    }

    private MirrorState freeze(long version) {
        for (Map.Entry<RunKey, Answer<JobTable>> entry : tables.entrySet()) {
            RunModel model = model(entry.getKey());
            if (model != null && model.jobsKnown()) {
                entry.setValue(Answer.of(model.table()));
            }
        }
        Answer<List<Experiment>> experiments;
        if (experimentsAnswer instanceof Answer.Known) {
            var list = new ArrayList<Experiment>(current.size());
            current.values().forEach(model -> list.add(model.experiment()));
            experiments = Answer.of(List.copyOf(list));
        } else if (experimentsAnswer instanceof Answer.Failed<Boolean> refused) {
            experiments = Answer.failed(refused.reason());
        } else {
            experiments = Answer.loading();
        }
        AgentSession open = session;
        return new MirrorState(
                version,
                source,
                link,
                experiments,
                tables,
                runs,
                List.copyOf(warnings.values()),
                List.copyOf(output),
                open != null && open.server().readOnly(),
                RemoteZone.of(open == null ? null : open.server().zone(), experiments.orElse(List.of())));
    }
}
