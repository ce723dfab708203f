package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * State of a job as one observer sees it: a phase, for errors a reason when it is known, and for an unknown phase the
 * name as it was written. Source: workspace-format.md 4.1 and 4.2.
 */
public record JobState(JobPhase phase, @Nullable FailureReason reason, UntrustedText name) {
    /** One instance for each: a workspace has many jobs, in few states. */
    private static final Map<JobPhase, JobState> OF_PHASE = Stream.of(JobPhase.values())
            .collect(Collectors.toUnmodifiableMap(
                    phase -> phase, phase -> new JobState(phase, null, UntrustedText.of(phase.wireName()))));

    public static final JobState UNSCHEDULED = of(JobPhase.UNSCHEDULED);
    public static final JobState TRANSIENT = of(JobPhase.TRANSIENT);
    public static final JobState WAITING = of(JobPhase.WAITING);
    public static final JobState SCHEDULED = of(JobPhase.SCHEDULED);
    public static final JobState RUNNING = of(JobPhase.RUNNING);
    public static final JobState DONE = of(JobPhase.DONE);

    private static final String ERROR_PREFIX = "error:";

    public JobState {
        if (reason != null && phase != JobPhase.ERROR) {
            throw new IllegalArgumentException("only an error has a reason");
        }
    }

    public static JobState of(JobPhase phase) {
        return Objects.requireNonNull(OF_PHASE.get(phase));
    }

    public static JobState error(@Nullable FailureReason reason) {
        return new JobState(JobPhase.ERROR, reason, UntrustedText.of(JobPhase.ERROR.wireName()));
    }

    /** The state of a name and a reason, as two fields hold them; an unknown name is kept. */
    public static JobState of(@Nullable String name, @Nullable String reason) {
        if (name == null || name.isEmpty()) {
            return UNSCHEDULED;
        }
        JobPhase phase = JobPhase.ofName(name);
        if (phase == null) {
            return new JobState(JobPhase.UNKNOWN, null, UntrustedText.of(name));
        }
        return phase == JobPhase.ERROR ? error(FailureReason.ofName(reason)) : of(phase);
    }

    /** The state that a driver's event spells; a word that is no state stands for a job that is not scheduled yet. */
    public static JobState scheduled(String name, @Nullable String reason) {
        FailureReason known = reason == null ? null : FailureReason.ofName(reason);
        if (known != null) {
            return error(known);
        }
        JobState state = of(name, null);
        return state.phase().rank() == 0 && !state.equals(TRANSIENT) ? UNSCHEDULED : state;
    }

    /** Reads a value of {@code job_states}: a name, or {@code error:REASON}. Source: workspace-format.md 4.2. */
    public static JobState parse(String text) {
        return text.startsWith(ERROR_PREFIX)
                ? error(FailureReason.ofName(text.substring(ERROR_PREFIX.length())))
                : of(text, null);
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return reason == null ? name.raw() : ERROR_PREFIX + reason.name();
    }

    public boolean isError() {
        return phase == JobPhase.ERROR;
    }

    /** This error with a better reason: a specific one replaces none and {@code FAILED}. */
    public JobState withReason(@Nullable FailureReason better) {
        boolean improves = better != null
                && isError()
                && (reason == null || (reason == FailureReason.FAILED && better != FailureReason.FAILED));
        return improves ? error(better) : this;
    }
}
