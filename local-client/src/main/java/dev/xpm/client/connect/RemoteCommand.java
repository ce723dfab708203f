package dev.xpm.client.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for the host: words, and shell text to run before them. How it becomes one line for the host's login shell
 * is {@code ShellQuoting}'s business. Source: protocol.md 2.1.
 *
 * @param shellInit inserted verbatim: code by design, taken only from the user
 */
public record RemoteCommand(List<String> words, @Nullable String shellInit) {
    public RemoteCommand {
        words = List.copyOf(words);
    }

    public static RemoteCommand of(String... words) {
        return new RemoteCommand(List.of(words), null);
    }
}
