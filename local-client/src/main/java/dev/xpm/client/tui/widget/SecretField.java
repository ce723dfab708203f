package dev.xpm.client.tui.widget;

import dev.xpm.client.tui.terminal.Key;
import java.util.Arrays;

/** A line that the user types and nobody may see: it is never text, and is wiped. */
public final class SecretField {
    /** Longer than any password. */
    private static final int LONGEST = 1_024;

    private final char[] typed = new char[LONGEST];
    private int length;

    public boolean isEmpty() {
        return length == 0;
    }

    public void type(Key key) {
        if (key.typed() != 0) {
            if (length < LONGEST) {
                typed[length++] = key.typed();
            }
        } else if (key.name().equals("Backspace") || key.name().equals("^h")) {
            length = Math.max(0, length - 1);
        } else if (key.name().equals("^u")) {
            length = 0;
        }
    }

    /** A copy of what was typed, which the caller wipes. */
    public char[] copy() {
        return Arrays.copyOf(typed, length);
    }

    /** For a field that may be seen. */
    public String shown() {
        return new String(typed, 0, length);
    }

    public void wipe() {
        Arrays.fill(typed, '\0');
        length = 0;
    }
}
