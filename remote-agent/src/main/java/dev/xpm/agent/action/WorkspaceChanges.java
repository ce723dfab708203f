package dev.xpm.agent.action;

import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All that can be changed in a workspace: kill, clean, delete, tag. Each change that was asked for is written to the audit log,
 * and each that was made is told to the client before the answer is. Source: workspace-format.md 6, protocol.md 3.4, 5.1.
 *
 * <p>Safe for use by several threads; one change is made at a time, but a kill waits for nobody.
 */
public final class WorkspaceChanges {
    /** How soon after its end a run gets the tags that waited for it. */
    private static final long SETTLE_MILLIS = 2_000;

    private static final System.Logger LOG = System.getLogger(WorkspaceChanges.class.getName());

    private static final String SETTLED = "settled";

    private final WorkspaceRecords records;
    private final KillJob killing;
    private final DeleteJob deleting;
    private final DeleteExperiment experiments;
    private final CleanPartials partials;
    private final TagRun tagging;
    private final AuditLog audit;
    private final Listener listener;
    private final Clock clock;
    private final Set<RunKey> followed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isPlanned = new AtomicBoolean();
    private volatile boolean hasChanged;

    /** Who is told of changes. Must not block. */
    public interface Listener {
        void onEvent(WorkspaceEvent event);

        /** What is known of these experiments is out of date. */
        void onChanged(Collection<ExperimentId> experiments);
    }

    public WorkspaceChanges(WorkspaceRecords records, AuditLog audit, Listener listener, Clock clock) {
        this(records, audit, listener, clock, Faults.NONE);
    }

    WorkspaceChanges(WorkspaceRecords records, AuditLog audit, Listener listener, Clock clock, Faults faults) {
        this.records = records;
        this.killing = new KillJob(records);
        this.deleting = new DeleteJob(records, faults);
        this.experiments = new DeleteExperiment(records, faults);
        this.partials = new CleanPartials(records, faults);
        this.tagging = new TagRun(records, faults);
        this.audit = audit;
        this.listener = listener;
        this.clock = clock;
    }

    private interface Change {
        Outcome run() throws IOException;
    }

    /** Ends the job's process. No event is sent: the job's own ones follow. */
    public Outcome kill(JobKey job) {
        return audited("kill", target(job), "Failed to kill process: ", () -> killing.run(job));
    }

    /** Deletes a job that is over, without many words. */
    public synchronized Outcome clean(JobKey job) {
        return audited("clean", target(job), "", () -> {
            DeleteJob.Result result = delete(job, true);
            if (result.job() == null) {
                return Outcome.refused("Job not found", null);
            }
            return result.success()
                    ? Outcome.done("Deleted job " + job.job().value())
                    : Outcome.refused(reason(result), null);
        });
    }

    /** Deletes a job that is over; without {@code perform} only says whether it could be. */
    public synchronized Outcome deleteJob(JobKey job, boolean perform) {
        String id = job.job().value();
        Change change = () -> {
            DeleteJob.Result result = delete(job, perform);
            if (result.job() == null) {
                return Outcome.refused("Job not found", null);
            }
            if (result.success()) {
                return Outcome.done(perform ? "Deleted job " + id : "Job " + id + " can be deleted");
            }
            String state = result.job().state().phase().wireName();
            String what = result.allowed() ? "Failed to delete job " : "Cannot delete job ";
            return Outcome.refused(what + id + " (state: " + state + ")", reason(result));
        };
        String failure = "Failed to delete job " + id + ": ";
        return perform ? audited("delete-job", target(job), failure, change) : attempted(failure, change);
    }

    private static String reason(DeleteJob.Result result) {
        String why = result.why();
        return why == null ? "the job is not over" : why;
    }

    private DeleteJob.Result delete(JobKey job, boolean perform) throws IOException {
        DeleteJob.Result result = deleting.run(job, perform);
        if (perform && result.success()) {
            listener.onEvent(deleted(job));
            listener.onChanged(result.experiments());
        }
        return result;
    }

    /** As the original says it: without the task. */
    private WorkspaceEvent deleted(JobKey job) {
        return new WorkspaceEvent.JobStateChanged(
                clock.millis() / 1e3,
                null,
                job.job(),
                UntrustedText.of("error"),
                UntrustedText.of("DELETED"),
                null,
                null,
                null,
                0,
                List.of());
    }

