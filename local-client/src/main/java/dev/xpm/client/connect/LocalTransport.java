package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Runs commands on this machine, as child processes without a shell. */
public final class LocalTransport implements Transport {
    private final Set<RemoteProcess> running = ConcurrentHashMap.newKeySet();

    @Override
    public String label() {
        return "local";
    }

    @Override
    public RemoteProcess start(RemoteCommand command) throws MonitorException {
        String init = command.shellInit();
        List<String> words = init == null ? command.words() : List.of("sh", "-c", ShellQuoting.line(command));
        var builder = new ProcessBuilder(words);
        // Names of files are bytes: in another locale, Java cannot open those that are not ASCII.
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            var child = new Child(builder.start());
            running.add(child);
            var unused = child.exit().thenRun(() -> running.remove(child));
            return child;
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.NO_AGENT,
                    "unable to start " + words.get(0) + " because it cannot be run",
                    null,
                    List.of(),
                    e);
        }
    }

    @Override
    public void close() {
        running.forEach(RemoteProcess::close);
    }

    private static final class Child implements RemoteProcess {
        private final Process process;
        private final CompletableFuture<Exit> exit;

        Child(Process process) {
            this.process = process;
            this.exit = process.onExit().thenApply(ended -> new Exit(ended.exitValue(), null));
        }

        @Override
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        @Override
        public InputStream stdout() {
            return process.getInputStream();
        }

        @Override
        public InputStream stderr() {
            return process.getErrorStream();
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return exit;
        }

        @Override
        public void close() {
            ProcessEnding.close(this, process::destroy);
        }
    }
}
