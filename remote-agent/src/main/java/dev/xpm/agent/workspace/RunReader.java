package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.codec.CarbonCodec;
import dev.xpm.protocol.codec.ExperimentCodec;
import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.codec.ServiceCodec;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunAction;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run: its status file, its submissions, and the events that are not yet part of the status. What was read is
 * kept and given again as long as none of these files changes. Source: workspace-format.md 2.1, 2.2, 3.5, 3.6, 4.6.
 *
 * <p>Safe for use by several threads.
 */
final class RunReader {
    private static final System.Logger LOG = System.getLogger(RunReader.class.getName());

    private static final String STATUS = "status.json";
    private static final String SUBMISSIONS = "jobs.jsonl";
    private static final String ARCHIVE = "events";
    private static final String CUT = "status.json is cut or damaged";

    /** Of a run with 100 jobs some 60 kB; so the kept runs take about 15 MB. */
    private static final int MAX_KEPT_JOBS = 25_000;

    private final WorkspaceTree tree;
    private final ZoneId zone;
    private final HostView host;
    private final BoundedCache<Path, Kept> kept = new BoundedCache<>(
            MAX_KEPT_JOBS, run -> 10 + run.view.experiment().jobs().size());

    RunReader(WorkspaceTree tree, ZoneId zone, HostView host) {
        this.tree = tree;
        this.zone = zone;
        this.host = host;
    }

    /** What was read last time, and the files it came from. */
    private record Kept(
            @Nullable FileStamp status, boolean eventsCount, List<@Nullable FileStamp> stamps, RunView view) {}

    /**
     * The files that make up a run, as they were just before reading.
     *
     * @param eventsCount whether events may say more than the status: they do not when that was written at a clean end
     */
    private record Sources(
            JsonFile status,
            boolean eventsCount,
            NavigableMap<Integer, List<Path>> events,
            List<@Nullable FileStamp> stamps) {}

    /**
     * Reads a run of the current layout.
     *
     * @param live live event files of the experiment; they count only if the run is the current one
     * @return the last good value, with a word on it, if a file cannot be read now
     * @throws IOException if a file of the run is there and cannot be read, and never could be
     */
    RunView read(ExperimentId experiment, RunId run, boolean current, NavigableMap<Integer, Path> live)
            throws IOException {
        Path directory = tree.run(experiment, run);
        Kept before = kept.get(directory);
        try {
            return read(experiment, run, current, live, before);
        } catch (IOException e) {
            if (before == null) {
                throw e;
            }
            return withLiveness(marked(before.view, Unreadable.reason(e)), current);
        }
    }

    private RunView read(
            ExperimentId experiment,
            RunId run,
            boolean current,
            NavigableMap<Integer, Path> live,
            @Nullable Kept before)
            throws IOException {
        Path directory = tree.run(experiment, run);
        NavigableMap<Integer, Path> own = current ? live : Collections.emptyNavigableMap();
        if (before != null && isUnchanged(directory, before, own)) {
            return withLiveness(before.view, current);
        }
        Sources sources = sources(directory, own);
        boolean isCut = sources.status.isDamaged();
        if (isCut && before != null) {
            LOG.log(System.Logger.Level.DEBUG, "the status of a run is cut; its last good value stays");
            return withLiveness(marked(before.view, CUT), current);
        }
        RunView view = fold(experiment, run, directory, sources);
        if (!isCut) {
            kept.put(directory, new Kept(sources.status.stamp(), sources.eventsCount, sources.stamps, view));
        }
        return withLiveness(isCut ? marked(view, CUT) : view, current);
    }

    private static RunView marked(RunView view, String problem) {
        return new RunView(
                new ExperimentFold(view.experiment())
                        .problem(UntrustedText.of(problem))
                        .snapshot(),
                view.submitted(),
                view.queuedAt(),
                view.lastActivity());
    }

    private static boolean isUnchanged(Path directory, Kept before, NavigableMap<Integer, Path> live)
            throws IOException {
        FileStamp status = FileStamp.of(directory.resolve(STATUS));
        return Objects.equals(status, before.status)
                && stamps(directory, status, eventFiles(directory, before.eventsCount, live))
                        .equals(before.stamps);
    }

