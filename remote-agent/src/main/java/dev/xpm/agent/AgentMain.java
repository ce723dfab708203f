package dev.xpm.agent;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;

/** Starts the agent: {@code … experiments --workdir W monitor-server}, with the wire on stdin and stdout. */
public final class AgentMain {
    private static final int MISUSE = 2;

    private AgentMain() {}

    public static void main(String[] words) {
        // Taken away before anything else runs: what a library prints must not end up between the frames.
        OutputStream frames = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        AgentOptions options;
        try {
            options = AgentOptions.parse(List.of(words));
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(MISUSE);
            return;
        }
        AgentServer.run(options, new FileInputStream(FileDescriptor.in), frames);
    }
}
