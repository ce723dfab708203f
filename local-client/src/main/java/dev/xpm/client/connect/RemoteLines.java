package dev.xpm.client.connect;

import dev.xpm.protocol.text.UntrustedText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads the standard error of a command to its end, line by line, and keeps the last lines for the diagnosis. */
public final class RemoteLines {
    /** Source: style.md 3.3. */
    private static final int KEPT_BYTES = 32 << 10;

    private static final int LONGEST_LINE = 8 << 10;

    private final Deque<UntrustedText> kept = new ArrayDeque<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int keptBytes;

    /** Starts reading on a thread of its own. */
    public static RemoteLines read(InputStream stderr, Consumer<UntrustedText> listener, String threadName) {
        var lines = new RemoteLines();
        var thread = new Thread(() -> lines.readAll(stderr, listener), threadName);
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    /** The last lines so far, oldest first. */
    public List<UntrustedText> last() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    /** Completed at the end of the stream. */
    public CompletableFuture<Void> end() {
        return end;
    }

    private void readAll(InputStream stderr, Consumer<UntrustedText> listener) {
        try (var in = new BufferedInputStream(stderr)) {
            var line = new ByteArrayOutputStream();
            for (int unit = in.read(); unit >= 0; unit = in.read()) {
                if (unit == '\n') {
                    tell(line, listener);
                } else if (line.size() < LONGEST_LINE) {
                    line.write(unit);
                }
            }
            tell(line, listener);
        } catch (IOException e) {
            keep(UntrustedText.of("(standard error cannot be read: " + e.getMessage() + ")"));
        } finally {
            end.complete(null);
        }
    }

    /** The rest of a line that is too long is left out; indentation stays, for stack traces. */
    private void tell(ByteArrayOutputStream line, Consumer<UntrustedText> listener) {
        String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line.reset();
        if (!text.isEmpty()) {
            keep(UntrustedText.of(text));
            listener.accept(UntrustedText.of(text));
        }
    }

    private void keep(UntrustedText line) {
        synchronized (kept) {
            kept.add(line);
            keptBytes += line.raw().length();
            while (keptBytes > KEPT_BYTES && kept.size() > 1) {
                keptBytes -= kept.remove().raw().length();
            }
        }
    }
}
