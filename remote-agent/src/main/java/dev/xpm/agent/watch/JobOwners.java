package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.EventFiles;
import dev.xpm.agent.workspace.ExperimentDirectory;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which experiments a job belongs to, and which task a file name's hash stands for. Learned from the links of the current
 * runs when a job is first met, and from what the experiments' own events say.
 *
 * <p>{@link #affected} and {@link #experimentsOf} may be called by any thread, all else by the watching thread.
 */
final class JobOwners {
    /** Far more jobs than run at one time; beyond, all is forgotten and learned again. */
    private static final int MAX_JOBS = 50_000;

    private final WorkspaceTree tree;
    private final ExperimentDirectory directory;
    private final Map<JobId, Set<ExperimentId>> byJob = new ConcurrentHashMap<>();
    private final Map<String, TaskId> tasks = new HashMap<>();

    JobOwners(WorkspaceTree tree, ExperimentDirectory directory) {
        this.tree = tree;
        this.directory = directory;
    }

    /** The experiments that an event touches, as far as they are known. Does not look at the disk. */
    Collection<ExperimentId> affected(WorkspaceEvent event) {
        ExperimentId named = experimentOf(event);
        if (named != null) {
            return List.of(named);
        }
        if (event instanceof WorkspaceEvent.OfJob ofJob && ofJob.job() != null) {
            return byJob.getOrDefault(ofJob.job(), Set.of());
        }
        return List.of();
    }

    private static @Nullable ExperimentId experimentOf(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.JobSubmitted e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.RunCompleted e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.ServiceAdded e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.ServiceStateChanged e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.ActionAdded e) {
            return e.experiment();
        }
        if (event instanceof WorkspaceEvent.RunUpdated e) {
            return e.experiment();
        }
        return event instanceof WorkspaceEvent.ExperimentUpdated e ? e.experiment() : null;
    }

    /** An experiment's own event named the job. */
    void learn(ExperimentId experiment, JobKey job) {
        tasks.putIfAbsent(EventFiles.hash(job.task()), job.task());
        experimentsOf(job).add(experiment);
    }

    /** The experiments whose current run holds the job. */
    Set<ExperimentId> experimentsOf(JobKey job) {
        Set<ExperimentId> known = byJob.get(job.job());
        if (known != null) {
            return known;
        }
        if (byJob.size() >= MAX_JOBS) {
            byJob.clear();
        }
        Set<ExperimentId> found = ConcurrentHashMap.newKeySet();
        try {
            for (ExperimentId experiment : directory.experiments()) {
                RunId run = directory.current(experiment);
                if (run != null && Files.exists(tree.jobLink(experiment, run, job), LinkOption.NOFOLLOW_LINKS)) {
                    found.add(experiment);
                }
            }
        } catch (IOException e) {
            // What could be read counts; the experiment's own events name the job as well.
        }
        byJob.put(job.job(), found);
        return found;
    }

    /** Another run is current now, with other jobs. */
    void forget() {
        byJob.clear();
    }

    /** The job of an owner as {@link EventFiles} names it; null if no directory has a name of that hash. */
    @Nullable
    JobKey jobOf(String owner) throws IOException {
        int colon = owner.indexOf(':');
        String hash = owner.substring(0, colon);
        JobId job = JobId.orNull(owner.substring(colon + 1));
        TaskId task = tasks.get(hash);
        if (task == null) {
            listTasks();
            task = tasks.get(hash);
        }
        return task == null || job == null ? null : new JobKey(task, job);
    }

    private void listTasks() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(tree.jobs())) {
            for (Path entry : entries) {
                TaskId task = TaskId.orNull(FileName.of(entry));
                if (task != null) {
                    tasks.put(EventFiles.hash(task), task);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // No job was ever made.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
