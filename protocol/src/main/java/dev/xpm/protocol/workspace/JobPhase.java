package dev.xpm.protocol.workspace;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far a job has come. The rank orders the two views of one job. Source: workspace-format.md 4.1. */
public enum JobPhase {
    UNSCHEDULED(0),
    TRANSIENT(0),
    WAITING(1),
    READY(2),
    SCHEDULED(3),
    RUNNING(4),
    DONE(5),
    ERROR(5),
    /** A name that this version does not know: shown as it is. */
    UNKNOWN(0);

    private static final Map<String, JobPhase> BY_NAME = Stream.of(values())
            .filter(phase -> phase != UNKNOWN)
            .collect(Collectors.toUnmodifiableMap(JobPhase::wireName, phase -> phase));

    private final int rank;
    private final String wireName;

    JobPhase(int rank) {
        this.rank = rank;
        this.wireName = name().toLowerCase(Locale.ROOT);
    }

    public int rank() {
        return rank;
    }

    /** The lower-case name in files and on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Scheduled or running: what a kill is for. */
    public boolean isActive() {
        return this == SCHEDULED || this == RUNNING;
    }

    public boolean isFinished() {
        return this == DONE || this == ERROR;
    }

    /** Whether the phase says nothing beyond "known to the experiment". */
    public boolean isUnscheduled() {
        return this == UNSCHEDULED || this == TRANSIENT;
    }

    /** The phase of that exact lower-case name, or null. */
    public static @Nullable JobPhase ofName(String name) {
        return BY_NAME.get(name);
    }
}
