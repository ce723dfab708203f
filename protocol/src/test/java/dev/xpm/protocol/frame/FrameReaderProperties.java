package dev.xpm.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FrameReaderProperties {
    @Property
    void packetsDoNotShowInTheLines(@ForAll("packets") List<byte[]> packets) throws IOException {
        var whole = new ByteArrayOutputStream();
        packets.forEach(whole::writeBytes);
        assertThat(FrameReaderTest.readAll(new FrameReaderTest.Packets(packets)))
                .isEqualTo(expected(whole.toByteArray()));
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll("lines") List<String> lines) throws IOException {
        var wire = new ByteArrayOutputStream();
        var writer = new FrameWriter(wire);
        for (String line : lines) {
            writer.write(out -> out.write(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(FrameReaderTest.readAll(new FrameReaderTest.Packets(List.of(wire.toByteArray()))))
                .isEqualTo(lines);
    }

    @Provide
    Arbitrary<List<byte[]>> packets() {
        return Arbitraries.of("a", "\n", "\r", " ", "\r\n", "é", "\t", "x".repeat(40))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.strings()
                .withChars("{}\"a1é€\u2028 ")
                .ofMinLength(1)
                .ofMaxLength(15)
                .map(text -> "{" + text + "}")
                .list()
                .ofMaxSize(20);
    }

    /** The same cutting, done on the whole at once. */
    private static List<String> expected(byte[] bytes) {
        var lines = new ArrayList<String>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            int length = line.getBytes(StandardCharsets.UTF_8).length;
            String stripped = line.replaceAll("^[ \t\r]+|[ \t\r]+$", "");
            if (length > 64) {
                lines.add("too long: " + length);
            } else if (!stripped.isEmpty()) {
                lines.add(stripped);
            }
        }
        return lines;
    }
}
