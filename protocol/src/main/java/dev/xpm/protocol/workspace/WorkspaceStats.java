package dev.xpm.protocol.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much a workspace holds. Source: protocol.md 7.5.
 *
 * @param jobs number of jobs of current runs by the name of their state
 * @param orphans jobs on the disk that no run refers to
 * @param eventFiles live ones
 * @param diskBytes by experiment, its jobs included; null unless asked for
 * @param partial whether the counting was cut short, so that there is more
 */
public record WorkspaceStats(
        int experiments,
        int runs,
        Map<String, Integer> jobs,
        int orphans,
        int eventFiles,
        @Nullable Map<ExperimentId, Long> diskBytes,
        boolean partial) {
    public WorkspaceStats {
        jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
        diskBytes = diskBytes == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(diskBytes));
    }
}
