package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.agent.process.SlurmAnswer;
import dev.xpm.agent.process.SlurmRecord;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.codec.CarbonCodec;
import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.codec.JobCodec;
import dev.xpm.protocol.codec.ProgressCodec;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.ProcessSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads one job from its directory and its live events. What counts, in this order: the marker, the job's events, its
 * process, the status file. Ended jobs are kept and given again as long as their files do not change. Source:
 * workspace-format.md 2.5, 2.6, 3.7, 4.4.
 *
 * <p>Safe for use by several threads.
 */
final class JobReader {
    /** About 350 bytes each. */
    private static final int MAX_KEPT = 110_000;

    /** Clocks of nodes differ; what happened so shortly before the batch system was asked may be newer than its answer. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(30);

    private static final String STATUS = ".experimaestro/status.json";

    private final WorkspaceTree tree;
    private final ZoneId zone;
    private final HostView host;
    private final Predicate<JobKey> launchedHere;
    private final BoundedCache<JobKey, EndedJob> kept = new BoundedCache<>(MAX_KEPT, job -> 1);

    /** The workspace's own directory of jobs as text, with a slash: a path spells itself anew each time it is asked. */
    private final String jobs;

    /** @param launchedHere whether all runs that know a job were launched on this machine; asked only in doubt */
    JobReader(WorkspaceTree tree, ZoneId zone, HostView host, Predicate<JobKey> launchedHere) {
        this.tree = tree;
        this.zone = zone;
        this.host = host;
        this.launchedHere = launchedHere;
        this.jobs = FileName.wholeOf(tree.jobs()) + "/";
    }

    private record Ending(FileStamp stamp, boolean isDone, Path file) {}

    /** A job that has no directory, or not yet: only its run tells of it. */
    JobView unseen(JobKey key) {
        Job job = new JobFold(key).path(UntrustedText.of(jobs + key.locator())).snapshot();
        return new JobView(job, false, false, null);
    }

    /**
     * The job in the workspace's own directory.
     *
     * @param live live event files of the job, by number
     */
    JobView read(JobKey key, NavigableMap<Integer, Path> live) throws IOException {
        Path directory = tree.job(key);
        Path statusFile = directory.resolve(STATUS);
        Ending ending = ending(directory, key.task().script());
        EndedJob before = ending != null && live.isEmpty() ? kept.get(key) : null;
        if (ending != null
                && before != null
                && before.marker().equals(ending.stamp)
                && Objects.equals(FileStamp.of(statusFile), before.status())) {
            return before.view(key, UntrustedText.of(jobs + key.locator()), zone);
        }
        JsonFile status = JsonFile.read(statusFile);
        JobView view = view(key, directory, status, ending, live);
        EndedJob now = ending != null && live.isEmpty() && !status.isDamaged()
                ? EndedJob.of(ending.stamp, status.stamp(), view.job(), zone)
                : null;
        if (now != null) {
            kept.put(key, now);
        }
        return view;
    }

    /** The job in a directory elsewhere, which has no live events. */
    JobView readAt(JobKey key, Path directory) throws IOException {
        Ending ending = ending(directory, key.task().script());
        return view(key, directory, JsonFile.read(directory.resolve(STATUS)), ending, Collections.emptyNavigableMap());
    }

    private JobView view(
            JobKey key, Path directory, JsonFile status, @Nullable Ending ending, NavigableMap<Integer, Path> live)
            throws IOException {
        JobView ended = ending == null ? null : ended(key, directory, status, ending, live);
        return ended == null ? unended(key, directory, status, live) : ended;
    }

    private static @Nullable Ending ending(Path directory, String script) throws IOException {
        Path done = FileName.in(directory, script + ".done");
        FileStamp stamp = FileStamp.of(done);
        if (stamp != null) {
            return new Ending(stamp, true, done);
        }
        Path failed = FileName.in(directory, script + ".failed");
        stamp = FileStamp.of(failed);
        return stamp == null ? null : new Ending(stamp, false, failed);
    }

