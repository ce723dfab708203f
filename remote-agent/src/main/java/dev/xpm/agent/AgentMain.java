package dev.xpm.agent;

import dev.xpm.protocol.endpoint.ServerEndpoint;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
        // Half of the time to the first answer goes into loading what reads JSON: beside the rest, on another core.
        CompletableFuture<Void> loading = CompletableFuture.runAsync(ServerEndpoint::load, AgentMain::inBackground);
        AgentServer.run(options, new FileInputStream(FileDescriptor.in), frames, loading);
    }

    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "xpm-agent-load");
        thread.setDaemon(true);
        thread.start();
    }
}
