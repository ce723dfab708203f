package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of an experiment. Built by {@link dev.xpm.protocol.event.ExperimentFold}. Source: protocol.md 3.2.
 *
 * @param run null for an experiment without runs
 * @param jobStates the scheduler's view, in the order of the peer
 * @param jobs what was submitted, in submission order
 * @param dependencies job to the jobs it waits for; null if the peer does not say
 * @param announcedJobs the peer's own count, 0 if it gives none
 * @param live whether a driver holds the run, null if that cannot be told
 * @param problem why the rest may be old or missing, null if all was read; sent as {@code x_error}
 */
public record Experiment(
        ExperimentId id,
        @Nullable RunId run,
        RunStatus status,
        @Nullable UntrustedText hostname,
        @Nullable LocalStamp started,
        @Nullable LocalStamp ended,
        Map<JobId, JobState> jobStates,
        Map<JobId, JobInfo> jobs,
        Map<String, Service> services,
        Map<String, RunAction> actions,
        List<UntrustedText> runTags,
        @Nullable CarbonImpact carbon,
        @Nullable Map<JobId, List<JobId>> dependencies,
        int announcedJobs,
        @Nullable Boolean live,
        @Nullable RunOutcome outcome,
        @Nullable UntrustedText problem) {
    public Experiment {
        jobStates = Collections.unmodifiableMap(jobStates);
        jobs = Collections.unmodifiableMap(jobs);
        services = Collections.unmodifiableMap(services);
        actions = Collections.unmodifiableMap(actions);
        runTags = List.copyOf(runTags);
    }

    /** Whether the run still goes on: its script is not known to have ended, and its driver not known to be gone. */
    public boolean isRunning() {
        return status == RunStatus.RUNNING && !Boolean.FALSE.equals(live);
    }
}