    /** The job as its marker tells; null if an event says that it was started again after that. */
    private @Nullable JobView ended(
            JobKey key, Path directory, JsonFile status, Ending ending, NavigableMap<Integer, Path> live)
            throws IOException {
        Marker marker = ending.isDone ? Marker.done(ending.stamp) : Marker.failed(ending.file, ending.stamp);
        JobFold fold = start(key, directory, status);
        for (WorkspaceEvent event : pending(status, live)) {
            if (isStart(event) && instant(event.timestamp()).isAfter(marker.ended())) {
                return null;
            }
            fold.apply(event);
        }
        if (fold.started() == null) {
            FileStamp parameters = FileStamp.of(directory.resolve("params.json"));
            if (parameters != null) {
                started(fold, parameters.modified().toInstant());
            }
        }
        fold.state(marker.state())
                .ended(LocalStamp.of(marker.ended(), zone))
                .endedAt(marker.ended())
                .exitCode(marker.exitCode() == null ? fold.exitCode() : marker.exitCode())
                .process(null);
        return new JobView(fold.snapshot(), true, true, marker.ended());
    }

    private JobFold started(JobFold fold, Instant at) {
        return fold.started(LocalStamp.of(at, zone)).startedAt(at);
    }

    /** Where no event tells, the writer is taken to be in the zone of this host. */
    private @Nullable Instant instant(@Nullable LocalStamp stamp) {
        return stamp == null ? null : stamp.toInstant(zone);
    }

    private static boolean isStart(WorkspaceEvent event) {
        return event instanceof WorkspaceEvent.JobStateChanged changed
                && changed.state().raw().equals(JobPhase.RUNNING.wireName());
    }

    private JobView unended(JobKey key, Path directory, JsonFile status, NavigableMap<Integer, Path> live)
            throws IOException {
        JobFold fold = start(key, directory, status);
        boolean exists = status.stamp() != null || FileStamp.attributes(directory) != null;
        Path processFile = FileName.in(directory, key.task().script() + ".pid");
        JsonFile process = JsonFile.read(processFile);
        boolean launched = process.stamp() != null;
        Instant ran = fold.state().phase() == JobPhase.RUNNING ? modified(status) : null;
        if (launched) {
            fold.process(JobCodec.readProcess(process.object()));
            if (fold.state().phase().isUnscheduled()) {
                fold.state(JobState.RUNNING);
            }
        }
        Instant evidence = null;
        boolean told = false;
        for (WorkspaceEvent event : pendingOrArchived(directory, status, live, launched, fold.state())) {
            fold.apply(event);
            if (event instanceof WorkspaceEvent.JobStateChanged) {
                told = true;
                evidence = instant(event.timestamp());
            }
        }
        if (launched && fold.state().phase().isActive()) {
            ProcessSpec spec = fold.snapshot().process();
            SlurmRecord batch = spec == null ? null : SlurmRecord.of(spec);
            return batch == null
                    ? checked(fold, key, directory, process)
                    : asked(fold, key, directory, process, batch, evidence == null ? ran : evidence);
        }
        return new JobView(fold.snapshot(), exists, launched || told, evidence == null ? modified(status) : evidence);
    }

    private static @Nullable Instant modified(JsonFile file) {
        return file.stamp() == null ? null : file.stamp().modified().toInstant();
    }

    /** A job whose process should be alive: whether it is, as far as that can be told from here. */
    private JobView checked(JobFold fold, JobKey key, Path directory, JsonFile process) throws IOException {
        Verdict alive = isAlive(key, directory, fold.snapshot().process());
        if (alive == Verdict.NO && isStill(directory, key, process)) {
            fold.state(JobState.error(FailureReason.FAILED)).process(null);
            return new JobView(fold.snapshot(), true, true, null);
        }
        return new JobView(fold.verified(alive == Verdict.YES).snapshot(), true, true, null);
    }

    /**
     * A job of the batch system, as that said last. What the job's own files tell of later times is newer: it started
     * only after the batch system said that it waits, or was started again after it had ended.
     *
     * @param told when the job's own files last told its state, null if they did not
     */
    private JobView asked(
            JobFold fold, JobKey key, Path directory, JsonFile process, SlurmRecord record, @Nullable Instant told)
            throws IOException {
        SlurmAnswer answer = host.batchJob(key, record);
        if (answer == null) {
            return new JobView(fold.verified(false).snapshot(), true, true, null);
        }
        Instant ran = fold.state().phase() == JobPhase.RUNNING ? told : null;
        if (answer.state().phase().isActive()) {
            if (ran == null || ran.plus(CLOCK_MARGIN).isBefore(answer.asked())) {
                fold.state(answer.state()).queue(answer.place());
            }
            return new JobView(fold.verified(true).snapshot(), true, true, null);
        }
        if ((ran != null && ran.isAfter(answer.asked())) || !isStill(directory, key, process)) {
            return new JobView(fold.verified(false).snapshot(), true, true, null);
        }
        Instant ended = answer.ended();
        fold.state(answer.state()).process(null).ended(ended == null ? null : LocalStamp.of(ended, zone));
        return new JobView(fold.snapshot(), true, true, ended);
    }

