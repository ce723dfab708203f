package dev.xpm.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    @Test
    void linesOfSeveralThreadsNeverMix() throws Exception {
        var wire = new ByteArrayOutputStream();
        var writer = new FrameWriter(wire);
        var start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (String letter : List.of("a", "b", "c", "d")) {
            var thread = new Thread(() -> writeLines(writer, letter.repeat(5_000), start));
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wire.toString(StandardCharsets.UTF_8).lines())
                .hasSize(80)
                .allMatch(line ->
                        line.length() == 5_000 && line.chars().distinct().count() == 1);
    }

    private static void writeLines(FrameWriter writer, String line, CountDownLatch start) {
        try {
            start.await();
            for (int count = 0; count < 20; count++) {
                writer.write(out -> {
                    for (byte unit : line.getBytes(StandardCharsets.UTF_8)) {
                        out.write(unit);
                    }
                });
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
