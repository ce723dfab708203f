package dev.xpm.client.mirror;

import dev.xpm.client.connect.PipedSession;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A workspace in which jobs are submitted, run and end as chance wants it, behind as many servers, one after the other, as
 * connections are made to it. What happens is there before it is told, as on a disk.
 */
final class LiveWorkspace extends ScriptedWorkspace {
    static final ExperimentId SWEEP = new ExperimentId("sweep");
    private static final RunId RUN = new RunId("20260301_101500");
    private static final TaskId TRAIN = new TaskId("demo.train");
    private static final int MOST_JOBS = 40;

    private final ExperimentFold run =
            new ExperimentFold(SWEEP, RUN).status(RunStatus.RUNNING).started(LocalStamp.parse("2026-03-01T10:15:00"));
    private final Map<JobKey, JobFold> folds = new LinkedHashMap<>();
    private final List<Integer> steps = new ArrayList<>();
    private volatile ServerEndpoint endpoint;
    private double time = 1;
    private boolean changed;

    LiveWorkspace() {
        extensions = Map.of(Capability.EVENTS, 1, Capability.SNAPSHOT, 1);
        publish();
    }

    /** From now on this server tells what happens; null for none. */
    synchronized void serve(PipedSession session) {
        endpoint = session == null ? null : session.endpoint();
    }

    /** Something happens to a job. */
    synchronized void step(Random random, boolean told) {
        int job = steps.size() < MOST_JOBS && (steps.isEmpty() || random.nextInt(4) == 0)
                ? steps.size()
                : random.nextInt(steps.size());
        if (job == steps.size()) {
            steps.add(0);
        }
        int step = steps.set(job, steps.get(job) + 1);
        var key = new JobKey(TRAIN, new JobId("job-" + job));
        WorkspaceEvent event =
                switch (step) {
                    case 0 -> scheduler(key, "submitted");
                    case 1 -> scheduler(key, "waiting");
                    case 2 -> scheduler(key, "scheduled");
                    case 3 -> state(key, "running", LocalStamp.parse("2026-03-01T10:16:00"), null);
                    case 4, 5, 6 -> new WorkspaceEvent.JobProgress(++time, TRAIN, key.job(), 0, step / 10.0, null);
                    case 7 ->
                        state(key, job % 3 == 0 ? "error" : "done", null, LocalStamp.parse("2026-03-01T10:17:00"));
                    case 8 -> scheduler(key, job % 3 == 0 ? "error" : "done");
                    default -> null;
                };
        if (event != null) {
            happen(key, event, told);
        }
    }

    /** As our agent does once the events of some time are told. */
    synchronized void update() {
        ServerEndpoint open = endpoint;
        if (changed && open != null) {
            changed = false;
            open.send(new Notice.StateEvent(new WorkspaceEvent.ExperimentUpdated(++time, SWEEP)));
        }
    }

    /** Says that some events were left out. */
    void resync() {
        ServerEndpoint open = endpoint;
        if (open != null) {
            open.send(new Notice.Resync(List.of(SWEEP), null));
        }
    }

    private void happen(JobKey key, WorkspaceEvent event, boolean told) {
        if (event instanceof WorkspaceEvent.ExperimentJobState) {
            run.apply(event);
        } else {
            folds.computeIfAbsent(key, JobFold::new).apply(event);
        }
        changed = true;
        publish();
        ServerEndpoint open = endpoint;
        if (open != null && told) {
            open.send(new Notice.StateEvent(event));
        }
    }

    private void publish() {
        experiments = List.of(run.snapshot());
        jobs.put(SWEEP.value(), folds.values().stream().map(JobFold::snapshot).toList());
    }

    private WorkspaceEvent scheduler(JobKey key, String state) {
        return new WorkspaceEvent.ExperimentJobState(
                ++time, SWEEP, RUN, TRAIN, key.job(), UntrustedText.of(state), null, Map.of(), List.of(), null);
    }

    private WorkspaceEvent state(JobKey key, String state, LocalStamp started, LocalStamp ended) {
        return new WorkspaceEvent.JobStateChanged(
                ++time, TRAIN, key.job(), UntrustedText.of(state), null, started, ended, null, 0, List.of());
    }

    @Override
    public Subscribed subscribe(Integer progressMillis, Integer carbonMillis, Map<String, Object> resume) {
        EventPosition from = resume == null
                ? null
                : new EventPosition((String) resume.get("epoch"), ((Number) resume.get("seq")).longValue());
        return endpoint.subscribe(Duration.ZERO, Duration.ZERO, from);
    }

    /** The first page holds half of the jobs, the second one the rest. */
    @Override
    public Snapshot snapshot(List<Object> include, List<Object> ids, String cursor, Integer limit) {
        EventPosition position = cursor == null ? endpoint.position() : positionOf(cursor);
        boolean withJobs = include == null || include.contains("jobs");
        List<Job> known = withJobs ? jobs.get(SWEEP.value()) : List.of();
        int half = known.size() / 2;
        List<Job> page = cursor == null ? known.subList(0, half) : known.subList(half, known.size());
        boolean isLast = !withJobs || cursor != null;
        return new Snapshot(
                position,
                withJobs ? List.of() : experiments,
                page.stream()
                        .map(job -> new Snapshot.Member(job, List.of(SWEEP)))
                        .toList(),
                Map.of(),
                Map.of(),
                List.of(),
                isLast ? null : position.epoch() + "/" + position.seq());
    }

    private static EventPosition positionOf(String cursor) {
        int slash = cursor.indexOf('/');
        return new EventPosition(cursor.substring(0, slash), Long.parseLong(cursor.substring(slash + 1)));
    }
}
