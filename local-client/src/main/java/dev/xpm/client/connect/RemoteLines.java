package dev.xpm.client.connect;

import dev.xpm.protocol.frame.Frame;
import dev.xpm.protocol.frame.FrameReader;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads the standard error of a command to its end, line by line, and keeps the last lines for the diagnosis. */
final class RemoteLines {
    /** Source: style.md 3.3. */
    private static final int KEPT_BYTES = 32 << 10;

    private static final int LONGEST_LINE = 8 << 10;

    private final Deque<UntrustedText> kept = new ArrayDeque<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int keptBytes;

    /** Starts reading on a thread of its own. */
    static RemoteLines read(InputStream stderr, Consumer<UntrustedText> listener, String threadName) {
        var lines = new RemoteLines();
        var thread = new Thread(() -> lines.readAll(stderr, listener), threadName);
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    /** The last lines so far, oldest first. */
    List<UntrustedText> last() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    /** Completed at the end of the stream. */
    CompletableFuture<Void> end() {
        return end;
    }

    private void readAll(InputStream stderr, Consumer<UntrustedText> listener) {
        var reader = new FrameReader(stderr, LONGEST_LINE);
        try {
            for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
                UntrustedText line = text(frame);
                keep(line);
                listener.accept(line);
            }
        } catch (IOException e) {
            keep(UntrustedText.of("(standard error cannot be read: " + e.getMessage() + ")"));
        } finally {
            end.complete(null);
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

    private static UntrustedText text(Frame frame) {
        if (frame instanceof Frame.Line line) {
            return UntrustedText.of(new String(line.bytes(), StandardCharsets.UTF_8));
        }
        long bytes = frame instanceof Frame.TooLong tooLong ? tooLong.bytes() : 0;
        return UntrustedText.of("(a line of " + bytes + " bytes was left out)");
    }
}
