package dev.xpm.agent.workspace;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.nio.file.Path;

/**
 * Where things stand below the root of a workspace. Source: workspace-format.md 1.1 and 1.5.
 *
 * @param root absolute, links resolved
 */
public record WorkspaceTree(Path root) {
    private Path below(String... names) {
        return ConfinedPath.below(root, names);
    }

    public Path experiments() {
        return below("experiments");
    }

    public Path experiment(ExperimentId experiment) {
        return below("experiments", experiment.value());
    }

    /** The link to the current run. */
    public Path current(ExperimentId experiment) {
        return below("experiments", experiment.value(), "current");
    }

    /** The lock that a driver holds as long as it runs. */
    public Path driverLock(ExperimentId experiment) {
        return below("experiments", experiment.value(), "lock");
    }

    public Path run(ExperimentId experiment, RunId run) {
        return below("experiments", experiment.value(), run.value());
    }

    /** The link by which a run refers to a job. */
    public Path jobLink(ExperimentId experiment, RunId run, JobKey job) {
        return below(
                "experiments",
                experiment.value(),
                run.value(),
                "jobs",
                job.task().value(),
                job.job().value());
    }

    public Path jobs() {
        return below("jobs");
    }

    public Path job(JobKey job) {
        return below("jobs", job.task().value(), job.job().value());
    }

    /** Folders that several jobs share, such as checkpoints. */
    public Path partials() {
        return below("partials");
    }

    public Path liveExperimentEvents() {
        return below(".events", "experiments");
    }

    public Path liveJobEvents() {
        return below(".events", "jobs");
    }

    public Path carbon() {
        return below("carbon");
    }

    /** Experiments of the first layout. */
    public Path oldExperiments() {
        return below("xp");
    }

    public Path oldExperiment(ExperimentId experiment) {
        return below("xp", experiment.value());
    }

    /** Where an older layout kept the link to the current run. */
    public Path oldCurrent(ExperimentId experiment) {
        return below(".experimaestro", "experiments", experiment.value());
    }
}
