package dev.xpm.client.cli;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** What the program says on standard error, each thing on one line. Source: interfaces.md 1.8. */
final class Messages {
    private static final String CYAN_BOLD = "\u001b[1;36m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String CLEAR_REST = "\u001b[K";
    private static final String RESET = "\u001b[0m";

    private final Terminal terminal;
    private final GlobalOptions options;
    private boolean inStage;
    private String lastStage = "";

    Messages(Terminal terminal, GlobalOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    /** What is being done now: on a terminal, one line that changes; elsewhere only what it begins with is said once. */
    synchronized void stage(String line) {
        if (options.quiet) {
            return;
        }
        if (terminal.errIsTerminal()) {
            terminal.err().print("\r" + line + CLEAR_REST);
            terminal.err().flush();
            inStage = true;
        } else if (!kind(line).equals(lastStage)) {
            terminal.err().println(line);
            lastStage = kind(line);
        }
    }

    /** What follows stands on a line of its own. */
    synchronized void endStage() {
        if (inStage) {
            terminal.err().print("\r" + CLEAR_REST);
            terminal.err().flush();
            inStage = false;
        }
    }

    /** A stage without the part that counts. */
    private static String kind(String line) {
        int colon = line.lastIndexOf(": ");
        return colon < 0 ? line : line.substring(0, colon);
    }

    void status(String line) {
        if (!options.quiet) {
            err().println(line);
        }
    }

    void warning(String sentence) {
        err().println(colored(YELLOW, "warning: ") + sentence);
    }

    /** A line that the other side wrote to its standard error. */
    void remoteLine(UntrustedText line) {
        err().println(colored(CYAN_BOLD, "[SSH] ") + line.forTerminal());
    }

    void error(String sentence, @Nullable String hint) {
        err().println(colored(RED, "error: ") + sentence);
        if (hint != null) {
            err().println("hint: " + hint);
        }
    }

    /** Says what went wrong; returns the exit code. */
    int failure(Throwable failure) {
        if (options.traceback) {
            failure.printStackTrace(err());
        }
        if (failure instanceof MonitorException problem) {
            error(problem.sentence(), problem.hint());
            return ended(problem.problem());
        }
        if (failure instanceof SettingsException settings) {
            settings.problems().forEach(problem -> error(problem.text(), null));
            return ended(Problem.SETTINGS);
        }
        error("unexpected " + UntrustedText.of(failure.toString()).forTerminal(), Problem.INTERNAL.hint());
        return ended(Problem.INTERNAL);
    }

    /** The code is what docs/troubleshooting.md is sorted by; most people need only the sentence. */
    private int ended(Problem problem) {
        if (options.debug) {
            err().println("code: " + problem.code());
        }
        return problem.exitCode();
    }

    private String colored(String color, String text) {
        return options.color.onStandardError(terminal) ? color + text + RESET : text;
    }

    private PrintStream err() {
        endStage();
        return terminal.err();
    }
}
