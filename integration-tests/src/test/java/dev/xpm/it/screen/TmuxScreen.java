package dev.xpm.it.screen;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A terminal of a size, in a tmux server of its own: what is typed into it and what a person sees in it. */
public final class TmuxScreen implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path socket;

    private TmuxScreen(Path socket) {
        this.socket = socket;
    }

    /** Opens a shell in a terminal of that size; the folder gets the server's socket. */
    public static TmuxScreen open(Path folder, int columns, int rows) throws IOException {
        Path socket = Files.createTempDirectory(folder, "t").resolve("s");
        var screen = new TmuxScreen(socket);
        screen.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                String.valueOf(columns),
                "-y",
                String.valueOf(rows),
                "env",
                "PS1=ready> ",
                "LC_ALL=C.UTF-8",
                "sh");
        screen.tmux("set-option", "-g", "status", "off");
        screen.tmux("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(rows));
        screen.awaitText("ready>");
        return screen;
    }

    /** Types text and a line end. */
    public void type(String line) throws IOException {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    /** Presses keys by their tmux names: {@code Enter}, {@code Escape}, {@code Down}, {@code C-p}, {@code q}. */
    public void press(String... keys) throws IOException {
        for (String key : keys) {
            tmux("send-keys", key);
        }
    }

    public void resize(int columns, int rows) throws IOException {
        tmux("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(rows));
    }

    /** Process id of the shell in the terminal. */
    public long shell() throws IOException {
        return Long.parseLong(tmux("display-message", "-p", "#{pane_pid}").out().strip());
    }

    /** What tmux knows of the terminal, in its own format language. */
    public String state(String format) throws IOException {
        return tmux("display-message", "-p", format).out().strip();
    }

    /** The rows as a person sees them, without trailing blanks. */
    public List<String> rows() throws IOException {
        return tmux("capture-pane", "-p").outLines();
    }

    public String text() throws IOException {
        return String.join("\n", rows());
    }

    /** Waits until the text is on the screen; returns the screen. */
    public String awaitText(String text) {
        return await("\"" + text + "\" on the screen", screen -> screen.contains(text));
    }

    public String awaitGone(String text) {
        return await("\"" + text + "\" gone from the screen", screen -> !screen.contains(text));
    }

    /**
     * Waits until the screen is as wanted, twice the same, since it may be caught while it is drawn; a failure shows the
     * last screen.
     */
    public String await(String what, Predicate<String> wanted) {
        var last = new AtomicReference<>("");
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                last.set(text());
                return wanted.test(last.get()) && text().equals(last.get());
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("expected " + what + " but saw:\n" + last.get(), e);
        }
        return last.get();
    }

    @Override
    public void close() throws IOException {
        Program.of(Tool.TMUX.path().toString(), "-S", socket.toString(), "kill-server")
                .run();
    }

    private Program.Result tmux(String... words) throws IOException {
        var command = new ArrayList<>(List.of(Tool.TMUX.path().toString(), "-S", socket.toString()));
        command.addAll(List.of(words));
        Program.Result result = Program.of(command)
                .with("LC_ALL", "C.UTF-8")
                .with("TERM", "xterm-256color")
                .run();
        if (result.exit() != 0) {
            throw new IOException("tmux " + List.of(words) + ": " + result.err());
        }
        return result;
    }
}
