package dev.xpm.agent;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.LocalHost;
import dev.xpm.agent.process.ProcessIdentity;
import dev.xpm.agent.process.SlurmAnswer;
import dev.xpm.agent.process.SlurmQueue;
import dev.xpm.agent.process.SlurmRecord;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.settings.Archives;
import dev.xpm.agent.settings.StateDirectory;
import dev.xpm.agent.workspace.HostView;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The machine on which the agent runs, asked anew each time; only of its batch system the last answer is given. */
final class ThisHost implements HostView {
    private final String name = LocalHost.name();
    private final SlurmQueue slurm;

    ThisHost(SlurmQueue slurm) {
        this.slurm = slurm;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Verdict isHeld(Path lock) {
        return FileLocks.isHeld(lock);
    }

    @Override
    public Verdict isAlive(long pid, Path jobDirectory, TaskId task) {
        return ProcessIdentity.isAlive(pid, jobDirectory, task);
    }

    @Override
    public List<Path> archives(Path root) throws IOException {
        return Archives.ofThisHost().of(root);
    }

    @Override
    public Path stateDirectory() {
        return StateDirectory.ofThisUser();
    }

    @Override
    public @Nullable SlurmAnswer batchJob(JobKey job, SlurmRecord record) {
        return slurm.ask(job, record);
    }
}
