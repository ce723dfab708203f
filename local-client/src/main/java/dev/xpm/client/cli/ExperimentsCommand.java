package dev.xpm.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "experiments", synopsisSubcommandLabel = "COMMAND", description = "Experiments of a workspace.")
final class ExperimentsCommand {
    private ExperimentsCommand() {}

    static CommandLine tree(Program program) {
        var options = new WorkspaceOptions();
        var group = new CommandLine(new ExperimentsCommand());
        group.addMixin("workspace", options);
        group.addSubcommand(new ListCommand(program, options));
        group.addSubcommand(new MonitorCommand(program, options));
        group.addSubcommand(new SshMonitorCommand(program, options));
        var server = new CommandLine(new MonitorServerCommand(program));
        group.addSubcommand(server.setUnmatchedOptionsArePositionalParams(true));
        return group;
    }
}
