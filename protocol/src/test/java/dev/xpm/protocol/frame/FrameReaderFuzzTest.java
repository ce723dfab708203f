package dev.xpm.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Whatever arrives, and in whatever pieces, is cut at its line ends and kept within the limit. */
@Tag("A-J8")
@Tag("A-R11")
class FrameReaderFuzzTest {
    private static final int LIMIT = 64;

    /** @param input the first byte says how long the packets are, the rest is what they hold */
    @FuzzTest(maxDuration = "5m")
    void packetsDoNotShowInTheLines(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        int size = 1 + (input[0] & 0xFF);
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        var packets = new ArrayList<byte[]>();
        for (int from = 0; from < bytes.length; from += size) {
            packets.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
        var reader = new FrameReader(new FrameReaderTest.Packets(packets), LIMIT);
        for (byte[] expected : lines(bytes)) {
            Frame frame = reader.read();
            if (expected.length > LIMIT) {
                assertThat(frame).isEqualTo(new Frame.TooLong(expected.length));
            } else {
                assertThat(frame).isInstanceOf(Frame.Line.class);
                assertThat(((Frame.Line) frame).bytes()).isEqualTo(stripped(expected));
            }
        }
        assertThat(reader.read()).isNull();
    }

    /** What lies between the line ends, but for what is blank and within the limit. */
    private static List<byte[]> lines(byte[] bytes) {
        var lines = new ArrayList<byte[]>();
        var line = new ByteArrayOutputStream();
        for (int at = 0; at <= bytes.length; at++) {
            if (at < bytes.length && bytes[at] != '\n') {
                line.write(bytes[at]);
                continue;
            }
            if (line.size() > LIMIT || stripped(line.toByteArray()).length > 0) {
                lines.add(line.toByteArray());
            }
            line.reset();
        }
        return lines;
    }

    private static byte[] stripped(byte[] line) {
        int from = 0;
        int to = line.length;
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (from < to && isBlank(line[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(line, from, to);
    }

    private static boolean isBlank(byte unit) {
        return unit == ' ' || unit == '\t' || unit == '\r';
    }
}
