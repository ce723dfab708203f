package dev.xpm.protocol.event;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Service;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of the whole workspace. Every event after the position is still to be applied; those up to it are in the pages
 * already. Source: protocol.md 7.3.
 *
 * @param jobs each once, however many experiments it belongs to
 * @param cursor asks for the next page; null if this is the last
 */
public record Snapshot(
        EventPosition position,
        List<Experiment> experiments,
        List<Member> jobs,
        Map<ExperimentId, Map<JobId, Map<String, JsonValue>>> tags,
        Map<ExperimentId, Map<JobId, List<JobId>>> dependencies,
        List<Service> services,
        @Nullable String cursor) {
    public Snapshot {
        experiments = List.copyOf(experiments);
        jobs = List.copyOf(jobs);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        dependencies = Collections.unmodifiableMap(new LinkedHashMap<>(dependencies));
        services = List.copyOf(services);
    }

    /** A job and the experiments whose current runs hold it. */
    public record Member(Job job, List<ExperimentId> experiments) {
        public Member {
            experiments = List.copyOf(experiments);
        }
    }
}
