package dev.xpm.client.tui;

import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.ExitCode;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * The terminal face of one workspace. It takes over the terminal while it runs and gives it back however it ends.
 */
public final class TerminalApp {
    private final WorkspaceMirror mirror;
    private final LogOpener logs;
    private final TerminalOptions options;

    public TerminalApp(WorkspaceMirror mirror, LogOpener logs, TerminalOptions options) {
        this.mirror = mirror;
        this.logs = logs;
        this.options = options;
    }

    /**
     * Runs until the user quits.
     *
     * @param in keys, as bytes of the terminal
     * @param out the terminal
     * @return the exit code for the command line
     */
    public int run(InputStream in, OutputStream out) throws MonitorException {
        boolean complete = Objects.nonNull(mirror)
                && Objects.nonNull(logs)
                && Objects.nonNull(options)
                && Objects.nonNull(in)
                && Objects.nonNull(out);
        if (complete) {
            throw new MonitorException(Problem.INTERNAL, "the terminal face is not built yet");
        }
        return ExitCode.OK;
    }
}
