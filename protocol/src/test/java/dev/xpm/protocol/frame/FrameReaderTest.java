package dev.xpm.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int LIMIT = 64;

    @Test
    void cutsTheSameLinesWhereverThePacketsAreCut() throws IOException {
        byte[] bytes = "{\"a\": 1}\r\n\n  {\"é\": \"€\"}  \n\r\nlast".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var packets = new Packets(List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)));
            assertThat(readAll(packets)).as("cut at %d", cut).containsExactly("{\"a\": 1}", "{\"é\": \"€\"}", "last");
        }
    }

    @Test
    @Tag("A-R11")
    void readsOneBytePackets() throws IOException {
        var packets = new ArrayList<byte[]>();
        for (byte unit : "one\ntwo\r\n\n three \n".getBytes(StandardCharsets.UTF_8)) {
            packets.add(new byte[] {unit});
        }
        assertThat(readAll(new Packets(packets))).containsExactly("one", "two", "three");
    }

    @Test
    void skipsBlankLinesAndStripsBlanks() throws IOException {
        assertThat(readAll(stream("\n\r\n   \n\t\n \t x y \t \r\n"))).containsExactly("x y");
    }

    @Test
    void takesALastLineWithoutAnEnd() throws IOException {
        assertThat(readAll(stream("a\nb"))).containsExactly("a", "b");
        assertThat(readAll(stream("a\n   "))).containsExactly("a");
        assertThat(readAll(stream(""))).isEmpty();
    }

    @Test
    void aLineOfExactlyTheLimitIsKept() throws IOException {
        String longest = "x".repeat(LIMIT);
        assertThat(readAll(stream(longest + "\nnext\n"))).containsExactly(longest, "next");
    }

    @Test
    void aLineOverTheLimitLeavesATraceAndTheNextOneIsRead() throws IOException {
        assertThat(readAll(stream("x".repeat(LIMIT + 1) + "\nnext\n"))).containsExactly("too long: 65", "next");
        assertThat(readAll(stream("x".repeat(LIMIT + 1)))).containsExactly("too long: 65");
    }

    @Test
    @Tag("P12")
    @Tag("A-J1")
    void aHundredMegabytesWithoutALineEndAreNotKept() throws IOException {
        var endless = new Endless(100L << 20);
        var reader = new FrameReader(endless, 1 << 20);
        long before = usedMemory();
        Frame frame = reader.read();
        assertThat(frame).isEqualTo(new Frame.TooLong(100L << 20));
        assertThat(reader.read()).isNull();
        assertThat(usedMemory() - before).isLessThan(32L << 20);
    }

    static List<String> readAll(InputStream in) throws IOException {
        var reader = new FrameReader(in, LIMIT);
        var lines = new ArrayList<String>();
        for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
            if (frame instanceof Frame.Line line) {
                lines.add(new String(line.bytes(), StandardCharsets.UTF_8));
            } else if (frame instanceof Frame.TooLong tooLong) {
                lines.add("too long: " + tooLong.bytes());
            }
        }
        return lines;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Gives out one packet a call, as a network does. */
    static final class Packets extends InputStream {
        private final List<byte[]> packets = new ArrayList<>();

        Packets(List<byte[]> packets) {
            packets.stream().filter(packet -> packet.length > 0).forEach(this.packets::add);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (packets.isEmpty()) {
                return -1;
            }
            byte[] packet = packets.remove(0);
            int count = Math.min(length, packet.length);
            System.arraycopy(packet, 0, target, offset, count);
            if (count < packet.length) {
                packets.add(0, Arrays.copyOfRange(packet, count, packet.length));
            }
            return count;
        }
    }

    /** As many bytes as asked for, none of them a line end. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(target, offset, offset + count, (byte) 'x');
            left -= count;
            return count;
        }
    }
}
