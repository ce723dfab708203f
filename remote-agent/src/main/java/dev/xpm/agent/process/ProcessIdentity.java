package dev.xpm.agent.process;

import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells whether a process number still stands for a job's own process. Numbers are used again, so a living process
 * counts only if it works in the job's directory or was started with the job's script. Source: workspace-format.md 4.5.
 *
 * <p>Means something only for jobs that were launched on this host: see {@link LocalHost}.
 */
public final class ProcessIdentity {
    private ProcessIdentity() {}

    /** Whether the process with this number is the job's, and alive. A zombie is not. */
    public static Verdict isAlive(long pid, Path jobDirectory, TaskId task) {
        var process = ProcessFiles.of(pid);
        List<String> stat = process.stat();
        if (stat == null) {
            return ProcessFiles.showAll() ? Verdict.NO : Verdict.UNKNOWN;
        }
        if (stat.get(0).matches("[ZXx]")) {
            return Verdict.NO;
        }
        String commandLine = process.commandLine();
        if (commandLine != null && namesScript(commandLine, jobDirectory, task)) {
            return Verdict.YES;
        }
        try {
            return process.worksIn(jobDirectory) ? Verdict.YES : Verdict.NO;
        } catch (IOException e) {
            // It may have ended meanwhile; if not, it belongs to another user, and its directory is not shown.
            return process.stat() == null ? Verdict.NO : Verdict.UNKNOWN;
        }
    }

    private static boolean namesScript(String commandLine, Path jobDirectory, TaskId task) {
        String script = task.script() + ".py";
        return commandLine.contains(FileName.in(jobDirectory, script).toString())
                || commandLine.contains(FileName.in(real(jobDirectory), script).toString());
    }

    private static Path real(Path directory) {
        try {
            return Files.exists(directory) ? directory.toRealPath() : directory;
        } catch (IOException e) {
            return directory;
        }
    }
}
