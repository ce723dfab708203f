package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.ItemText;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Answers the queries of the protocol from the disk. Methods and arguments are those of {@link
 * dev.xpm.protocol.endpoint.WorkspaceMethods}. Nothing is scanned before it is asked for, nothing is written, and every
 * answer is checked against the files, so there is no stale answer that a refresh would have to throw away.
 *
 * <p>Which items a list has is decided when it is asked for, and what cannot be read then is an error. The items
 * themselves are read one by one when they are written, so that a long list never lies in memory.
 *
 * <p>Safe for use by several threads.
 */
public final class WorkspaceQueries {
    private static final System.Logger LOG = System.getLogger(WorkspaceQueries.class.getName());

    /** Sizes of a large workspace take minutes; this is as long as somebody looks at a page that is still empty. */
    private static final Duration STATS_LIMIT = Duration.ofSeconds(10);

    /** Jobs that one thread reads before the next takes over. */
    private static final int PORTION = 50;

    private final ZoneId zone;
    private final WorkspaceReader reader;
    private final ExperimentDirectory directory;
    private final ReadProblems problems;

    /**
     * @param root absolute, links resolved
     * @param zone in which times of files are given, and times without a zone are understood
     * @param teller told once of each experiment that cannot be read; called by the asking thread, must not block
     */
    public WorkspaceQueries(Path root, ZoneId zone, HostView host, Consumer<WorkspaceEvent> teller) {
        this.problems = new ReadProblems(teller);
        this.zone = zone;
        this.reader = new WorkspaceReader(new WorkspaceTree(root), zone, host);
        this.directory = reader.directory;
    }

    /**
     * Reads one run and one of its jobs for nothing. A cold start spends most of its time on loading code, and this loads
     * what the first real question needs, on another thread beside the rest. Never fails: the question will say what is
     * wrong.
     */
    public void prepare() {
        try {
            var look = reader.new Look();
            List<ExperimentId> ids = newestFirst(look);
            if (!ids.isEmpty()) {
                RunView run = look.currentRun(ids.get(0));
                if (run != null) {
                    run.experiment().jobs().values().stream()
                            .limit(1)
                            .map(info -> look.job(info.key(), run, null))
                            .forEach(job -> ItemText.of(List.of(job)));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "nothing could be read ahead", e);
        }
    }

    /** The same workspace, for whoever changes it. */
    public WorkspaceRecords records() {
        return new WorkspaceRecords(reader);
    }

    /** Finds what the user should decide on. */
    public CleanupScan cleanup() {
        return new CleanupScan(reader);
    }

    /** The current run of every experiment, newest first. */
    public Streamed<Experiment> experiments(@Nullable String since) throws RpcException {
        Instant from = Arguments.since(since, zone);
        var look = reader.new Look();
        List<ExperimentId> ids = answer("experiments", () -> newestFirst(look));
        return new Streamed<>(() -> stream(Prefetch.of(ids.iterator(), id -> currentRun(look, id)))
                .filter(run -> from == null || isActiveSince(run, from))
                .map(RunView::experiment)
                .iterator());
    }

    /** The current run of one experiment; null if there is no such experiment. */
    public @Nullable Experiment experiment(@Nullable String experiment) throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        return answerOrNull(
                "the experiment",
                () -> directory.exists(id) ? currentRun(reader.new Look(), id).experiment() : null);
    }

