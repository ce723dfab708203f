package dev.xpm.agent;

import dev.xpm.agent.process.FileLocks;
import dev.xpm.agent.process.LocalHost;
import dev.xpm.agent.process.ProcessIdentity;
import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.HostView;
import dev.xpm.protocol.workspace.TaskId;
import java.nio.file.Path;

/** The machine on which the agent runs, asked anew each time. */
final class ThisHost implements HostView {
    private final String name = LocalHost.name();

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
}