    private static Sources sources(Path directory, NavigableMap<Integer, Path> live) throws IOException {
        JsonFile status = JsonFile.read(directory.resolve(STATUS));
        var fields = status.object() == null ? null : new Fields(status.object());
        boolean running = fields == null || RunStatus.ofName(fields.string("status")) == RunStatus.RUNNING;
        boolean eventsCount = running || (fields != null && fields.integer("events_count") != null);
        NavigableMap<Integer, List<Path>> events = eventFiles(directory, eventsCount, live);
        return new Sources(status, eventsCount, events, stamps(directory, status.stamp(), events));
    }

    private static List<@Nullable FileStamp> stamps(
            Path directory, @Nullable FileStamp status, NavigableMap<Integer, List<Path>> events) throws IOException {
        var stamps = new ArrayList<@Nullable FileStamp>();
        stamps.add(status);
        stamps.add(FileStamp.of(directory.resolve(SUBMISSIONS)));
        for (List<Path> sameNumber : events.values()) {
            for (Path file : sameNumber) {
                stamps.add(FileStamp.of(file));
            }
        }
        return stamps;
    }

    /** The archive, and what of the live files is not a second name of it. */
    private static NavigableMap<Integer, List<Path>> eventFiles(
            Path directory, boolean eventsCount, NavigableMap<Integer, Path> live) throws IOException {
        var files = new TreeMap<Integer, List<Path>>();
        if (!eventsCount) {
            return files;
        }
        NavigableMap<Integer, Path> archived = EventFiles.archived(directory.resolve(ARCHIVE));
        archived.forEach((number, file) -> files.put(number, new ArrayList<>(List.of(file))));
        for (var entry : live.entrySet()) {
            FileStamp stamp = FileStamp.of(entry.getValue());
            Path other = archived.get(entry.getKey());
            FileStamp otherStamp = other == null ? null : FileStamp.of(other);
            if (stamp != null && (otherStamp == null || !otherStamp.key().equals(stamp.key()))) {
                files.computeIfAbsent(entry.getKey(), any -> new ArrayList<>()).add(entry.getValue());
            }
        }
        return files;
    }

    private RunView fold(ExperimentId experiment, RunId run, Path directory, Sources sources) throws IOException {
        var fold = new ExperimentFold(experiment, run);
        ObjectNode status = sources.status.object();
        var activity = new Latest();
        Map<JobId, JobInfo> submitted = submissions(directory);
        if (status != null) {
            readStatus(fold, new Fields(status), submitted, experiment, run);
            activity.see(new Fields(status).stamp("last_updated"), zone);
        }
        Experiment recorded = fold.snapshot();
        submitted.values().forEach(info -> {
            fold.job(info);
            activity.see(info.timestamp());
        });
        var queuedAt = new HashMap<JobId, Instant>();
        Integer unfolded = status == null ? null : new Fields(status).integer("events_count");
        int first = unfolded == null ? 0 : unfolded;
        for (List<Path> files : sources.events.tailMap(first, true).values()) {
            for (Path file : files) {
                Attribution.forEachEvent(file, experiment, run, event -> {
                    if (run.equals(Attribution.runOf(event))) {
                        fold.apply(event);
                        activity.see(event.timestamp());
                        noteQueued(queuedAt, event);
                    }
                });
            }
        }
        if (unfolded == null) {
            keepFurther(fold, recorded);
        }
        if (status != null && recorded.status() != RunStatus.RUNNING) {
            keepEnd(fold, recorded);
        }
        keepDeleted(fold, recorded);
        fold.eachJob(info -> recordedFirst(info, submitted.get(info.key().job())));
        Experiment folded = fold.snapshot();
        fillFromEnvironment(fold, folded, directory, status == null);
        correctStates(fold, folded, directory, experiment, run);
        activity.see(folded.started(), zone);
        activity.see(folded.ended(), zone);
        Experiment now = fold.snapshot();
        return new RunView(
                now, shared(submitted, now.jobs()), Map.copyOf(withSubmissions(queuedAt, folded)), activity.time);
    }

