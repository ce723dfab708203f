package dev.xpm.protocol.event;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a workspace, as a line of an event file or a notification tells it. The names are those of
 * the format's {@code event_type} without its ending. Ids are null where the writer left them empty, which the original
 * does for {@link RunCompleted} and {@link ServiceAdded}. Source: workspace-format.md 3.2, protocol.md 4.1.
 */
public sealed interface WorkspaceEvent {
    /** Unix time in seconds; 0 if the writer gave none. */
    double timestamp();

    /** An event about one job, wherever it was written. */
    sealed interface OfJob extends WorkspaceEvent {
        @Nullable
        TaskId task();

        @Nullable
        JobId job();

        /** Task and job together, if both are known. */
        default @Nullable JobKey key() {
            TaskId task = task();
            JobId job = job();
            return task == null || job == null ? null : new JobKey(task, job);
        }
    }

    /**
     * The scheduler's view of a job changed. Tags and dependencies come only with the first one of a job, whose
     * scheduler word is {@code submitted}.
     */
    record ExperimentJobState(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            @Nullable TaskId task,
            @Nullable JobId job,
            UntrustedText schedulerState,
            @Nullable UntrustedText failureReason,
            Map<String, JsonValue> tags,
            List<JobId> dependsOn,
            @Nullable LocalStamp submitted)
            implements OfJob {
        public ExperimentJobState {
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
            dependsOn = List.copyOf(dependsOn);
        }

        /** The state that the word and the reason stand for. Source: workspace-format.md 3.6. */
        public JobState state() {
            return JobState.scheduled(schedulerState.raw(), failureReason == null ? null : failureReason.raw());
        }
    }

    /** Older form of a job's first event. */
    record JobSubmitted(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            @Nullable TaskId task,
            @Nullable JobId job,
            Map<String, JsonValue> tags,
            List<JobId> dependsOn,
            @Nullable LocalStamp submitted)
            implements OfJob {
        public JobSubmitted {
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
            dependsOn = List.copyOf(dependsOn);
        }
    }

    /** The job itself changed its state; null fields say nothing new. */
    record JobStateChanged(
            double timestamp,
            @Nullable TaskId task,
            @Nullable JobId job,
            UntrustedText state,
            @Nullable UntrustedText failureReason,
            @Nullable LocalStamp started,
            @Nullable LocalStamp ended,
            @Nullable Integer exitCode,
            int retryCount,
            List<Progress> progress)
            implements OfJob {
        public JobStateChanged {
            progress = List.copyOf(progress);
        }
    }

    /** One progress level moved; deeper levels start anew. */
    record JobProgress(
            double timestamp,
            @Nullable TaskId task,
            @Nullable JobId job,
            int level,
            double fraction,
            @Nullable UntrustedText description)
            implements OfJob {}

    /** Emissions so far, all attempts of the job included. */
    record CarbonMetrics(
            double timestamp,
            @Nullable TaskId task,
            @Nullable JobId job,
            Carbon carbon,
            @Nullable UntrustedText runGroup)
            implements OfJob {}

    /** The script of a run ended: {@code completed}, {@code failed} or {@code detached}. */
    record RunCompleted(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            UntrustedText status,
            @Nullable LocalStamp ended)
            implements WorkspaceEvent {}

    record ServiceAdded(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            UntrustedText service,
            UntrustedText description,
            UntrustedText className,
            JsonValue.Fields arguments)
            implements WorkspaceEvent {}

    record ServiceStateChanged(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            UntrustedText service,
            UntrustedText state)
            implements WorkspaceEvent {}

    record ActionAdded(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run,
            UntrustedText action,
            UntrustedText description,
            UntrustedText className)
            implements WorkspaceEvent {}

    /** Whatever is known of the experiment may have changed; no id means all experiments. */
    record ExperimentUpdated(double timestamp, @Nullable ExperimentId experiment) implements WorkspaceEvent {}

    record RunUpdated(
            double timestamp,
            @Nullable ExperimentId experiment,
            @Nullable RunId run) implements WorkspaceEvent {}

    record WarningRaised(double timestamp, dev.xpm.protocol.workspace.Warning warning) implements WorkspaceEvent {}

    /** An action on a warning failed. */
    record ErrorRaised(
            double timestamp,
            UntrustedText experiment,
            UntrustedText run,
            UntrustedText warning,
            UntrustedText action,
            UntrustedText message)
            implements WorkspaceEvent {}

    /** An event of a kind that this version does not know, kept as it came. */
    record Unknown(double timestamp, UntrustedText type, JsonValue.Fields data) implements WorkspaceEvent {}
}
