package dev.xpm.agent.process;

import dev.xpm.protocol.workspace.TaskId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process of a job, after proof that it is the job's. Numbers are used again, so all of this must hold: the
 * process works in the job's directory or runs its script, and it started before its number was written down. The signal
 * goes to the process whose start was seen, or to none: the JDK compares the start again just before it signals. Source:
 * assurance.md K1 and K2, workspace-format.md 6.2.
 */
public final class JobTerminator {
    /** Clocks of a file server and of this host may differ, and the start is known to a hundredth of a second only. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private JobTerminator() {}

    /** What came of it. */
    public sealed interface Outcome {
        /** The process was asked to end; it may take its time. */
        record Signalled() implements Outcome {}

        /** There is no such process any more. */
        record Gone() implements Outcome {}

        /** The process may be another one, and was left alone. */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Sends SIGTERM to the process. The job's own handler writes its marker and ends what it started.
     *
     * @param recorded when the number was written down; null if that is not known, which refuses
     */
    public static Outcome terminate(long pid, Path jobDirectory, TaskId task, @Nullable Instant recorded) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        List<String> stat = ProcessFiles.of(pid).stat();
        if (handle.isEmpty() || stat == null) {
            return ProcessFiles.showAll() ? new Outcome.Gone() : refused(pid, "cannot be seen from here");
        }
        Verdict identity = ProcessIdentity.isAlive(pid, jobDirectory, task);
        if (identity != Verdict.YES) {
            if (ProcessFiles.of(pid).isOver()) {
                return new Outcome.Gone();
            }
            return refused(pid, identity == Verdict.NO ? "is not that of the job" : "belongs to another user");
        }
        Instant started = ProcessFiles.started(stat);
        if (started == null || recorded == null || started.isAfter(recorded.plus(MARGIN))) {
            return refused(pid, "started after the job did");
        }
        if (pid == ProcessHandle.current().pid()) {
            return refused(pid, "is this agent");
        }
        if (handle.get().destroy()) {
            return new Outcome.Signalled();
        }
        return handle.get().isAlive() ? refused(pid, "cannot be signalled") : new Outcome.Gone();
    }

    private static Outcome refused(long pid, String why) {
        return new Outcome.Refused("process " + pid + " " + why);
    }
}
