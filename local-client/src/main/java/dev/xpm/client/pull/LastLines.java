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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The last lines that a program says, read to their end on a thread of its own so that the program never blocks. */
final class LastLines {
    private static final System.Logger LOG = System.getLogger(LastLines.class.getName());

    private static final int LINES = 50;
    private static final int LINE_BYTES = 1_000;

    /** After the end of the program; a child of it that holds its output open may not keep us. */
    private static final long REST_SECONDS = 2;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Deque<UntrustedText> last = new ArrayDeque<>();

    private LastLines() {}

    static LastLines of(InputStream output, String thread) {
        var last = new LastLines();
        var reader = new Thread(() -> last.read(output), thread);
        reader.setDaemon(true);
        reader.start();
        return last;
    }

    /** Waits a moment for the end of the output. */
    List<UntrustedText> join() throws InterruptedException {
        boolean complete = over.await(REST_SECONDS, TimeUnit.SECONDS);
        if (!complete) {
            LOG.log(System.Logger.Level.DEBUG, "the output of a program stays open");
        }
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    private void read(InputStream output) {
        var line = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(output)) {
            for (int unit = in.read(); unit >= 0; unit = in.read()) {
                if (unit == '\n' || unit == '\r') {
                    end(line);
                } else if (line.size() < LINE_BYTES) {
                    line.write(unit);
                }
            }
        } catch (IOException e) {
            add(UntrustedText.of("(its messages cannot be read: " + e.getMessage() + ")"));
        } finally {
            end(line);
            over.countDown();
        }
    }

    private void end(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            add(UntrustedText.of(text));
        }
    }

    private void add(UntrustedText line) {
        synchronized (last) {
            last.add(line);
            if (last.size() > LINES) {
                last.remove();
            }
        }
    }
}