    private Verdict isAlive(JobKey key, Path directory, @Nullable ProcessSpec process) {
        if (process == null || process.pid() == null || !process.type().raw().equals("local")) {
            return Verdict.UNKNOWN;
        }
        long pid;
        try {
            pid = Long.parseLong(process.pid().raw());
        } catch (NumberFormatException e) {
            return Verdict.UNKNOWN;
        }
        if (pid <= 0) {
            return Verdict.UNKNOWN;
        }
        Verdict alive = host.isAlive(pid, directory, key.task());
        return alive == Verdict.NO && !launchedHere.test(key) ? Verdict.UNKNOWN : alive;
    }

    /** A process that ends removes its file and leaves a marker: only if neither happened meanwhile, it died. */
    private static boolean isStill(Path directory, JobKey key, JsonFile process) throws IOException {
        Path file = FileName.in(directory, key.task().script() + ".pid");
        return Objects.equals(FileStamp.of(file), process.stamp())
                && ending(directory, key.task().script()) == null;
    }

    private JobFold start(JobKey key, Path directory, JsonFile status) throws IOException {
        var fold = new JobFold(key).path(pathOf(directory));
        ObjectNode object = status.object();
        if (object == null) {
            BasicFileAttributes attributes = FileStamp.attributes(directory);
            return attributes == null
                    ? fold
                    : started(fold, attributes.lastModifiedTime().toInstant());
        }
        var fields = new Fields(object);
        return fold.state(state(fields))
                .started(fields.stamp("started_time"))
                .ended(fields.stamp("ended_time"))
                .startedAt(instant(fields.stamp("started_time")))
                .endedAt(instant(fields.stamp("ended_time")))
                .exitCode(fields.integer("exit_code"))
                .retryCount(fields.integer("retry_count", 0))
                .resumable(fields.bool("resumable"))
                .progress(ProgressCodec.read(fields.get("progress")))
                .process(JobCodec.readProcess(fields.get("process")))
                .carbon(CarbonCodec.read(fields.get("carbon_metrics")))
                .previousCarbon(CarbonCodec.read(fields.get("previous_carbon_metrics")))
                .runGroup(fields.text("run_group_id"))
                .eventsCount(fields.integer("events_count"));
    }

    private static JobState state(Fields status) {
        String name = status.string("state");
        String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        if (lower.equals("error") || lower.equals("failed")) {
            FailureReason known = FailureReason.ofName(status.string("failure_reason"));
            return JobState.error(known == null ? FailureReason.FAILED : known);
        }
        JobPhase phase = JobPhase.ofName(lower);
        return phase == null ? JobState.UNSCHEDULED : JobState.of(phase);
    }

    private static List<WorkspaceEvent> pending(JsonFile status, NavigableMap<Integer, Path> live) throws IOException {
        Integer unfolded = status.object() == null ? null : new Fields(status.object()).integer("events_count");
        return unfolded == null
                ? List.of()
                : events(live.tailMap(unfolded, true).values());
    }

    /**
     * The events that the status does not hold yet. A job that ends archives its events just before it leaves its
     * marker, so where there is neither a process nor a marker nor a live file, the archive tells the end. Source:
     * workspace-format.md 2.6a.
     */
    private static List<WorkspaceEvent> pendingOrArchived(
            Path directory, JsonFile status, NavigableMap<Integer, Path> live, boolean launched, JobState state)
            throws IOException {
        if (!live.isEmpty()) {
            return status.object() == null ? events(live.values()) : pending(status, live);
        }
        Integer unfolded = status.object() == null ? null : new Fields(status.object()).integer("events_count");
        if (launched || unfolded == null || !state.phase().isActive()) {
            return List.of();
        }
        Path archive = directory.resolve(".experimaestro").resolve("events");
        return events(EventFiles.archived(archive).tailMap(unfolded, true).values());
    }

    private static List<WorkspaceEvent> events(Collection<Path> files) throws IOException {
        var events = new java.util.ArrayList<WorkspaceEvent>();
        for (Path file : files) {
            JsonLines.forEachEvent(file, events::add);
        }
        return events;
    }

    static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(Math.max(-1e11, Math.min(1e11, seconds)) * 1000));
    }

    private static UntrustedText pathOf(Path directory) {
        return UntrustedText.of(FileName.wholeOf(directory));
    }
}