    /** All runs of an experiment, newest first. */
    public Streamed<Experiment> runs(@Nullable String experiment) throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        var look = reader.new Look();
        List<RunId> runs = answer("the runs", () -> directory.runs(id));
        return new Streamed<>(() -> runs.stream()
                .map(run -> runOrEmpty(look, id, run))
                .map(RunView::experiment)
                .iterator());
    }

    /** The jobs of a run, by default the current one, in the order of submission. */
    public Streamed<Job> jobs(
            @Nullable String experiment,
            @Nullable String run,
            @Nullable String task,
            @Nullable String state,
            @Nullable Map<String, Object> tags,
            @Nullable String since)
            throws RpcException {
        var filter = JobFilter.of(Arguments.optionalTask(task), state, tags, Arguments.since(since, zone));
        ExperimentId id = Arguments.optionalExperiment(experiment);
        RunId runId = Arguments.optionalRun(run);
        if (id == null) {
            return allJobs(filter);
        }
        var look = reader.new Look();
        RunView view = answerOrNull("the run", () -> run(look, id, runId));
        return view == null
                ? new Streamed<>(List.of())
                : streamed(look, () -> portions(look, view, filter).iterator());
    }

    /** A job by its directory; null if it has none. */
    public @Nullable Job job(@Nullable String task, @Nullable String job) throws RpcException {
        JobKey key = Arguments.job(task, job);
        return answerOrNull("the job", () -> reader.new Look().job(key));
    }

    /** The jobs of the current runs of all experiments, each once. */
    public Streamed<Job> allJobs(@Nullable String state, @Nullable Map<String, Object> tags, @Nullable String since)
            throws RpcException {
        return allJobs(JobFilter.of(null, state, tags, Arguments.since(since, zone)));
    }

    private Streamed<Job> allJobs(JobFilter filter) throws RpcException {
        var look = reader.new Look();
        List<ExperimentId> ids = answer("experiments", () -> newestFirst(look));
        requireAnyReadable(look, ids);
        return streamed(look, () -> {
            var seen = new HashSet<JobKey>();
            Iterator<ExperimentId> current =
                    ids.stream().filter(this::isOfThisLayout).iterator();
            return new Chained<>(
                    Prefetch.of(current, id -> currentRun(look, id)),
                    run -> portions(look, run, filter.among(seen)).iterator());
        });
    }

    private boolean isOfThisLayout(ExperimentId id) {
        try {
            return !directory.isOld(id);
        } catch (IOException e) {
            return false;
        }
    }

    /** Some jobs of one run, to be read by one thread. */
    private record Portion(RunView run, List<JobKey> jobs, Map<JobKey, Path> oldDirectories, JobFilter filter) {
        List<Job> read(WorkspaceReader.Look look) {
            var read = new ArrayList<Job>(jobs.size());
            for (JobKey key : jobs) {
                Job job = look.job(key, run, oldDirectories.get(key));
                if (filter.accepts(job)) {
                    read.add(job);
                }
            }
            return read;
        }
    }

    private static Stream<Portion> portions(WorkspaceReader.Look look, RunView run, JobFilter filter) {
        Map<JobKey, Path> directories = oldDirectories(look, run);
        List<JobKey> wanted = run.experiment().jobs().values().stream()
                .filter(filter::accepts)
                .map(JobInfo::key)
                .toList();
        return IntStream.iterate(0, at -> at < wanted.size(), at -> at + PORTION)
                .mapToObj(at -> new Portion(
                        run, wanted.subList(at, Math.min(wanted.size(), at + PORTION)), directories, filter));
    }

    /** The readers of a list that goes out make its text as well. */
    private static Streamed<Job> streamed(WorkspaceReader.Look look, Supplier<Iterator<Portion>> portions) {
        return new Streamed<>(
                () -> new Chained<>(Prefetch.of(portions.get(), portion -> portion.read(look)), List::iterator),
                () -> Prefetch.of(portions.get(), portion -> ItemText.of(portion.read(look))));
    }

    private static <T> Stream<T> stream(Iterator<T> items) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false);
    }

    private static Map<JobKey, Path> oldDirectories(WorkspaceReader.Look look, RunView run) {
        try {
            return look.oldDirectories(run.experiment().id());
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** The services of a run, or of all current runs. */
    public Streamed<Service> services(@Nullable String experiment, @Nullable String run) throws RpcException {
        ExperimentId id = Arguments.optionalExperiment(experiment);
        RunId runId = Arguments.optionalRun(run);
        var look = reader.new Look();
        if (id == null) {
            List<ExperimentId> ids = answer("experiments", () -> newestFirst(look));
            requireAnyReadable(look, ids);
            return new Streamed<>(() -> ids.stream()
                    .flatMap(each -> currentRun(look, each).experiment().services().values().stream())
                    .iterator());
        }
        RunView view = answerOrNull("the run", () -> run(look, id, runId));
        return new Streamed<>(
                view == null ? List.of() : view.experiment().services().values());
    }

    /** Job to its tags, for the jobs that have any. */
    public Map<String, Map<String, JsonValue>> tagsMap(@Nullable String experiment, @Nullable String run)
            throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        RunId runId = Arguments.optionalRun(run);
        RunView view = answerOrNull("the run", () -> run(reader.new Look(), id, runId));
        var tags = new LinkedHashMap<String, Map<String, JsonValue>>();
        if (view != null) {
            view.experiment().jobs().forEach((job, info) -> {
                if (!info.tags().isEmpty()) {
                    tags.put(job.value(), info.tags());
                }
            });
        }
        return tags;
    }

    /** Job to the jobs that it directly waits for, for the jobs that wait for any. */
    public Map<String, List<String>> dependenciesMap(@Nullable String experiment, @Nullable String run)
            throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        RunId runId = Arguments.optionalRun(run);
        return answer("the dependencies", () -> {
            RunView view = run(reader.new Look(), id, runId);
            var found = new LinkedHashMap<String, List<String>>();
            if (view != null) {
                dependencies(view)
                        .forEach((job, jobs) -> found.put(
                                job.value(), jobs.stream().map(JobId::value).toList()));
            }
            return found;
        });
    }

    /** Job to the jobs that it directly waits for; none for a run of the first layout. */
    Map<JobId, List<JobId>> dependencies(RunView view) throws IOException {
        ExperimentId id = view.experiment().id();
        RunId shown = view.experiment().run();
        return shown == null || directory.isOld(id)
                ? Map.of()
                : Dependencies.of(view, reader.tree, reader.tree.run(id, shown));
    }

    /** Pages of the whole workspace. */
    public SnapshotPages snapshots(Supplier<EventPosition> position) {
        return new SnapshotPages(this, position);
    }

    /** How much there is, and with {@code disk} how large it is. */
    public WorkspaceStats stats(boolean disk) throws RpcException {
        try {
            return new StatsScan(reader, this, STATS_LIMIT).count(disk);
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "unable to count the workspace: " + Unreadable.reason(e));
        }
    }

    WorkspaceReader.Look look() {
        return reader.new Look();
    }

    /** The run, or what is known of it; the current one, if none is named. */
    RunView knownRun(WorkspaceReader.Look look, ExperimentId id, @Nullable RunId run) {
        return run == null ? currentRun(look, id) : runOrEmpty(look, id, run);
    }

    /**
     * Jobs on the disk that no run refers to.
     *
     * @param withArchives whether those that lie in an archive as well are left out
     */
    public Streamed<Job> orphanJobs(boolean withArchives) throws RpcException {
        var scan = new OrphanScan(reader);
        List<JobKey> keys = answer("the jobs", () -> withArchives ? scan.orphans() : scan.unreferenced());
        return read(keys, false);
    }

    /** Jobs that seem to be running though no current run refers to them. */
    public Streamed<Job> strayJobs() throws RpcException {
        List<JobKey> keys = answer("the jobs", () -> new OrphanScan(reader).notCurrent());
        return read(keys, true);
    }

    private Streamed<Job> read(List<JobKey> keys, boolean activeOnly) {
        var look = reader.new Look();
        return new Streamed<>(() -> keys.stream()
                .map(look::jobIfThere)
                .filter(Objects::nonNull)
                .filter(job -> !activeOnly || job.state().phase().isActive())
                .iterator());
    }

    private @Nullable RunView run(WorkspaceReader.Look look, ExperimentId id, @Nullable RunId run) throws IOException {
        return run == null ? look.currentRun(id) : look.run(id, run);
    }

    /**
     * For lists: an experiment that cannot be read stands there with what is known of it and why it is not more, and does
     * not spoil the others.
     */
    RunView currentRun(WorkspaceReader.Look look, ExperimentId id) {
        RunId run = null;
        try {
            run = look.currentId(id);
            RunView view = run == null ? null : look.run(id, run);
            problems.note(id, run, view == null ? null : view.experiment().problem());
            return view == null ? empty(id, run) : view;
        } catch (IOException | RuntimeException e) {
            return unreadable(id, run, e);
        }
    }

    private RunView runOrEmpty(WorkspaceReader.Look look, ExperimentId id, RunId run) {
        try {
            RunView view = look.run(id, run);
            return view == null ? empty(id, run) : view;
        } catch (IOException | RuntimeException e) {
            return unreadable(id, run, e);
        }
    }

    private RunView unreadable(ExperimentId id, @Nullable RunId run, Exception failure) {
        UntrustedText reason = UntrustedText.of(Unreadable.reason(failure));
        problems.note(id, run, reason);
        var fold = new ExperimentFold(id, run).problem(reason);
        return new RunView(fold.snapshot(), Map.of(), Map.of(), null);
    }

    /** What all experiments together make up is not empty because none of them can be read: then it is an error. */
    private void requireAnyReadable(WorkspaceReader.Look look, List<ExperimentId> ids) throws RpcException {
        IOException failure = null;
        for (ExperimentId id : ids) {
            try {
                var unused = look.currentRun(id);
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            IOException last = failure;
            answerOrNull("any of the experiments", () -> {
                throw last;
            });
        }
    }

    private static RunView empty(ExperimentId id, @Nullable RunId run) {
        return new RunView(new ExperimentFold(id, run).snapshot(), Map.of(), Map.of(), null);
    }

    private static boolean isActiveSince(RunView run, Instant from) {
        Instant last = run.lastActivity();
        return last != null && !last.isBefore(from);
    }

    /** By the name of the current run, which is its date: no file has to be opened for it. */
    List<ExperimentId> newestFirst(WorkspaceReader.Look look) throws IOException {
        var dated = new ArrayList<Map.Entry<ExperimentId, String>>();
        for (ExperimentId id : directory.experiments()) {
            RunId run;
            try {
                run = look.currentId(id);
            } catch (IOException e) {
                run = null;
            }
            dated.add(Map.entry(id, run == null || !run.isDated() ? "" : run.value()));
        }
        dated.sort(
                Comparator.comparing(Map.Entry<ExperimentId, String>::getValue).reversed());
        return dated.stream().map(Map.Entry::getKey).toList();
    }

    private interface Reading<T> {
        @Nullable
        T run() throws IOException;
    }

    private static <T> T answer(String what, Reading<T> reading) throws RpcException {
        return Objects.requireNonNull(answerOrNull(what, reading));
    }

    /** Runs the reading; what fails becomes an error that says what, without a path. */
    private static <T> @Nullable T answerOrNull(String what, Reading<T> reading) throws RpcException {
        try {
            return reading.run();
        } catch (AccessDeniedException e) {
            throw new RpcException(ErrorCode.PERMISSION_DENIED, "unable to read " + what + ": permission denied");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "unable to read " + what, e);
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "unable to read " + what + ": " + Unreadable.reason(e));
        }
    }
}
