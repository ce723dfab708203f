package dev.xpm.agent.action;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.References;
import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an experiment that nobody drives, with all its runs, and if asked the jobs that no other experiment refers to.
 * Jobs that still run are left. Source: workspace-format.md 6.5.
 */
final class DeleteExperiment {
    private static final System.Logger LOG = System.getLogger(DeleteExperiment.class.getName());

    private static final String STILL_RUNNING = "Cannot delete: experiment is still running";

    private final WorkspaceRecords records;
    private final WorkspaceTree tree;
    private final Faults faults;
    private final JobRemoval jobs;

    DeleteExperiment(WorkspaceRecords records, Faults faults) {
        this.records = records;
        this.tree = records.tree();
        this.faults = faults;
        this.jobs = new JobRemoval(records);
    }

    /** Deletes it; without {@code perform} only says whether it could be. */
    Outcome run(ExperimentId id, boolean withJobs, boolean perform) throws IOException {
        if (!records.exists(id)) {
            return Outcome.refused("Experiment " + id.value() + " not found", null);
        }
        String running = running(id);
        if (running != null) {
            return Outcome.refused(running, null);
        }
        if (!perform) {
            return Outcome.done("Experiment " + id.value() + " can be deleted");
        }
        var problems = new ArrayList<String>();
        try (var removal = new Removal(tree.root(), faults)) {
            if (isHere(removal, tree.experiment(id))) {
                takeLocked(removal, id, withJobs, problems);
            } else {
                take(removal, id, withJobs, problems);
            }
            removal.commit();
        } catch (Refusal e) {
            return Outcome.refused(e.isInUse() ? STILL_RUNNING : failed(id, e), e.getMessage());
        } catch (IOException e) {
            return Outcome.refused(failed(id, e), Refusal.why(e));
        }
        return problems.isEmpty()
                ? Outcome.done("Deleted experiment " + id.value())
                : Outcome.refused("Partial deletion: " + String.join("; ", problems), null);
    }

    private static String failed(ExperimentId id, IOException failure) {
        return "Failed to delete experiment " + id.value() + ": " + Refusal.why(failure);
    }

    /** Why the experiment counts as running; null if it does not. What its status says does not count where a lock can. */
    private @Nullable String running(ExperimentId id) throws IOException {
        Experiment current = records.current(id);
        boolean isUnfinished = current != null && current.status() == RunStatus.RUNNING;
        if (current == null || records.isOld(id)) {
            return isUnfinished ? STILL_RUNNING : null;
        }
        if (FileLocks.isHeld(tree.driverLock(id)) == Verdict.YES || Boolean.TRUE.equals(current.live())) {
            return STILL_RUNNING;
        }
        // A driver names its host before it does anything else; where none is named, nobody drives.
        return isUnfinished && current.live() == null && current.hostname() != null
                ? STILL_RUNNING + ", as far as can be told from this host"
                : null;
    }

    private void takeLocked(Removal removal, ExperimentId id, boolean withJobs, List<String> problems)
            throws IOException {
        Path directory = tree.experiment(id);
        Folder folder = removal.parentOf(tree.driverLock(id));
        try (HeldLock lock = Locks.hold(folder, directory, "lock")) {
            Objects.requireNonNull(lock);
            take(removal, id, withJobs, problems);
        }
    }

    private void take(Removal removal, ExperimentId id, boolean withJobs, List<String> problems) throws IOException {
        if (withJobs) {
            takeJobs(removal, id, problems);
        }
        Path events = tree.liveExperimentEvents();
        for (Path file : records.liveEvents(id)) {
            if (events.equals(file.getParent())) {
                removal.take(file);
            }
        }
        takeIfThere(removal, FileName.in(events, id.value()));
        takeIfThere(removal, tree.oldExperiment(id));
        takeIfThere(removal, tree.experiment(id));
    }

    private void takeJobs(Removal removal, ExperimentId id, List<String> problems) throws IOException {
        References others = records.referencedByOthers(id);
        for (JobKey job : new TreeSet<>(records.jobsOf(id))) {
            if (others.contains(job, tree.job(job))) {
                continue;
            }
            try {
                jobs.take(removal, job, phase -> !phase.isActive(), JobRemoval.Step.NOTHING);
            } catch (NoSuchFileException e) {
                LOG.log(System.Logger.Level.DEBUG, "a job of the experiment has no directory");
            } catch (NotDirectoryException e) {
                problems.add("job " + job.locator() + ": " + Refusal.why(e));
            } catch (Refusal e) {
                if (!e.isInUse()) {
                    problems.add("job " + job.locator() + ": " + Refusal.why(e));
                }
            }
        }
    }

    private static void takeIfThere(Removal removal, Path path) throws IOException {
        if (isHere(removal, path)) {
            removal.take(path);
        }
    }

    /** Whether there is such an entry, in directories that are no links. */
    private static boolean isHere(Removal removal, Path path) throws IOException {
        try {
            BasicFileAttributes found = removal.parentOf(path).look(Objects.requireNonNull(path.getFileName()));
            return found != null;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }
}
