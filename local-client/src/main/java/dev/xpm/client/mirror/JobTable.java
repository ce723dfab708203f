package dev.xpm.client.mirror;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The jobs of one run, in submission order.
 *
 * @param run the run itself as last heard
 * @param unreadable entries of the peer's list that could not be read
 */
public record JobTable(Experiment run, List<JobEntry> jobs, int unreadable) {
    public JobTable {
        jobs = List.copyOf(jobs);
    }

    /** Jobs by id. */
    public Map<JobId, JobEntry> byId() {
        return jobs.stream().collect(Collectors.toMap(entry -> entry.key().job(), entry -> entry, (a, b) -> a));
    }
}
