package dev.xpm.agent.action;

import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.workspace.RunStatusText;
import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a job that is over, or never began: its directory, its live event files, and in the status of every run that
 * refers to it the word that it is gone. Source: workspace-format.md 6.3 and 6.4.
 */
final class DeleteJob {
    private static final System.Logger LOG = System.getLogger(DeleteJob.class.getName());

    private static final String STATUS = "status.json";

    /** As for reading: a larger status is damage. */
    private static final int MAX_STATUS = 64 << 20;

    private final WorkspaceRecords records;
    private final Faults faults;
    private final JobRemoval jobs;

    DeleteJob(WorkspaceRecords records, Faults faults) {
        this.records = records;
        this.faults = faults;
        this.jobs = new JobRemoval(records);
    }

    /**
     * What came of it.
     *
     * @param job as it was before; null if there is no such job
     * @param allowed whether its state allows it
     * @param why it was not done although its state allows it; null if it was done, or could be
     * @param experiments that the job belonged to
     */
    record Result(
            @Nullable Job job, boolean allowed, @Nullable String why, Set<ExperimentId> experiments) {
        boolean success() {
            return job != null && allowed && why == null;
        }
    }

    /** Deletes the job; without {@code perform} only says whether it could be. */
    Result run(JobKey key, boolean perform) throws IOException {
        Job job = records.job(key);
        if (job == null) {
            return new Result(null, false, null, Set.of());
        }
        if (!isOver(job.state().phase())) {
            return new Result(job, false, null, Set.of());
        }
        List<RunKey> runs = perform ? records.runsOf(key) : List.of();
        try (var removal = new Removal(records.tree().root(), faults)) {
            if (perform) {
                jobs.take(removal, key, DeleteJob::isOver, () -> markAll(removal, runs, key));
                removal.commit();
            } else {
                jobs.check(removal, key);
            }
        } catch (IOException e) {
            return new Result(job, true, Refusal.why(e), Set.of());
        }
        return new Result(job, true, null, WorkspaceRecords.experimentsOf(runs));
    }

    private static boolean isOver(JobPhase phase) {
        return phase.isFinished() || phase.isUnscheduled();
    }

    private void markAll(Removal removal, List<RunKey> runs, JobKey key) throws IOException {
        for (RunKey run : runs) {
            try {
                mark(removal, run, key);
            } catch (AccessDeniedException | NotDirectoryException e) {
                // Another user's, or reached through a link out of the workspace: not ours to change.
                LOG.log(System.Logger.Level.WARNING, "a run that refers to a deleted job stays as it is");
            }
        }
    }

    /** A driver that may still be there writes the status itself. */
    private void mark(Removal removal, RunKey run, JobKey key) throws IOException {
        Path directory = records.tree().run(run.experiment(), run.run());
        Path status = directory.resolve(STATUS);
        Folder folder = removal.parentOf(status);
        if (marked(folder, key) == null || records.mayBeLive(run)) {
            return;
        }
        try (HeldLock lock = Locks.holdSoon(folder, directory, "." + STATUS + ".lock")) {
            Objects.requireNonNull(lock);
            byte[] before = read(folder);
            byte[] after = marked(folder, key);
            if (before != null && after != null && !records.mayBeLive(run)) {
                removal.replace(status, before, after);
            }
        }
    }

    private static byte @Nullable [] marked(Folder folder, JobKey key) throws IOException {
        byte[] status = read(folder);
        return status == null ? null : RunStatusText.withDeleted(status, List.of(key.job()));
    }

    private static byte @Nullable [] read(Folder run) throws IOException {
        Path status = Path.of(STATUS);
        BasicFileAttributes found = run.look(status);
        return found == null || !found.isRegularFile() ? null : run.read(status, MAX_STATUS);
    }
}
