package dev.xpm.client.cli;

import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command, unless it names several workspaces at the same place: they cannot be shown together, and taking one of
 * them would look as if the others had nothing. Before and after the name of the command is no such case, there the last
 * one counts. Source: interfaces.md 1.1.
 */
final class OneWorkspace implements IExecutionStrategy {
    private static final String OPTION = "--workspace";

    private final IExecutionStrategy then;

    OneWorkspace(IExecutionStrategy then) {
        this.then = then;
    }

    @Override
    public int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        for (CommandLine command : commands) {
            OptionSpec option = command.getParseResult().matchedOption(OPTION);
            if (option != null && option.originalStringValues().size() > 1) {
                throw new ParameterException(
                        commands.get(commands.size() - 1),
                        OPTION + " is given more than once (" + names(option.originalStringValues())
                                + "); give one, and start another xpm for each other one");
            }
        }
        return then.execute(parsed);
    }

    private static String names(List<String> ids) {
        return ids.stream()
                .limit(5)
                .map(id -> "\"" + UntrustedText.of(id).forTerminal(60) + "\"")
                .collect(Collectors.joining(", "));
    }
}
