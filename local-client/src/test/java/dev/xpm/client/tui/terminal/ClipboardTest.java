package dev.xpm.client.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.tui.terminal.TerminalOptions.Multiplexer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClipboardTest {
    private static String sequence(String text, Multiplexer multiplexer) {
        return new String(Clipboard.sequence(text, multiplexer), StandardCharsets.US_ASCII);
    }

    @Test
    void theTextIsEncoded() {
        assertThat(sequence("hello", Multiplexer.NONE)).isEqualTo("\u001b]52;c;aGVsbG8=\u001b\\");
    }

    @Test
    void multiplexersHandOnWhatIsWrapped() {
        assertThat(sequence("hello", Multiplexer.TMUX))
                .isEqualTo("\u001bPtmux;\u001b\u001b]52;c;aGVsbG8=\u001b\u001b\\\u001b\\");
        assertThat(sequence("hello", Multiplexer.SCREEN)).isEqualTo("\u001bP\u001b]52;c;aGVsbG8=\u001b\\\u001b\\");
    }

    @Test
    void whatTerminalsWouldDropIsRefused() {
        assertThat(Clipboard.sequence("x".repeat(Clipboard.MAX_BYTES), Multiplexer.NONE))
                .isNotNull();
        assertThat(Clipboard.sequence("x".repeat(Clipboard.MAX_BYTES + 1), Multiplexer.NONE))
                .isNull();
    }
}
