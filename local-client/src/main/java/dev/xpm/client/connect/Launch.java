package dev.xpm.client.connect;

import dev.xpm.client.connect.deploy.AgentFiles;
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

    /** Our own agent, which is brought to the host if it is not there. */
    record Deploy(AgentFiles files) implements Launch {}

    /** Our own agent where the host can run it, the original program otherwise. */
    record Auto(Deploy first, Uv otherwise) implements Launch {}
}
