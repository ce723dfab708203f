package dev.xpm.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "xpm",
        versionProvider = VersionCommand.Lines.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Watches experimaestro workspaces, here and on clusters.",
        footer = {"", "xpm COMMAND --help shows the options of a command. xpm demo shows what this is."})
final class RootCommand {
    @Option(names = "--version", versionHelp = true, description = "show the version")
    boolean version;
}
