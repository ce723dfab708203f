package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the readers of one workspace together: which run knows which job, and which event files belong to whom. One
 * {@link Look} lists the live event files once, however many jobs are read through it.
 *
 * <p>Safe for use by several threads.
 */
final class WorkspaceReader {
    private static final System.Logger LOG = System.getLogger(WorkspaceReader.class.getName());

    final WorkspaceTree tree;
    final ExperimentDirectory directory;
    final HostView host;
    final RunTags tags;
    private final RunLiveness liveness;
    private final RunReader runs;
    private final JobReader jobs;
    private final OldRunReader oldRuns;
    private final CarbonIndex carbon;

    WorkspaceReader(WorkspaceTree tree, ZoneId zone, HostView host) {
        this.tree = tree;
        this.host = host;
        Path state = host.stateDirectory();
        this.tags = new RunTags(state == null ? null : new KeptTags(state, tree.root()));
        this.directory = new ExperimentDirectory(tree);
        this.liveness = new RunLiveness(tree, host);
        this.runs = new RunReader(tree, zone, liveness);
        this.jobs = new JobReader(tree, zone, host, this::isLaunchedHere);
        this.oldRuns = new OldRunReader(tree, zone, jobs);
        this.carbon = new CarbonIndex(tree);
    }

    /** A look at the workspace at one moment. Each part of it is listed when it is first needed. */
    final class Look {
        private final Map<ExperimentId, RunId> currentRuns = new ConcurrentHashMap<>();
        private @Nullable EventFiles experimentEvents;
        private @Nullable EventFiles jobEvents;
        private boolean carbonIsFresh;

        private synchronized NavigableMap<Integer, Path> live(ExperimentId experiment) throws IOException {
            if (experimentEvents == null) {
                experimentEvents = EventFiles.ofExperiments(tree);
            }
            return experimentEvents.of(experiment);
        }

        private synchronized NavigableMap<Integer, Path> live(JobKey job) throws IOException {
            if (jobEvents == null) {
                jobEvents = EventFiles.ofJobs(tree);
            }
            return jobEvents.of(job);
        }

        /** Records that cannot be read cost their figures, not the job. */
        private synchronized CarbonIndex freshCarbon() {
            if (!carbonIsFresh) {
                carbonIsFresh = true;
                try {
                    carbon.refresh();
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "unable to read the carbon records");
                }
            }
            return carbon;
        }

        /** A run; null if there is no such one. */
        @Nullable
        RunView run(ExperimentId experiment, RunId run) throws IOException {
            if (run.equals(ExperimentDirectory.OLD_RUN) && directory.isOld(experiment)) {
                return oldRuns.read(experiment);
            }
            boolean current = run.equals(currentId(experiment));
            if (!current && !directory.isRun(experiment, run)) {
                return null;
            }
            return tags.shown(
                    runs.read(experiment, run, current, current ? live(experiment) : Collections.emptyNavigableMap()));
        }

        /** The current run; null if the experiment has none. */
        @Nullable
        RunView currentRun(ExperimentId experiment) throws IOException {
            RunId run = currentId(experiment);
            return run == null ? null : run(experiment, run);
        }

        /** The name of the current run; null if the experiment has none. */
        @Nullable
        RunId currentId(ExperimentId experiment) throws IOException {
            RunId known = currentRuns.get(experiment);
            RunId run = known == null ? directory.current(experiment) : known;
            if (known == null && run != null) {
                currentRuns.put(experiment, run);
            }
            return run;
        }

        /**
         * The jobs of the run's own directories in the first layout, else an empty map: then they are where all jobs
         * are.
         */
        Map<JobKey, Path> oldDirectories(ExperimentId experiment) throws IOException {
            return directory.isOld(experiment) ? oldRuns.directories(experiment) : Map.of();
        }

        /** A job as its run and its files show it; one whose files are gone or cannot be read as its run does. */
        Job job(JobKey key, RunView run, @Nullable Path oldDirectory) {
            try {
                JobView view = oldDirectory == null ? jobs.read(key, live(key)) : jobs.readAt(key, oldDirectory);
                return withCarbon(view.in(run));
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "unable to read a job: " + e.getClass().getSimpleName());
                return new JobFold(jobs.unseen(key).in(run)).verified(false).snapshot();
            }
        }

        /** A job of the workspace on its own; null if it has no directory. */
        @Nullable
        Job job(JobKey key) throws IOException {
            JobView view = jobs.read(key, live(key));
            if (!view.exists()) {
                return null;
            }
            RunView run = readableRunOf(key);
            return withCarbon(run == null ? view.alone() : view.in(run));
        }

        /** A run that cannot be read tells nothing of its jobs; they have files of their own. */
        private @Nullable RunView readableRunOf(JobKey key) {
            try {
                return newestRunOf(key, this);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the run of a job cannot be read", e);
                return null;
            }
        }

        /** As {@link #job(JobKey)}; what cannot be read stands there without its content. */
        @Nullable
        Job jobIfThere(JobKey key) {
            try {
                return job(key);
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "unable to read a job: " + e.getClass().getSimpleName());
                return new JobFold(jobs.unseen(key).alone()).verified(false).snapshot();
            }
        }

        private Job withCarbon(Job job) {
            return freshCarbon().complete(job);
        }
    }

    /** The newest of the current runs that know a job, null if none does. */
    private @Nullable RunView newestRunOf(JobKey job, Look look) throws IOException {
        RunId newest = null;
        ExperimentId owner = null;
        for (ExperimentId experiment : directory.experiments()) {
            RunId run = directory.current(experiment);
            if (run != null && knows(experiment, run, job) && (newest == null || run.compareTo(newest) > 0)) {
                newest = run;
                owner = experiment;
            }
        }
        return newest == null || owner == null ? null : look.run(owner, newest);
    }

    /** Whether the run has the link to the job. */
    boolean knows(ExperimentId experiment, RunId run, JobKey job) {
        return Files.exists(tree.jobLink(experiment, run, job), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether all runs that may have launched a job did so on this machine: only then its process can be missed here. */
    boolean isLaunchedHere(JobKey job) {
        try {
            var look = new Look();
            var candidates = new ArrayList<RunView>();
            for (ExperimentId experiment : directory.experiments()) {
                addLauncher(candidates, look, experiment, job);
            }
            return !candidates.isEmpty()
                    && candidates.stream()
                            .allMatch(run -> liveness.isHere(run.experiment().hostname()));
        } catch (IOException e) {
            return false;
        }
    }

    private void addLauncher(List<RunView> candidates, Look look, ExperimentId experiment, JobKey job)
            throws IOException {
        for (RunId run : directory.runs(experiment)) {
            RunView view = knows(experiment, run, job) ? look.run(experiment, run) : null;
            if (view != null) {
                candidates.add(view);
                return;
            }
        }
    }
}
