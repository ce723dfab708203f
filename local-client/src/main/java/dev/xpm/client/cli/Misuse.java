package dev.xpm.client.cli;

import dev.xpm.client.problem.ExitCode;
import dev.xpm.client.problem.Nearest;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in one line and with the nearest right word. Source: interfaces.md 1.8. */
final class Misuse implements IParameterExceptionHandler {
    private final Messages messages;

    Misuse(Messages messages) {
        this.messages = messages;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            unknownWord(command, unmatched.getUnmatched().get(0));
        } else if (failure instanceof MissingParameterException missing) {
            messages.error(missing(missing), helpHint(command));
        } else if (failure.getArgSpec() != null && failure.getValue() != null) {
            messages.error(badValue(failure.getArgSpec(), failure.getValue()), helpHint(command));
        } else if (!command.getSubcommands().isEmpty()) {
            messages.error(
                    "no command given; known: "
                            + String.join(", ", command.getSubcommands().keySet()),
                    helpHint(command));
        } else {
            messages.error(shown(String.valueOf(failure.getMessage())), helpHint(command));
        }
        return ExitCode.MISUSE;
    }

    private void unknownWord(CommandLine command, String word) {
        boolean option = word.startsWith("-") && word.length() > 1;
        List<String> known = option
                ? command.getCommandSpec().optionsMap().keySet().stream().toList()
                : List.copyOf(command.getSubcommands().keySet());
        String name = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        Optional<String> nearest = Nearest.to(name, known);
        String sentence;
        if (option) {
            sentence = "unknown option \"" + shown(name) + "\"";
        } else if (known.isEmpty()) {
            sentence = "unexpected argument \"" + shown(word) + "\"";
        } else {
            sentence = "unknown command \"" + shown(word) + "\"";
        }
        messages.error(
                sentence, nearest.map(name2 -> "did you mean " + name2 + "?").orElse(helpHint(command)));
    }

    private static String missing(MissingParameterException failure) {
        String names = failure.getMissing().stream().map(Misuse::name).collect(Collectors.joining(", "));
        boolean option = failure.getMissing().stream().anyMatch(ArgSpec::isOption);
        return option ? names + " needs a value" : "missing argument " + names;
    }

    private static String badValue(ArgSpec argument, String value) {
        for (CommandLine.ITypeConverter<?> converter : argument.converters()) {
            if (converter instanceof OptionValue<?> reader) {
                return reader.complaint(name(argument), shown(value));
            }
        }
        return name(argument) + ": \"" + shown(value) + "\" is not understood";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static @Nullable String helpHint(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help shows what there is";
    }

    private static String shown(String text) {
        return UntrustedText.of(text).forTerminal();
    }
}