    /** Deletes an experiment that is over; without {@code perform} only says whether it could be. */
    public synchronized Outcome deleteExperiment(ExperimentId id, boolean withJobs, boolean perform) {
        Change change = () -> {
            boolean existed = records.exists(id);
            Outcome outcome = experiments.run(id, withJobs, perform);
            if (existed && !records.exists(id)) {
                listener.onChanged(Set.of(id));
            }
            return outcome;
        };
        String failure = "Failed to delete experiment " + id.value() + ": ";
        if (!perform) {
            return attempted(failure, change);
        }
        var target = Map.of("experiment", id.value());
        return audited(withJobs ? "delete-experiment-and-jobs" : "delete-experiment", target, failure, change);
    }

    /**
     * Changes the tags of a run; what belongs to one that goes on is shown at once and written when it has ended.
     *
     * @param force whether a tag is taken away from the run that has it
     */
    public synchronized Outcome tag(RunKey run, Set<String> add, Set<String> remove, boolean force) {
        var target = Map.of(
                "experiment",
                run.experiment().value(),
                "run",
                run.run().value(),
                "add",
                String.join(" ", add),
                "remove",
                String.join(" ", remove));
        Outcome outcome = audited(
                "tag-run",
                target,
                "Failed to tag run " + run.run().value() + ": ",
                () -> tagging.run(run, add, remove, force));
        if (outcome.success()) {
            listener.onChanged(Set.of(run.experiment()));
        }
        return outcome;
    }

    /**
     * Writes the tags that an earlier agent was told of when their runs end, of those runs that go on. Those that have
     * ended before are shown so, but written only with the next change: opening a workspace does not change it.
     */
    public void followTags() {
        for (RunKey run : records.tags().waiting()) {
            try {
                if (records.mayBeLive(run)) {
                    followed.add(run);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a run whose tags wait cannot be read: " + Refusal.why(e));
            }
        }
        settleLater();
    }

    /** The runs whose tags are ours to write: all of them once something was changed. */
    private Set<RunKey> toSettle() {
        var runs = new HashSet<>(records.tags().waiting());
        if (!hasChanged) {
            runs.removeIf(run -> !followed.contains(run));
        }
        return runs;
    }

    private void settleLater() {
        if (!toSettle().isEmpty() && isPlanned.compareAndSet(false, true)) {
            var unused = CompletableFuture.runAsync(
                    this::settle, CompletableFuture.delayedExecutor(SETTLE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** Writes the tags of the runs that have ended meanwhile, and comes again for the others. */
    private synchronized void settle() {
        isPlanned.set(false);
        for (RunKey run : toSettle()) {
            Outcome outcome = attempted("", () -> Outcome.done(tagging.settle(run) ? SETTLED : ""));
            if (outcome.message().equals(SETTLED)) {
                var target = Map.of(
                        "experiment", run.experiment().value(), "run", run.run().value());
                audit.write("tag-run", target, true, "Written after the end of the run");
                listener.onChanged(Set.of(run.experiment()));
            }
        }
        settleLater();
    }

    /** Deletes those of the partial folders that nothing refers to. */
    synchronized void cleanPartials(List<Path> folders) throws IOException {
        for (Path folder : partials.run(folders)) {
            audit.write("delete-partial", Map.of("path", folder.toString()), true, "Deleted");
        }
    }

    private Outcome audited(String action, Map<String, String> target, String failure, Change change) {
        Outcome outcome = attempted(failure, change);
        if (outcome.success()) {
            changed();
        }
        String reason = outcome.reason();
        audit.write(
                action,
                target,
                outcome.success(),
                reason == null ? outcome.message() : outcome.message() + ": " + reason);
        return outcome;
    }

    private void changed() {
        hasChanged = true;
        settleLater();
    }

    private static Outcome attempted(String failure, Change change) {
        try {
            return change.run();
        } catch (IOException e) {
            return Outcome.refused(failure + Refusal.why(e), null);
        }
    }

    private static Map<String, String> target(JobKey job) {
        return Map.of("job", job.locator());
    }
}