    private static Map<JobId, JobInfo> submissions(Path directory) throws IOException {
        var submitted = new LinkedHashMap<JobId, JobInfo>();
        var tasks = new HashMap<TaskId, TaskId>();
        JsonLines.forEachSubmission(directory.resolve(SUBMISSIONS), info -> {
            // A run has many jobs of few tasks: each name is kept once.
            TaskId task = tasks.computeIfAbsent(info.key().task(), Function.identity());
            JobId job = info.key().job();
            submitted.put(job, new JobInfo(new JobKey(task, job), info.tags(), info.timestamp(), info.transience()));
        });
        return submitted;
    }

    private static void readStatus(
            ExperimentFold fold, Fields status, Map<JobId, JobInfo> submitted, ExperimentId experiment, RunId run) {
        fold.status(RunStatus.ofName(status.string("status")))
                .hostname(status.text("hostname"))
                .started(status.stamp("started_at"))
                .ended(status.stamp("ended_at"))
                .carbon(CarbonCodec.readImpact(status.get("carbon_impact")))
                .announcedJobs(status.integer("total_jobs", 0));
        JsonNode states = status.get("job_states");
        for (String name : status.namesIn("job_states")) {
            JobId job = JobId.orNull(name);
            JobInfo info = job == null ? null : submitted.get(job);
            job = info == null ? job : info.key().job();
            if (job != null && states != null && states.path(name).isTextual()) {
                fold.jobState(job, knownState(JobState.parse(states.path(name).textValue())));
            }
        }
        for (JsonNode node : children(status.get("services"))) {
            Service service = ServiceCodec.read(node);
            if (service != null) {
                fold.service(of(service, experiment, run));
            }
        }
        for (JsonNode node : children(status.get("actions"))) {
            RunAction action = ServiceCodec.readAction(node);
            if (action != null) {
                fold.action(action);
            }
        }
        JsonNode infos = status.get("job_infos");
        for (JsonNode node : children(infos)) {
            JobInfo info = ExperimentCodec.readInfo(node);
            if (info != null) {
                fold.job(info);
            }
        }
        var tags = new ArrayList<UntrustedText>();
        for (JsonNode tag : status.items("run_tags")) {
            if (tag.isTextual()) {
                tags.add(UntrustedText.of(tag.textValue()));
            }
        }
        fold.runTags(tags).dependencies(ExperimentCodec.readDependencies(status.get("dependencies")));
    }

    /**
     * A status without a count of events may hold all of them or none: where it had come further than the events, it
     * stays. Source: workspace-format.md 9, W7.
     */
    private static void keepFurther(ExperimentFold fold, Experiment recorded) {
        recorded.jobStates().forEach((job, state) -> {
            JobState folded = fold.jobState(job);
            if (folded != null && folded.phase().rank() < state.phase().rank()) {
                fold.jobState(job, state);
            }
        });
        if (recorded.ended() != null) {
            fold.ended(recorded.ended());
        }
    }

    /** When a script has ended, no job waits any more: of the events only the ends of jobs can add to its status. */
    private static void keepEnd(ExperimentFold fold, Experiment recorded) {
        recorded.jobStates().forEach((job, state) -> {
            JobState folded = fold.jobState(job);
            if (folded != null && !folded.phase().isFinished()) {
                fold.jobState(job, state);
            }
        });
    }

    /** A job that was deleted after the run stays so, though events of the run are left that tell of its end. */
    private void keepDeleted(ExperimentFold fold, Experiment recorded) throws IOException {
        for (Map.Entry<JobId, JobState> entry : recorded.jobStates().entrySet()) {
            FailureReason reason = entry.getValue().reason();
            boolean isDeleted = reason == FailureReason.MISSING_OUTPUTS || reason == FailureReason.DELETED;
            JobInfo info = isDeleted ? fold.job(entry.getKey()) : null;
            if (info != null && FileStamp.attributes(tree.job(info.key())) == null) {
                fold.jobState(entry.getKey(), entry.getValue());
            }
        }
    }

