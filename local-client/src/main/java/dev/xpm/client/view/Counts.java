package dev.xpm.client.view;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobState;
import java.util.Collection;

/** How the jobs of a run stand. Finished counts only what is done; failed is counted apart. Source: interfaces.md 0.1. */
public record Counts(int total, int done, int failed, int running, int scheduled, int waiting) {
    /** By the run's own word, which says nothing of jobs that run without it. */
    public static Counts of(Experiment run) {
        int known = Math.max(run.jobs().size(), run.jobStates().size());
        return of(run.jobStates().values(), Math.max(known, run.announcedJobs()));
    }

    /** By what is shown of each job, where the jobs of the current run are known; else by the run's own word. */
    public static Counts of(MirrorState state, Experiment experiment) {
        return state.table(state.key(experiment.id())) instanceof Answer.Known<JobTable> known
                ? of(known.value())
                : of(experiment);
    }

    /** By what is shown of each job. */
    public static Counts of(JobTable table) {
        return of(
                table.jobs().stream().map(entry -> entry.displayed().state()).toList(),
                Math.max(table.jobs().size(), table.run().announcedJobs()));
    }

    private static Counts of(Collection<JobState> states, int total) {
        int done = 0;
        int failed = 0;
        int running = 0;
        int scheduled = 0;
        int waiting = 0;
        for (JobState state : states) {
            switch (state.phase()) {
                case DONE -> done++;
                case ERROR -> failed++;
                case RUNNING -> running++;
                case SCHEDULED -> scheduled++;
                case WAITING, READY -> waiting++;
                default -> {}
            }
        }
        return new Counts(total, done, failed, running, scheduled, waiting);
    }

    /** {@code 7/37}. */
    public String label() {
        return done + "/" + total;
    }
}
