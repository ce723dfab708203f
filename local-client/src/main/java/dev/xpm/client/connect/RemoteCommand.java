package dev.xpm.client.connect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for the host: words, and shell text to run before them. How it becomes one line for the host's login shell
 * is the business of {@link ShellQuoting}. Source: protocol.md 2.1.
 *
 * @param launcher first words, in which the host's shell expands a leading {@code ~/} or {@code ~user/}
 * @param arguments words that reach the program as they are
 * @param shellInit inserted verbatim: code by design, taken only from the user
 */
public record RemoteCommand(
        List<String> launcher,
        List<String> arguments,
        @Nullable String shellInit) {
    public RemoteCommand {
        launcher = List.copyOf(launcher);
        arguments = List.copyOf(arguments);
    }

    /** A command whose words all reach the host as they are. */
    public static RemoteCommand of(String... words) {
        return new RemoteCommand(List.of(), List.of(words), null);
    }

    /** All words in order, for a start without a shell. */
    public List<String> words() {
        var words = new ArrayList<>(launcher);
        words.addAll(arguments);
        return words;
    }
}
