package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.RemoteLines;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The ssh process that holds the connection and listens on the control socket. It is started behind a few lines of shell
 * that end it when this program ends in whatever way: by itself it would stay for ever.
 */
final class Master implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Master.class.getName());

    /**
     * Runs its arguments and leaves with their exit code; ends them at the end of its standard input. A key that
     * interrupts the programs of the terminal is meant for the face.
     */
    private static final String GUARD = "trap '' INT QUIT; exec 3<&0 </dev/null; \"$@\" 3<&- & ssh=$!;"
            + " { cat <&3; kill \"$ssh\"; } >/dev/null 2>&1 & guard=$!; exec 3<&-;"
            + " wait \"$ssh\"; code=$?; kill \"$guard\"; exit \"$code\"";

    /** The rest of its messages comes at once after its end; a child that holds them open may not keep us. */
    private static final long LAST_WORDS_MILLIS = 700;

    private final Process process;
    private final Path socket;
    private final RemoteLines stderr;

    private Master(Process process, Path socket, RemoteLines stderr) {
        this.process = process;
        this.socket = socket;
        this.stderr = stderr;
    }

    /**
     * Starts it.
     *
     * @param words the ssh program and its arguments
     * @param socket where it will listen once the login is done
     * @param listener gets what it says, on a thread of its own
     */
    static Master start(
            List<String> words,
            Map<String, String> environment,
            Path socket,
            Consumer<UntrustedText> listener,
            String threadName)
            throws IOException {
        var guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "xpm-ssh"));
        guarded.addAll(words);
        var builder = new ProcessBuilder(guarded).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new Master(process, socket, RemoteLines.read(process.getErrorStream(), listener, threadName));
    }

    /** Waits a little, unless it has ended; true if it has. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether commands can be started. The socket appears under its name when ssh listens on it. */
    boolean isReady() {
        return Files.exists(socket);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Completed when it has ended. */
    CompletableFuture<Void> end() {
        return process.onExit().thenApply(ended -> null);
    }

    /** All that it said, after its end. */
    List<UntrustedText> lastWords() {
        stderr.end()
                .copy()
                .completeOnTimeout(null, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        return stderr.last();
    }

    /** Returns at once; ssh ends within moments. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the input of ssh failed: " + e.getMessage());
        }
    }
}