    /** What was recorded at submission stays; an event may only tell of tags where none were recorded. */
    private static JobInfo recordedFirst(JobInfo told, @Nullable JobInfo first) {
        if (first == null) {
            return told;
        }
        boolean isWhole = first.timestamp() != null
                && (!first.tags().isEmpty() || told.tags().isEmpty());
        return isWhole
                ? first
                : new JobInfo(
                        first.key(),
                        told.tags(),
                        first.timestamp() == null ? told.timestamp() : first.timestamp(),
                        first.transience());
    }

    /** One map instead of two that hold the same, as in most runs. */
    private static Map<JobId, JobInfo> shared(Map<JobId, JobInfo> submitted, Map<JobId, JobInfo> jobs) {
        if (submitted.size() != jobs.size()) {
            return submitted;
        }
        Set<JobInfo> recorded = Collections.newSetFromMap(new IdentityHashMap<>(submitted.size()));
        recorded.addAll(submitted.values());
        return recorded.containsAll(jobs.values()) ? jobs : submitted;
    }

    private static JobState knownState(JobState state) {
        return state.phase() == JobPhase.UNKNOWN ? JobState.UNSCHEDULED : state;
    }

    private static Iterable<JsonNode> children(@Nullable JsonNode node) {
        return node == null || !node.isContainerNode() ? List.of() : node;
    }

    /** The names of the directories count, also where the file names another run. */
    private static Service of(Service service, ExperimentId experiment, RunId run) {
        return new Service(
                service.id(),
                service.description(),
                service.className(),
                service.arguments(),
                experiment,
                run,
                service.stateName().isEmpty() ? UntrustedText.of("STOPPED") : service.stateName(),
                service.url(),
                service.parts());
    }

