package dev.xpm.client.mirror;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobPhase;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What happened while there was no connection.
 *
 * @param number differs from that of every other one
 * @param done jobs that ended well meanwhile
 * @param failed jobs that failed meanwhile
 */
public record Comeback(long number, int done, int failed) {
    /** The jobs of current runs that have ended, by how. */
    static Map<JobPhase, Set<String>> ended(Collection<Experiment> experiments) {
        var ended = new HashMap<JobPhase, Set<String>>();
        for (Experiment experiment : experiments) {
            experiment.jobStates().forEach((job, state) -> {
                if (state.phase().isFinished()) {
                    ended.computeIfAbsent(state.phase(), any -> new HashSet<>())
                            .add(experiment.id().value() + "/" + experiment.run() + "/" + job.value());
                }
            });
        }
        return ended;
    }

    static Comeback between(long number, Map<JobPhase, Set<String>> before, Map<JobPhase, Set<String>> now) {
        return new Comeback(number, more(before, now, JobPhase.DONE), more(before, now, JobPhase.ERROR));
    }

    private static int more(Map<JobPhase, Set<String>> before, Map<JobPhase, Set<String>> now, JobPhase phase) {
        Set<String> known = before.getOrDefault(phase, Set.of());
        return (int) now.getOrDefault(phase, Set.of()).stream()
                .filter(job -> !known.contains(job))
                .count();
    }
}
