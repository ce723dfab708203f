package dev.xpm.agent.action;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Predicate;

/** Takes the directory of one job, and its live event files, out of a workspace. Source: workspace-format.md 6.1, 6.3. */
final class JobRemoval {
    private final WorkspaceRecords records;

    JobRemoval(WorkspaceRecords records) {
        this.records = records;
    }

    /**
     * Makes sure that the job could be taken now. Looks only.
     *
     * @throws Refusal if its place or its lock forbids it
     */
    void check(Removal removal, JobKey job) throws IOException {
        Path directory = records.tree().job(job);
        Folder tasks = tasks(removal, job);
        BasicFileAttributes entry = tasks.look(name(directory));
        if (entry == null) {
            throw new NoSuchFileException("the job has no directory");
        }
        if (entry.isSymbolicLink() && !isMoved(directory, job)) {
            throw new Refusal("the job's directory is a link");
        }
        if (FileLocks.isHeld(FileName.in(directory, job.task().script() + ".lock")) == Verdict.YES) {
            throw Refusal.inUse("its lock is held by another process");
        }
    }

    /** What else belongs to the same change, and comes first: the directory is what counts. */
    interface Step {
        Step NOTHING = () -> {};

        void run() throws IOException;
    }

    /** Takes the job under its lock, if its state is still such that it may be taken. */
    void take(Removal removal, JobKey job, Predicate<JobPhase> allowed, Step first) throws IOException {
        check(removal, job);
        Path directory = records.tree().job(job);
        BasicFileAttributes entry = tasks(removal, job).look(name(directory));
        if (entry != null && entry.isSymbolicLink()) {
            takeChecked(removal, job, allowed, first);
            return;
        }
        try (HeldLock lock = lock(removal, directory, job)) {
            Objects.requireNonNull(lock);
            takeChecked(removal, job, allowed, first);
        }
    }

    private void takeChecked(Removal removal, JobKey job, Predicate<JobPhase> allowed, Step first) throws IOException {
        Job now = records.job(job);
        if (now == null || !allowed.test(now.state().phase())) {
            throw Refusal.inUse("its state changed meanwhile");
        }
        first.run();
        for (Path events : records.liveEvents(job)) {
            removal.take(events);
        }
        removal.take(records.tree().job(job));
    }

    /** The lock of the job, as the job itself would take it; its file is made if no process ever did. */
    private static HeldLock lock(Removal removal, Path directory, JobKey job) throws IOException {
        Folder folder = removal.parentOf(directory.resolve("lock"));
        return Locks.hold(folder, directory, job.task().script() + ".lock");
    }

    private Folder tasks(Removal removal, JobKey job) throws IOException {
        return removal.parentOf(records.tree().job(job));
    }

    /** A finished job may have been moved to another disk, with a link left behind. Source: workspace-format.md 6.7. */
    private static boolean isMoved(Path link, JobKey job) throws IOException {
        Path target = Files.readSymbolicLink(link);
        return target.isAbsolute()
                && target.endsWith(ConfinedPath.below(
                        Path.of("jobs"), job.task().value(), job.job().value()))
                && !target.equals(link);
    }

    private static Path name(Path path) {
        return Objects.requireNonNull(path.getFileName());
    }
}
