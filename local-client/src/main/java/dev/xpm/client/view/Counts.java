package dev.xpm.client.view;

import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobState;

/** How the jobs of a run stand. Finished counts only what is done; failed is counted apart. Source: interfaces.md 0.1. */
public record Counts(int total, int done, int failed, int running, int scheduled, int waiting) {
    public static Counts of(Experiment run) {
        int done = 0;
        int failed = 0;
        int running = 0;
        int scheduled = 0;
        int waiting = 0;
        for (JobState state : run.jobStates().values()) {
            switch (state.phase()) {
                case DONE -> done++;
                case ERROR -> failed++;
                case RUNNING -> running++;
                case SCHEDULED -> scheduled++;
                case WAITING, READY -> waiting++;
                default -> {}
            }
        }
        int known = Math.max(run.jobs().size(), run.jobStates().size());
        return new Counts(Math.max(known, run.announcedJobs()), done, failed, running, scheduled, waiting);
    }

    /** {@code 7/37}. */
    public String label() {
        return done + "/" + total;
    }
}
