package dev.xpm.client.pull;

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
import java.util.concurrent.ExecutionException;

/** The last lines that a program says, read to their end on a thread of its own so that the program never blocks. */
final class LastLines {
    private static final int LINES = 50;
    private static final int LINE_BYTES = 1_000;

    private final CompletableFuture<List<UntrustedText>> lines = new CompletableFuture<>();

    private LastLines() {}

    static LastLines of(InputStream output, String thread) {
        var last = new LastLines();
        var reader = new Thread(() -> last.lines.complete(read(output)), thread);
        reader.setDaemon(true);
        reader.start();
        return last;
    }

    /** Waits for the end of the output. */
    List<UntrustedText> join() throws InterruptedException {
        try {
            return lines.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the reader always completes", e);
        }
    }

    private static List<UntrustedText> read(InputStream output) {
        Deque<UntrustedText> last = new ArrayDeque<>();
        var line = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(output)) {
            for (int unit = in.read(); unit >= 0; unit = in.read()) {
                if (unit == '\n' || unit == '\r') {
                    end(line, last);
                } else if (line.size() < LINE_BYTES) {
                    line.write(unit);
                }
            }
        } catch (IOException e) {
            last.add(UntrustedText.of("(its messages cannot be read: " + e.getMessage() + ")"));
        }
        end(line, last);
        return List.copyOf(last);
    }

    private static void end(ByteArrayOutputStream line, Deque<UntrustedText> last) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            last.add(UntrustedText.of(text));
            if (last.size() > LINES) {
                last.remove();
            }
        }
    }
}
