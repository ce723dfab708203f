package dev.xpm.client.connect;

import java.util.List;

/** How the agent comes to run. Source: protocol.md 2.2, interfaces.md 2 ({@code ssh.launch}). */
public sealed interface Launch {
    /**
     * By words that the user gave, or that start our launcher on this machine.
     *
     * @param words the host's shell expands a leading {@code ~/} or {@code ~user/} in them
     */
    record Command(List<String> words) implements Launch {
        public Command {
            words = List.copyOf(words);
        }
    }

    /** The original program, fetched by {@code uv tool run}. */
    record Uv(List<String> words) implements Launch {
        public Uv {
            words = List.copyOf(words);
        }
    }
}
