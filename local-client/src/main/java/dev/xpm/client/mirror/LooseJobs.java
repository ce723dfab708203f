package dev.xpm.client.mirror;

import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.Listing;
import java.util.List;
import java.util.stream.Stream;

/**
 * Jobs that the latest run of no experiment refers to. Source: interfaces.md 3.8.
 *
 * @param stray scheduled or running, and known to earlier runs at most
 * @param orphans on the disk only
 * @param unreadable entries of the peer's lists that could not be read
 */
public record LooseJobs(List<JobEntry> stray, List<JobEntry> orphans, int unreadable) {
    public LooseJobs {
        stray = List.copyOf(stray);
        orphans = List.copyOf(orphans);
    }

    static LooseJobs of(Listing<Job> stray, Listing<Job> orphans) {
        return new LooseJobs(entries(stray), entries(orphans), stray.unreadable() + orphans.unreadable());
    }

    private static List<JobEntry> entries(Listing<Job> jobs) {
        return jobs.items().stream()
                .map(job -> new JobEntry(job, null, DisplayedState.of(job.scheduler(), job.state()), List.of()))
                .toList();
    }

    boolean has(JobId id) {
        return Stream.concat(stray.stream(), orphans.stream())
                .anyMatch(entry -> entry.key().job().equals(id));
    }
}
