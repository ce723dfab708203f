package dev.xpm.protocol.event;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.QueuePlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job under construction: takes what files or a peer say of it, applies events, and gives a {@link Job}. Applying an
 * event twice changes nothing. Source: workspace-format.md 3.7.
 *
 * <p>Not safe for use by several threads.
 */
public final class JobFold {
    /** Deeper nesting than any program shows; a hostile level cannot make the list grow further. */
    private static final int MAX_LEVELS = 64;

    /** Some 3,000 years; what lies beyond is damage. */
    private static final double MAX_SECONDS = 1e11;

    private final JobKey key;
    private @Nullable UntrustedText path;
    private JobState state = JobState.UNSCHEDULED;
    private @Nullable JobState scheduler;
    private @Nullable LocalStamp started;
    private @Nullable LocalStamp ended;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Integer exitCode;
    private int retryCount;
    private boolean resumable;
    private List<Progress> progress = List.of();
    private @Nullable ProcessSpec process;
    private @Nullable Carbon carbon;
    private @Nullable Carbon previousCarbon;
    private @Nullable Carbon latestCarbon;
    private @Nullable UntrustedText runGroup;
    private @Nullable Integer eventsCount;
    private @Nullable QueuePlace queue;
    private boolean verified = true;

    public JobFold(JobKey key) {
        this.key = key;
    }

    /** A fold that goes on from a job. */
    public JobFold(Job job) {
        key = job.key();
        path = job.path();
        state = job.state();
        scheduler = job.scheduler();
        started = job.started();
        ended = job.ended();
        startedAt = job.startedAt();
        endedAt = job.endedAt();
        exitCode = job.exitCode();
        retryCount = job.retryCount();
        resumable = job.resumable();
        progress = job.progress();
        process = job.process();
        carbon = job.carbon();
        previousCarbon = job.previousCarbon();
        latestCarbon = job.latestCarbon();
        runGroup = job.runGroup();
        eventsCount = job.eventsCount();
        queue = job.queue();
        verified = job.verified();
    }

    /** The job as it stands now. */
    public Job snapshot() {
        return new Job(
                key,
                path,
                state,
                scheduler,
                started,
                ended,
                startedAt,
                endedAt,
                exitCode,
                retryCount,
                resumable,
                progress,
                process,
                carbon,
                previousCarbon,
                latestCarbon,
                runGroup,
                eventsCount,
                state.phase() == JobPhase.SCHEDULED ? queue : null,
                verified);
    }

    /** Applies an event of this job's own file; returns whether it was one that a job can take. */
    public boolean apply(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.JobStateChanged changed) {
            applyState(changed);
        } else if (event instanceof WorkspaceEvent.JobProgress moved) {
            applyProgress(moved);
        } else if (event instanceof WorkspaceEvent.CarbonMetrics metrics) {
            carbon = metrics.carbon();
            latestCarbon = previousCarbon == null ? null : metrics.carbon().minus(previousCarbon);
            if (metrics.runGroup() != null) {
                runGroup = metrics.runGroup();
            }
        } else if (event instanceof WorkspaceEvent.ExperimentJobState scheduled) {
            scheduler = scheduled.state();
        } else {
            return false;
        }
        return true;
    }

    private void applyState(WorkspaceEvent.JobStateChanged event) {
        JobPhase phase = JobPhase.ofName(event.state().raw());
        if (phase != null) {
            UntrustedText reason = event.failureReason();
            FailureReason known = reason == null ? null : FailureReason.ofName(reason.raw());
            if (phase != JobPhase.ERROR) {
                state = JobState.of(phase);
            } else {
                state = state.isError() ? state.withReason(known) : JobState.error(known);
            }
            if (phase == JobPhase.DONE) {
                progress = List.of();
            }
        }
        if (event.started() != null) {
            started = event.started();
            startedAt = phase == JobPhase.RUNNING ? instant(event.timestamp()) : null;
        }
        if (event.ended() != null) {
            ended = event.ended();
            endedAt = phase != null && phase.isFinished() ? instant(event.timestamp()) : null;
        }
        exitCode = event.exitCode() != null ? event.exitCode() : exitCode;
        retryCount = event.retryCount() != 0 ? event.retryCount() : retryCount;
    }

    private static @Nullable Instant instant(double seconds) {
        boolean isTime = Double.isFinite(seconds) && Math.abs(seconds) < MAX_SECONDS;
        return isTime ? Instant.ofEpochMilli(Math.round(seconds * 1000)) : null;
    }

    private void applyProgress(WorkspaceEvent.JobProgress event) {
        int level = Math.max(0, Math.min(event.level(), MAX_LEVELS - 1));
        var levels = new ArrayList<>(progress.subList(0, Math.min(progress.size(), level + 1)));
        while (levels.size() <= level) {
            levels.add(new Progress(levels.size(), null, 0));
        }
        UntrustedText description = event.description();
        boolean renamed = description != null && !description.isEmpty();
        Progress old = levels.get(level);
        levels.set(level, new Progress(old.level(), renamed ? description : old.description(), event.fraction()));
        progress = List.copyOf(levels);
    }

    public JobState state() {
        return state;
    }

    public JobFold path(@Nullable UntrustedText value) {
        path = value;
        return this;
    }

    public JobFold state(JobState value) {
        state = value;
        return this;
    }

    public JobFold scheduler(@Nullable JobState value) {
        scheduler = value;
        return this;
    }

    public @Nullable LocalStamp started() {
        return started;
    }

    public JobFold started(@Nullable LocalStamp value) {
        started = value;
        return this;
    }

    public @Nullable LocalStamp ended() {
        return ended;
    }

    public JobFold ended(@Nullable LocalStamp value) {
        ended = value;
        return this;
    }

    public JobFold startedAt(@Nullable Instant value) {
        startedAt = value;
        return this;
    }

    public JobFold endedAt(@Nullable Instant value) {
        endedAt = value;
        return this;
    }

    public @Nullable Integer exitCode() {
        return exitCode;
    }

    public JobFold exitCode(@Nullable Integer value) {
        exitCode = value;
        return this;
    }

    public JobFold retryCount(int value) {
        retryCount = value;
        return this;
    }

    public JobFold resumable(boolean value) {
        resumable = value;
        return this;
    }

    public JobFold progress(List<Progress> value) {
        progress = List.copyOf(value);
        return this;
    }

    public JobFold process(@Nullable ProcessSpec value) {
        process = value;
        return this;
    }

    public JobFold carbon(@Nullable Carbon value) {
        carbon = value;
        return this;
    }

    public JobFold previousCarbon(@Nullable Carbon value) {
        previousCarbon = value;
        return this;
    }

    public JobFold latestCarbon(@Nullable Carbon value) {
        latestCarbon = value;
        return this;
    }

    public JobFold runGroup(@Nullable UntrustedText value) {
        runGroup = value;
        return this;
    }

    public JobFold eventsCount(@Nullable Integer value) {
        eventsCount = value;
        return this;
    }

    /** Shown as long as the job is scheduled. */
    public JobFold queue(@Nullable QueuePlace value) {
        queue = value;
        return this;
    }

    public JobFold verified(boolean value) {
        verified = value;
        return this;
    }
}
