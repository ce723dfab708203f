package dev.xpm.client.cli;

import dev.xpm.client.problem.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The agent is a program of its own, so that a login node never loads this one. The launcher script starts it directly;
 * whoever gets here wants its help, or has gone around the script.
 */
@Command(
        name = "monitor-server",
        description = "Serves a workspace on standard input and output; started by the launcher script xpm.")
final class MonitorServerCommand implements Callable<Integer> {
    private final Program program;

    @Option(names = "--read-only", description = "change nothing in the workspace")
    boolean readOnly;

    @Mixin
    WatcherOptions watcher = new WatcherOptions();

    @Parameters(hidden = true, description = "taken by the agent")
    List<String> ignored = List.of();

    MonitorServerCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        program.messages()
                .error(
                        "monitor-server is a program of its own",
                        "start it through the script xpm, or with java -jar agent.jar");
        return ExitCode.MISUSE;
    }
}
