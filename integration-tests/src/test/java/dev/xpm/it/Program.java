package dev.xpm.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that a test runs to its end: what it was called with, and what it said. */
public final class Program {
    /** How a program ended. */
    public record Result(int exit, String out, String err) {
        public List<String> outLines() {
            return out.lines().toList();
        }

        public List<String> errLines() {
            return err.lines().toList();
        }
    }

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path errorFile;
    private String input = "";
    private Duration limit = Duration.ofMinutes(2);

    private Program(List<String> words) {
        command.addAll(words);
    }

    public static Program of(String... words) {
        return new Program(List.of(words));
    }

    public static Program of(List<String> words) {
        return new Program(words);
    }

    /** Our launcher script, as a user calls it. */
    public static Program xpm(String... arguments) {
        var words = new ArrayList<String>();
        words.add(launcher().toString());
        words.addAll(List.of(arguments));
        return new Program(words);
    }

    /** The launcher script of this checkout. */
    public static Path launcher() {
        return root().resolve("xpm");
    }

    /** The folder of the checkout. */
    public static Path root() {
        return Path.of(System.getProperty("xpm.root", "..")).toAbsolutePath().normalize();
    }

    public Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** More words behind those that it has. */
    public Program and(String... words) {
        command.addAll(List.of(words));
        return this;
    }

    public Program input(String text) {
        input = text;
        return this;
    }

    public Program limit(Duration value) {
        limit = value;
        return this;
    }

    /** Sends what it says on its standard error to a file. */
    public Program errors(Path file) {
        errorFile = file;
        return this;
    }

    /** Starts it; its outputs are pipes that the caller reads. */
    public Process start() throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        if (errorFile != null) {
            builder.redirectError(errorFile.toFile());
        }
        return builder.start();
    }

    /** Runs it to its end; a program that does not end in time is ended and fails the test. */
    public Result run() throws IOException {
        Process process = start();
        var out = reading(process.getInputStream());
        var err = reading(process.getErrorStream());
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program that ended before it read its input says more by its exit code.
        }
        process.onExit()
                .copy()
                .completeOnTimeout(process, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (process.isAlive()) {
            end(process);
            throw new AssertionError(
                    "did not end within " + limit + ": " + command + "\n" + out.getNow("") + err.getNow(""));
        }
        return new Result(process.exitValue(), out.join(), err.join());
    }

    /** Ends a program and those that it started. */
    public static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit().copy().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
