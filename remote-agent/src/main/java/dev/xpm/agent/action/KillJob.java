package dev.xpm.agent.action;

import dev.xpm.agent.process.JobTerminator;
import dev.xpm.agent.process.SlurmCancel;
import dev.xpm.agent.process.SlurmRecord;
import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process of a job: a local one by a signal, one of a batch system through that. No file is changed; the job, or
 * its driver, does that. Source: workspace-format.md 6.2, assurance.md K1 to K3.
 *
 * <p>Safe for use by several threads.
 */
final class KillJob {
    private static final Outcome NO_PROCESS = Outcome.refused("No process found for job", null);

    private final WorkspaceRecords records;

    KillJob(WorkspaceRecords records) {
        this.records = records;
    }

    Outcome run(JobKey job) throws IOException {
        if (records.job(job) == null) {
            return Outcome.refused("Job not found", null);
        }
        WorkspaceRecords.ProcessRecord process = records.process(job);
        if (process == null || process.spec().pid() == null) {
            return NO_PROCESS;
        }
        String pid = process.spec().pid().raw();
        return switch (process.spec().type().raw()) {
            case "local" -> signal(job, process, pid);
            case "slurm" -> cancel(SlurmRecord.of(process.spec()));
            default -> NO_PROCESS;
        };
    }

    private Outcome signal(JobKey job, WorkspaceRecords.ProcessRecord process, String text) {
        long pid;
        try {
            pid = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return NO_PROCESS;
        }
        if (pid <= 1) {
            return failed("process " + pid + " is no job's");
        }
        if (!records.isLaunchedHere(job)) {
            return failed("the job was not launched on this host, as far as its runs tell");
        }
        JobTerminator.Outcome outcome =
                JobTerminator.terminate(pid, records.tree().job(job), job.task(), process.written());
        if (outcome instanceof JobTerminator.Outcome.Signalled) {
            return Outcome.done("Sent SIGTERM to process " + pid);
        }
        return outcome instanceof JobTerminator.Outcome.Refused refused ? failed(refused.why()) : NO_PROCESS;
    }

    private static Outcome cancel(@Nullable SlurmRecord job) {
        if (job == null) {
            return failed("not the number of a SLURM job");
        }
        String problem = SlurmCancel.cancel(job);
        return problem == null ? Outcome.done("Cancelled SLURM job " + job.id()) : failed(problem);
    }

    private static Outcome failed(String why) {
        return Outcome.refused("Failed to kill process: " + why, null);
    }
}
