package dev.xpm.client.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program {@code xpm}, all of it but {@code monitor-server}, which is a program of its own. */
public final class XpmMain {
    private final Program program;

    XpmMain(Terminal terminal, Leaving leaving) {
        this.program = new Program(terminal, leaving);
    }

    public static void main(String[] args) {
        var leaving = new Leaving();
        leaving.watchSignals();
        System.exit(new XpmMain(Terminal.ofProcess(), leaving).run(args));
    }

    /** Runs one command line to its end; returns the exit code. */
    int run(String... args) {
        try {
            return commandLine().execute(args);
        } finally {
            program.leaving().leave();
        }
    }

    /** The options follow in full anyway. */
    private static void abbreviateSynopsis(CommandLine command) {
        command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        command.getSubcommands().values().forEach(XpmMain::abbreviateSynopsis);
    }

    /** The whole tree of commands. */
    CommandLine commandLine() {
        var root = new CommandLine(new RootCommand());
        root.addMixin("global", program.options());
        root.addSubcommand(new VersionCommand(program));
        root.addSubcommand(WorkspacesCommand.tree(program));
        root.addSubcommand(ExperimentsCommand.tree(program));
        root.addSubcommand(new DemoCommand(program));
        root.addSubcommand(new DoctorCommand(program));
        abbreviateSynopsis(root);
        return root.setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(100)
                .setOut(new PrintWriter(
                        new OutputStreamWriter(program.terminal().out(), StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(program.terminal().err(), true, StandardCharsets.UTF_8))
                .setExecutionStrategy(new OneWorkspace(new CommandLine.RunLast()))
                .setParameterExceptionHandler(new Misuse(program.messages()))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> program.messages().failure(failure));
    }
}
