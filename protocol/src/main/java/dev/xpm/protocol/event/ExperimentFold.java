package dev.xpm.protocol.event;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.CarbonImpact;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunAction;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A run of an experiment under construction: takes what files or a peer say of it, applies events, and gives an
 * {@link Experiment}. Applying an event twice changes nothing. Source: workspace-format.md 3.6.
 *
 * <p>Not safe for use by several threads.
 */
public final class ExperimentFold {
    private final ExperimentId id;
    private final @Nullable RunId run;
    private RunStatus status = RunStatus.RUNNING;
    private @Nullable UntrustedText hostname;
    private @Nullable LocalStamp started;
    private @Nullable LocalStamp ended;
    private final SharedMap<JobId, JobState> jobStates = new SharedMap<>();
    private final SharedMap<JobId, JobInfo> jobs = new SharedMap<>();
    private final SharedMap<String, Service> services = new SharedMap<>();
    private final SharedMap<String, RunAction> actions = new SharedMap<>();
    private List<UntrustedText> runTags = List.of();
    private @Nullable CarbonImpact carbon;
    private @Nullable Map<JobId, List<JobId>> dependencies;
    private boolean ownsDependencies;
    private int announcedJobs;
    private @Nullable Boolean live;
    private @Nullable RunOutcome outcome;
    private @Nullable UntrustedText problem;

    public ExperimentFold(ExperimentId id, @Nullable RunId run) {
        this.id = id;
        this.run = run;
    }

    /** A fold that goes on from an experiment. */
    public ExperimentFold(Experiment experiment) {
        this(experiment.id(), experiment.run());
        status = experiment.status();
        hostname = experiment.hostname();
        started = experiment.started();
        ended = experiment.ended();
        jobStates.share(experiment.jobStates());
        jobs.share(experiment.jobs());
        services.share(experiment.services());
        actions.share(experiment.actions());
        runTags = experiment.runTags();
        carbon = experiment.carbon();
        dependencies = experiment.dependencies();
        announcedJobs = experiment.announcedJobs();
        live = experiment.live();
        outcome = experiment.outcome();
        problem = experiment.problem();
    }

