package dev.xpm.client.change;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Warning;
import java.util.List;

/** Something to change in a workspace. Source: protocol.md 3.4. */
public sealed interface Change {
    SourceId source();

    /** Ends jobs that are scheduled or running. */
    record KillJobs(SourceId source, List<JobKey> jobs) implements Change {
        public KillJobs {
            jobs = List.copyOf(jobs);
        }
    }

    /** Deletes the directories of jobs that are over. */
    record DeleteJobs(SourceId source, List<JobKey> jobs) implements Change {
        public DeleteJobs {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Deletes all runs of an experiment.
     *
     * @param withJobs whether the directories of its jobs go too, but for those that others use
     */
    record DeleteExperiment(SourceId source, ExperimentId experiment, boolean withJobs) implements Change {}

    /** Does what a warning proposes. */
    record Resolve(SourceId source, Warning warning, String action) implements Change {}
}
