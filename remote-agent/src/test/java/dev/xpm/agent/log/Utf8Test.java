package dev.xpm.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀", "aé", "a€", "a😀"})
    void leavesAnIncompleteCharacterOutWhereverItIsCut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int start = text.startsWith("a") ? 1 : 0;
        for (int length = start; length < bytes.length; length++) {
            assertThat(Utf8.completeLength(bytes, length)).isEqualTo(start);
        }
        assertThat(Utf8.completeLength(bytes, bytes.length)).isEqualTo(bytes.length);
    }

    @Test
    void takesInvalidBytesAsComplete() {
        byte[][] invalid = {
            {'a', (byte) 0xff},
            {'a', (byte) 0x80, (byte) 0x80},
            {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {'a', (byte) 0xc0},
            {'a', (byte) 0xf8}
        };
        for (byte[] bytes : invalid) {
            assertThat(Utf8.completeLength(bytes, bytes.length)).isEqualTo(bytes.length);
        }
    }

    @Test
    void countsWhatATextTakesOnTheWire() {
        assertThat(Utf8.escapedLength("ab\"\\")).isEqualTo(6);
        assertThat(Utf8.escapedLength("\n\u0001é")).isEqualTo(18);
        assertThat(Utf8.escapedLength("😀")).isEqualTo(12);
    }
}
