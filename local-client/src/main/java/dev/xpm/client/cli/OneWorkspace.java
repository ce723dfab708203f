package dev.xpm.client.cli;

import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command, unless it names several workspaces at the same place and shows only one: taking one of them would look
 * as if the others had nothing. Before and after the name of the command is no such case, there the last one counts.
 * Source: interfaces.md 1.1.
 */
final class OneWorkspace implements IExecutionStrategy {
    private static final String OPTION = "--workspace";

    private final IExecutionStrategy then;

    OneWorkspace(IExecutionStrategy then) {
        this.then = then;
    }

    /** The workspaces that a command line names for a command, each once; those nearest to its end count. */
    static List<String> named(CommandSpec command) {
        for (CommandSpec at = command; at != null; at = at.parent()) {
            List<String> names = namedAt(at.commandLine());
            if (!names.isEmpty()) {
                return names;
            }
        }
        return List.of();
    }

    private static List<String> namedAt(CommandLine command) {
        ParseResult parsed = command.getParseResult();
        OptionSpec option = parsed == null ? null : parsed.matchedOption(OPTION);
        return option == null
                ? List.of()
                : option.originalStringValues().stream().distinct().toList();
    }

    @Override
    public int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine last = commands.get(commands.size() - 1);
        for (CommandLine command : commands) {
            List<String> names = namedAt(command);
            if (names.size() > 1 && !(last.getCommand() instanceof SshMonitorCommand)) {
                throw new ParameterException(
                        last,
                        OPTION + " is given more than once (" + shown(names)
                                + "); only \"experiments ssh-monitor\" shows several");
            }
        }
        return then.execute(parsed);
    }

    private static String shown(List<String> ids) {
        return ids.stream()
                .limit(5)
                .map(id -> "\"" + UntrustedText.of(id).forTerminal(60) + "\"")
                .collect(Collectors.joining(", "));
    }
}
