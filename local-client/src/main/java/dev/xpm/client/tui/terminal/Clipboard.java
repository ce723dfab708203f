package dev.xpm.client.tui.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The sequence that puts a text on the clipboard of the user's own terminal. Source: interfaces.md 3.13. */
public final class Clipboard {
    /** Terminals drop more than 100,000 encoded bytes. */
    static final int MAX_BYTES = 74_994;

    private static final String ESC = "\u001b";

    private Clipboard() {}

    /** OSC 52, wrapped for what stands between us and the terminal; null if the text is too long. */
    public static byte @Nullable [] sequence(String text, TerminalOptions.Multiplexer multiplexer) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            return null;
        }
        String plain = ESC + "]52;c;" + Base64.getEncoder().encodeToString(bytes) + ESC + "\\";
        String wrapped =
                switch (multiplexer) {
                    case NONE -> plain;
                    case TMUX -> ESC + "Ptmux;" + plain.replace(ESC, ESC + ESC) + ESC + "\\";
                    case SCREEN -> ESC + "P" + plain + ESC + "\\";
                };
        return wrapped.getBytes(StandardCharsets.US_ASCII);
    }
}