    /** The run as it stands now. */
    public Experiment snapshot() {
        return new Experiment(
                id,
                run,
                status,
                hostname,
                started,
                ended,
                jobStates.share(),
                jobs.share(),
                services.share(),
                actions.share(),
                runTags,
                carbon,
                dependencies == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(dependencies)),
                announcedJobs,
                live,
                outcome,
                problem);
    }

    /**
     * Applies an event of this run; returns whether it was one that a run can take. An event of another run is
     * ignored; one without a run id is taken, so the caller attributes those first.
     */
    public boolean apply(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState changed) {
            return isOurs(changed.run()) && applyJobState(changed);
        }
        if (event instanceof WorkspaceEvent.JobSubmitted submitted) {
            return isOurs(submitted.run())
                    && applySubmission(
                            submitted.key(), submitted.tags(), submitted.dependsOn(), submitted.timestamp(), true);
        }
        if (event instanceof WorkspaceEvent.ServiceAdded added) {
            return isOurs(added.run()) && applyService(added);
        }
        if (event instanceof WorkspaceEvent.ServiceStateChanged changed) {
            return isOurs(changed.run()) && applyServiceState(changed);
        }
        if (event instanceof WorkspaceEvent.ActionAdded added) {
            return isOurs(added.run()) && applyAction(added);
        }
        if (event instanceof WorkspaceEvent.RunCompleted completed) {
            return isOurs(completed.run()) && applyEnd(completed);
        }
        return false;
    }

    private boolean isOurs(@Nullable RunId eventRun) {
        return eventRun == null || eventRun.equals(run);
    }

    private boolean applyJobState(WorkspaceEvent.ExperimentJobState event) {
        JobId job = event.job();
        if (job == null) {
            return false;
        }
        boolean submission = "submitted".equals(event.schedulerState().raw())
                || !event.tags().isEmpty()
                || !event.dependsOn().isEmpty();
        if (submission) {
            applySubmission(
                    event.key(),
                    event.tags(),
                    event.dependsOn(),
                    event.timestamp(),
                    !event.tags().isEmpty());
        }
        told(job, event.state());
        return true;
    }

    /** Takes a state of which an event told. */
    public void told(JobId job, JobState state) {
        JobState old = jobStates.get(job);
        if (old == null) {
            jobStates.put(known(job), state);
        } else if (!old.equals(state)) {
            jobStates.put(job, old.isError() && state.isError() ? old.withReason(state.reason()) : state);
        }
    }

    private boolean applySubmission(
            @Nullable JobKey key,
            Map<String, JsonValue> tags,
            List<JobId> dependsOn,
            double timestamp,
            boolean replace) {
        if (key == null) {
            return false;
        }
        JobInfo known = jobs.get(key.job());
        if (replace || known == null) {
            // The names that are known already are kept: a long run tells them again and again.
            JobKey named = known == null || !known.key().equals(key) ? key : known.key();
            jobs.put(named.job(), new JobInfo(named, tags, timestamp, known == null ? 0 : known.transience()));
        }
        if (!dependsOn.isEmpty()) {
            waitsFor(key.job(), dependsOn);
        }
        return true;
    }

    /** Takes what a job waits for, as its submission told. */
    public void waitsFor(JobId job, List<JobId> others) {
        ownDependencies().put(known(job), others.stream().map(this::known).toList());
    }

    /** The id as it is held already: a long run names the same jobs again and again. */
    private JobId known(JobId job) {
        JobInfo info = jobs.get(job);
        return info == null ? job : info.key().job();
    }

    /** What was given from outside is copied once, when it is first added to. */
    private Map<JobId, List<JobId>> ownDependencies() {
        if (dependencies == null || !ownsDependencies) {
            dependencies = dependencies == null ? new LinkedHashMap<>() : new LinkedHashMap<>(dependencies);
            ownsDependencies = true;
        }
        return dependencies;
    }

    private boolean applyService(WorkspaceEvent.ServiceAdded event) {
        services.put(
                event.service().raw(),
                new Service(
                        event.service(),
                        event.description(),
                        event.className(),
                        event.arguments(),
                        id,
                        run,
                        UntrustedText.of("STOPPED"),
                        null,
                        List.of()));
        return true;
    }

    private boolean applyServiceState(WorkspaceEvent.ServiceStateChanged event) {
        Service old = services.get(event.service().raw());
        if (old == null) {
            return false;
        }
        services.put(
                event.service().raw(),
                new Service(
                        old.id(),
                        old.description(),
                        old.className(),
                        old.arguments(),
                        old.experiment(),
                        old.run(),
                        event.state(),
                        old.url(),
                        old.parts()));
        return true;
    }

    private boolean applyAction(WorkspaceEvent.ActionAdded event) {
        actions.put(event.action().raw(), new RunAction(event.action(), event.description(), event.className()));
        return true;
    }

    private boolean applyEnd(WorkspaceEvent.RunCompleted event) {
        status = RunStatus.ofName(event.status().raw());
        LocalStamp end = event.ended();
        if (end != null && (ended == null || ended.local().isBefore(end.local()))) {
            ended = end;
        }
        return true;
    }

    /** What is known of a job's submission, null if the run does not know it. */
    public @Nullable JobInfo job(JobId job) {
        return jobs.get(job);
    }

    /** Replaces what is known of each job. */
    public ExperimentFold eachJob(UnaryOperator<JobInfo> change) {
        jobs.own().replaceAll((id, info) -> change.apply(info));
        return this;
    }

    /** What is known of the jobs so far, to be looked at before the next change. */
    public Collection<JobInfo> knownJobs() {
        return jobs.read().values();
    }

    /** The scheduler's view of a job, null if the run does not know it. */
    public @Nullable JobState jobState(JobId job) {
        return jobStates.get(job);
    }

    public ExperimentFold status(RunStatus value) {
        status = value;
        return this;
    }

    public ExperimentFold hostname(@Nullable UntrustedText value) {
        hostname = value;
        return this;
    }

    public ExperimentFold started(@Nullable LocalStamp value) {
        started = value;
        return this;
    }

    public ExperimentFold ended(@Nullable LocalStamp value) {
        ended = value;
        return this;
    }

    public ExperimentFold jobState(JobId job, JobState value) {
        jobStates.put(job, value);
        return this;
    }

    public ExperimentFold job(JobInfo value) {
        jobs.put(value.key().job(), value);
        return this;
    }

    /** Replaces what is known of all jobs; the map must not change any more. */
    public ExperimentFold jobs(Map<JobId, JobInfo> value) {
        jobs.share(value);
        return this;
    }

    /** Replaces all services; the map must not change any more. */
    public ExperimentFold services(Map<String, Service> value) {
        services.share(value);
        return this;
    }

    public ExperimentFold service(Service value) {
        services.put(value.id().raw(), value);
        return this;
    }

    public ExperimentFold action(RunAction value) {
        actions.put(value.id().raw(), value);
        return this;
    }

    public ExperimentFold runTags(List<UntrustedText> value) {
        runTags = List.copyOf(value);
        return this;
    }

    public ExperimentFold carbon(@Nullable CarbonImpact value) {
        carbon = value;
        return this;
    }

    public ExperimentFold dependencies(@Nullable Map<JobId, List<JobId>> value) {
        dependencies = value;
        ownsDependencies = false;
        return this;
    }

    public ExperimentFold announcedJobs(int value) {
        announcedJobs = value;
        return this;
    }

    public ExperimentFold live(@Nullable Boolean value) {
        live = value;
        return this;
    }

    public ExperimentFold outcome(@Nullable RunOutcome value) {
        outcome = value;
        return this;
    }

    public ExperimentFold problem(@Nullable UntrustedText value) {
        problem = value;
        return this;
    }
}
