package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts one run together from its status file, its submissions, and the events that are not yet part of the status.
 * Source: workspace-format.md 2.1, 2.2, 3.5, 3.6.
 */
final class RunFold {
    private final WorkspaceTree tree;
    private final ZoneId zone;

    RunFold(WorkspaceTree tree, ZoneId zone) {
        this.tree = tree;
        this.zone = zone;
    }

    RunView read(ExperimentId experiment, RunId run, RunFiles files) throws IOException {
        Path directory = files.directory();
        var fold = new ExperimentFold(experiment, run);
        ObjectNode status = files.status().object();
        var activity = new Latest();
        Map<JobId, JobInfo> submitted = submissions(directory);
        if (status != null) {
            readStatus(fold, new Fields(status), submitted, experiment, run);
            activity.see(new Fields(status).stamp("last_updated"), zone);
        }
        Experiment recorded = fold.snapshot();
        if (fold.knownJobs().isEmpty()) {
            fold.jobs(Collections.unmodifiableMap(submitted));
        } else {
            submitted.values().forEach(fold::job);
        }
        submitted.values().forEach(info -> activity.see(info.timestamp()));
        var queuedAt = new HashMap<JobId, Instant>();
        var recordedJobs = new RecordedJobs(fold, run, submitted, (job, phase, time) -> {
            activity.see(time);
            noteQueued(queuedAt, job, phase, time);
        });
        Integer unfolded = status == null ? null : new Fields(status).integer("events_count");
        int first = unfolded == null ? 0 : unfolded;
        for (List<Path> sameNumber : files.events().tailMap(first, true).values()) {
            for (Path file : sameNumber) {
                Attribution.forEachEvent(file, experiment, run, recordedJobs, event -> {
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
        if (!files.events().isEmpty()) {
            fold.eachJob(info -> recordedFirst(info, submitted.get(info.key().job())));
        }
        Experiment folded = fold.snapshot();
        fillFromEnvironment(fold, folded, directory, status == null);
        correctStates(fold, folded, directory, experiment, run);
        activity.see(folded.started(), zone);
        activity.see(folded.ended(), zone);
        Experiment now = fold.snapshot();
        return new RunView(now, shared(submitted, now.jobs()), Map.copyOf(queued(queuedAt, now)), activity.time);
    }

    private static Map<JobId, JobInfo> submissions(Path directory) throws IOException {
        var submitted = new LinkedHashMap<JobId, JobInfo>();
        var tasks = new HashMap<TaskId, TaskId>();
        JsonLines.forEachSubmission(directory.resolve(RunFiles.SUBMISSIONS), info -> {
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
            noteQueued(queuedAt, changed.job(), changed.state().phase(), changed.timestamp());
        }
    }

    private static void noteQueued(Map<JobId, Instant> queuedAt, JobId job, JobPhase phase, double time) {
        if (phase == JobPhase.WAITING || phase == JobPhase.SCHEDULED) {
            queuedAt.put(job, instant(time));
        }
    }

    /** Of the jobs that wait now; where no event tells when one was queued, its submission does. */
    private static Map<JobId, Instant> queued(Map<JobId, Instant> told, Experiment now) {
        var queued = new HashMap<JobId, Instant>();
        now.jobStates().forEach((job, state) -> {
            if (state.phase() == JobPhase.WAITING || state.phase() == JobPhase.SCHEDULED) {
                JobInfo info = now.jobs().get(job);
                Instant time = told.get(job);
                if (time == null && info != null && info.timestamp() != null) {
                    time = instant(info.timestamp());
                }
                if (time != null) {
                    queued.put(job, time);
                }
            }
        });
        return queued;
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
        for (Path file :
                EventFiles.archived(directory.resolve(RunFiles.ARCHIVE)).values()) {
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
