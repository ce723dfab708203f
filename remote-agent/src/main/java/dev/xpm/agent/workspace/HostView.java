package dev.xpm.agent.workspace;

import dev.xpm.agent.process.SlurmAnswer;
import dev.xpm.agent.process.SlurmRecord;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reading a workspace asks of the machine that it is read on. Safe for use by several threads. */
public interface HostView {
    /** The name under which drivers on this machine write their runs. */
    String name();

    /** Whether somebody holds the driver's or job's lock on that file. Source: workspace-format.md 1.6. */
    Verdict isHeld(Path lock);

    /** Whether this process of this machine is that of the job, and alive. */
    Verdict isAlive(long pid, Path jobDirectory, TaskId task);

    /**
     * The folders to which jobs of this workspace are copied or moved when they are done.
     *
     * @param root absolute, links resolved
     */
    List<Path> archives(Path root) throws IOException;

    /** Where something can be kept that belongs to no workspace; null if nowhere. */
    @Nullable
    Path stateDirectory();

    /** What the batch system said last of a job of it; null if nothing is known of that, or not yet. Never waits. */
    @Nullable
    SlurmAnswer batchJob(JobKey job, SlurmRecord record);
}
