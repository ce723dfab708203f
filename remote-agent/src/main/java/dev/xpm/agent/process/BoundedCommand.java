package dev.xpm.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command of the host that may take only so long and say only so much. It reads nothing from us, its error output is
 * dropped, and at the limit it is killed together with its children.
 */
public final class BoundedCommand {
    /** Exit code of a result without one: not started, timed out, or cut off. */
    private static final int NO_EXIT_CODE = -1;

    /** After the command has ended, what it wrote is there already; only a child that survives it holds the pipe. */
    private static final long DRAIN_MILLIS = 200;

    private static final java.io.File NULL_DEVICE = Path.of("/dev/null").toFile();

    private BoundedCommand() {}

    /**
     * How a command ended.
     *
     * @param exitCode -1 if it could not be started or was killed at a limit
     * @param output the first bytes of its standard output, up to the limit, read as UTF-8
     */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs the command and waits for it. Never throws and never takes much longer than the limit. */
    public static Result run(List<String> command, Duration limit, int maxOutput) {
        Process process;
        try {
            var builder = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(NULL_DEVICE))
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            if (maxOutput == 0) {
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            }
            builder.environment().put("LC_ALL", "C.UTF-8");
            process = builder.start();
        } catch (IOException e) {
            return new Result(NO_EXIT_CODE, "");
        }
        CompletableFuture<String> output =
                maxOutput == 0 ? CompletableFuture.completedFuture("") : readInBackground(process, maxOutput);
        int exitCode = NO_EXIT_CODE;
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                exitCode = process.exitValue();
            }
        } catch (InterruptedException e) {
            // Who interrupts us is about to end, sooner than the children could be found.
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            kill(process);
        }
        return new Result(exitCode, settled(output));
    }

    private static CompletableFuture<String> readInBackground(Process process, int maxOutput) {
        var output = new CompletableFuture<String>();
        var reader = new Thread(
                () -> {
                    try (InputStream in = process.getInputStream()) {
                        output.complete(new String(in.readNBytes(maxOutput), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        output.complete("");
                    }
                },
                "xpm-agent-command");
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private static String settled(CompletableFuture<String> output) {
        try {
            return output.get(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