    private static void noteQueued(Map<JobId, Instant> queuedAt, WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState changed && changed.job() != null) {
            JobPhase phase = changed.state().phase();
            if (phase == JobPhase.WAITING || phase == JobPhase.SCHEDULED) {
                queuedAt.put(changed.job(), instant(changed.timestamp()));
            }
        }
    }

    /** Where no event tells when a job was queued, its submission does. */
    private static Map<JobId, Instant> withSubmissions(Map<JobId, Instant> queuedAt, Experiment folded) {
        for (JobInfo info : folded.jobs().values()) {
            JobState state = folded.jobStates().get(info.key().job());
            boolean waits = state != null && (state.phase() == JobPhase.WAITING || state.phase() == JobPhase.SCHEDULED);
            if (waits && info.timestamp() != null) {
                queuedAt.putIfAbsent(info.key().job(), instant(info.timestamp()));
            }
        }
        return queuedAt;
    }

    private void fillFromEnvironment(ExperimentFold fold, Experiment folded, Path directory, boolean noStatus)
            throws IOException {
        if (!noStatus && folded.hostname() != null && folded.started() != null) {
            return;
        }
        ObjectNode environment =
                JsonFile.read(directory.resolve("environment.json")).object();
        JsonNode run = environment == null ? null : environment.get("run");
        if (run == null || !run.isObject()) {
            return;
        }
        var fields = new Fields(run);
        if (folded.hostname() == null) {
            fold.hostname(fields.text("hostname"));
        }
        if (folded.started() == null) {
            fold.started(fields.stamp("started_at"));
        }
        if (noStatus && folded.status() == RunStatus.RUNNING) {
            fold.status(RunStatus.ofName(fields.string("status")));
            fold.ended(folded.ended() == null ? fields.stamp("ended_at") : folded.ended());
        }
    }

    /**
     * The driver writes the execution state of a job into the status, so a job that never ran, because one before it
     * failed, stands as unscheduled there; the archived events know better. Source: workspace-format.md 9, W4.
     */
    private static void correctStates(
            ExperimentFold fold, Experiment folded, Path directory, ExperimentId experiment, RunId run)
            throws IOException {
        boolean doubtful = folded.status() != RunStatus.RUNNING
                && folded.jobStates().values().stream().anyMatch(state -> state.phase() == JobPhase.UNSCHEDULED);
        if (!doubtful) {
            return;
        }
        var told = new ExperimentFold(experiment, run);
        for (Path file : EventFiles.archived(directory.resolve(ARCHIVE)).values()) {
            Attribution.forEachEvent(file, experiment, run, told::apply);
        }
        folded.jobStates().forEach((job, state) -> {
            JobState better = told.jobState(job);
            if (state.phase() == JobPhase.UNSCHEDULED
                    && better != null
                    && better.phase().isFinished()) {
                fold.jobState(job, better);
            }
        });
    }

    /** The lock is asked each time: nothing on the disk changes when a driver dies. */
    private RunView withLiveness(RunView view, boolean current) {
        Experiment experiment = view.experiment();
        Boolean live = isLive(experiment, current);
        boolean over = Boolean.FALSE.equals(live);
        Map<String, Service> services = experiment.services();
        if (over && !services.isEmpty()) {
            services = new LinkedHashMap<>(services);
            services.replaceAll((id, service) -> stopped(service));
        }
        // What events tell of submissions counts only as long as the run goes on. Source: workspace-format.md 4.7.
        boolean recordedOnly = over && !view.submitted().isEmpty();
        Experiment seen = (recordedOnly ? experiment.withJobs(view.submitted()) : experiment)
                .seen(live, outcome(experiment, live), services);
        return new RunView(seen, view.submitted(), view.queuedAt(), view.lastActivity());
    }

    private @Nullable Boolean isLive(Experiment experiment, boolean current) {
        if (!current || experiment.status() != RunStatus.RUNNING) {
            return false;
        }
        Verdict held = host.isHeld(tree.driverLock(experiment.id()));
        if (held == Verdict.YES) {
            return true;
        }
        boolean isGone = held == Verdict.NO && isHere(experiment.hostname());
        return isGone ? Boolean.FALSE : null;
    }

    /** Whether a run was launched on this machine; other machines' locks and processes cannot be seen from here. */
    boolean isHere(@Nullable UntrustedText hostname) {
        return hostname != null && hostname.raw().equals(host.name());
    }

    private static @Nullable RunOutcome outcome(Experiment experiment, @Nullable Boolean live) {
        boolean running = experiment.status() == RunStatus.RUNNING;
        if (running && !Boolean.FALSE.equals(live)) {
            return null;
        }
        if (running) {
            return experiment.ended() == null ? RunOutcome.INTERRUPTED : RunOutcome.DETACHED;
        }
        boolean failed = experiment.status() == RunStatus.FAILED
                || experiment.jobStates().values().stream().anyMatch(JobState::isError);
        boolean unfinished = experiment.jobStates().values().stream()
                .anyMatch(state -> !state.phase().isFinished() && state.phase().rank() > 0);
        if (failed) {
            return RunOutcome.FAILED;
        }
        return unfinished ? RunOutcome.INTERRUPTED : RunOutcome.DONE;
    }

    private static Service stopped(Service service) {
        return new Service(
                service.id(),
                service.description(),
                service.className(),
                service.arguments(),
                service.experiment(),
                service.run(),
                UntrustedText.of("STOPPED"),
                null,
                service.parts());
    }

    private static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Double.isFinite(seconds) && Math.abs(seconds) < 1e11 ? (long) (seconds * 1000) : 0);
    }

    /** Keeps the greatest of the times it sees. */
    private static final class Latest {
        private @Nullable Instant time;

        void see(@Nullable Double seconds) {
            if (seconds != null) {
                see(instant(seconds));
            }
        }

        void see(@Nullable LocalStamp stamp, ZoneId zone) {
            if (stamp != null) {
                see(stamp.toInstant(zone));
            }
        }

        private void see(Instant seen) {
            if (time == null || time.isBefore(seen)) {
                time = seen;
            }
        }
    }
}
