package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SlicedTextTest {
    @Test
    void leavesAnIncompleteCharacterForTheNextPiece() {
        byte[] bytes = "aé漢😀".getBytes(StandardCharsets.UTF_8);
        int[] complete = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

        for (int end = 0; end <= bytes.length; end++) {
            SlicedText text = SlicedText.of(bytes, 0, end);
            assertThat(text.bytes()).as("cut after %d bytes", end).isEqualTo(complete[end]);
            assertThat(text.text().raw()).isEqualTo(new String(bytes, 0, complete[end], StandardCharsets.UTF_8));
        }
    }

    @Test
    void replacesBytesThatAreNoText() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};

        assertThat(SlicedText.of(bytes, 0, bytes.length).bytes()).isEqualTo(bytes.length);
        assertThat(SlicedText.of(bytes, 0, 3).text().raw()).isEqualTo("a\ufffdb");
    }
}
