package dev.xpm.client.mirror;

import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run and, once they were asked for, its jobs. Owned by the mirror's thread. */
final class RunModel {
    private ExperimentFold fold;
    private Experiment frozen;
    private final Map<JobId, Job> jobs = new LinkedHashMap<>();
    private final Map<JobId, JobEntry> entries = new HashMap<>();
    /** Unix seconds at which a job last failed, and was last queued, as events told: a later queueing is a retry. */
    private final Map<JobId, Double> failedAt = new HashMap<>();

    private final Map<JobId, Double> queuedAt = new HashMap<>();
    private Map<JobId, List<JobId>> dependencies = Map.of();
    private @Nullable JobTable table;
    private boolean jobsKnown;
    private int unreadable;

    RunModel(Experiment experiment) {
        this.fold = new ExperimentFold(experiment);
        this.frozen = experiment;
    }

    Experiment experiment() {
        return frozen;
    }

    /** What the peer says of the run now replaces what was folded before: it has seen all events that we have. */
    void replace(Experiment experiment) {
        Experiment kept = withFailedDependencies(experiment);
        if (!kept.equals(frozen)) {
            fold = new ExperimentFold(kept);
            frozen = kept;
            entries.clear();
            table = null;
        }
    }

    /**
     * That a job failed with the one it waits for stands in an event only: the original server forgets it, and calls
     * the job unscheduled from then on. Source: workspace-format.md 9, W4.
     */
    private Experiment withFailedDependencies(Experiment experiment) {
        ExperimentFold kept = null;
        for (Map.Entry<JobId, JobState> known : frozen.jobStates().entrySet()) {
            JobState said = experiment.jobStates().get(known.getKey());
            boolean forgotten = known.getValue().reason() == FailureReason.DEPENDENCY
                    && said != null
                    && said.phase().isUnscheduled();
            if (forgotten) {
                kept = kept == null ? new ExperimentFold(experiment) : kept;
                kept.jobState(known.getKey(), known.getValue());
            }
        }
        return kept == null ? experiment : kept.snapshot();
    }

    void replaceJobs(Listing<Job> listing) {
        jobsKnown = true;
        unreadable = listing.unreadable();
        var known = new HashMap<>(jobs);
        jobs.clear();
        listing.items()
                .forEach(job ->
                        jobs.put(job.key().job(), later(known.get(job.key().job()), job)));
        entries.clear();
        table = null;
    }

    /**
     * The original server may answer from a status file that it read before the job's last event, which we have seen:
     * an attempt that has ended stays ended.
     */
    private static Job later(@Nullable Job known, Job read) {
        if (known == null) {
            return read;
        }
        boolean readTooEarly = known.state().phase().isFinished()
                && read.state().phase().isActive()
                && Objects.equals(known.started(), read.started());
        return readTooEarly ? known : read;
    }

    void replaceDependencies(Map<JobId, List<JobId>> value) {
        if (!value.equals(dependencies)) {
            dependencies = value;
            entries.clear();
            table = null;
        }
    }

    void replaceJob(Job job) {
        JobId id = job.key().job();
        jobs.put(id, later(jobs.get(id), job));
        changed(id);
    }

    boolean knows(JobId job) {
        return jobs.containsKey(job)
                || frozen.jobs().containsKey(job)
                || frozen.jobStates().containsKey(job);
    }

    /** Whether the jobs were loaded and this one is not among them, so that only the peer knows its details. */
    boolean lacks(JobId job) {
        return jobsKnown && !jobs.containsKey(job);
    }

    @Nullable
    JobKey keyOf(JobId job) {
        Job known = jobs.get(job);
        if (known != null) {
            return known.key();
        }
        JobInfo info = frozen.jobs().get(job);
        return info == null ? null : info.key();
    }

    boolean applyToRun(WorkspaceEvent event) {
        if (!fold.apply(event)) {
            return false;
        }
        frozen = fold.snapshot();
        if (event instanceof WorkspaceEvent.OfJob ofJob && ofJob.job() != null) {
            changed(ofJob.job());
        }
        if (event instanceof WorkspaceEvent.ExperimentJobState scheduled && scheduled.job() != null) {
            queuedAt.put(scheduled.job(), scheduled.timestamp());
        }
        table = null;
        return true;
    }

    void applyToJob(JobId id, WorkspaceEvent event) {
        JobKey key = keyOf(id);
        if (key == null || !jobsKnown || isStale(jobs.get(id), event)) {
            return;
        }
        Job known = jobs.get(id);
        JobFold job = known == null ? new JobFold(key) : new JobFold(known);
        if (job.apply(event)) {
            jobs.put(id, job.snapshot());
            changed(id);
        }
        if (event instanceof WorkspaceEvent.JobStateChanged state && job.state().isError()) {
            failedAt.put(id, state.timestamp());
        }
    }

    /**
     * A finished job that is said to run was started again only if the event says when; the original server also sends
     * the word alone, from a status file that it read too early.
     */
    private static boolean isStale(@Nullable Job job, WorkspaceEvent event) {
        return job != null
                && job.state().phase().isFinished()
                && event instanceof WorkspaceEvent.JobStateChanged changed
                && JobPhase.RUNNING.wireName().equals(changed.state().raw())
                && (changed.started() == null || changed.started().equals(job.started()));
    }

    boolean jobsKnown() {
        return jobsKnown;
    }

    JobTable table() {
        if (table == null) {
            table = new JobTable(frozen, buildEntries(), unreadable);
        }
        return table;
    }

    private void changed(JobId job) {
        entries.remove(job);
        table = null;
    }

    private List<JobEntry> buildEntries() {
        var result = new ArrayList<JobEntry>(Math.max(jobs.size(), frozen.jobs().size()));
        for (JobInfo info : frozen.jobs().values()) {
            result.add(entry(info.key(), info));
        }
        for (Job job : jobs.values()) {
            if (!frozen.jobs().containsKey(job.key().job())) {
                result.add(entry(job.key(), null));
            }
        }
        return result;
    }

    private JobEntry entry(JobKey key, @Nullable JobInfo info) {
        return entries.computeIfAbsent(key.job(), id -> {
            Job job = jobs.get(id);
            Job known = job == null ? new JobFold(key).snapshot() : job;
            JobState inRun = frozen.jobStates().get(id);
            JobState scheduler = inRun == null ? known.scheduler() : inRun;
            return new JobEntry(known, info, displayed(id, scheduler, known), dependencies.getOrDefault(id, List.of()));
        });
    }

    private DisplayedState displayed(JobId id, @Nullable JobState scheduler, Job job) {
        Double failed = failedAt.get(id);
        Double queued = queuedAt.get(id);
        if (scheduler != null && failed != null && queued != null && queued > failed) {
            return DisplayedState.queuedAgain(scheduler, job.state());
        }
        return DisplayedState.of(scheduler, job.state());
    }
}
