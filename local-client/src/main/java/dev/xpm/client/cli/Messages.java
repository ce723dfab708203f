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
    private static final String RESET = "\u001b[0m";

    private final Terminal terminal;
    private final GlobalOptions options;

    Messages(Terminal terminal, GlobalOptions options) {
        this.terminal = terminal;
        this.options = options;
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
        return terminal.err();
    }
}
