package dev.xpm.client.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import org.jspecify.annotations.Nullable;

/**
 * A pressed key.
 *
 * @param name as in the key map: {@code q}, {@code S}, {@code ^d}, {@code Enter}, {@code PgUp}
 * @param typed the character that it writes into a text field, 0 if none
 */
public record Key(String name, char typed) {
    /** The terminal is gone. */
    public static final Key END = new Key("EOF", (char) 0);

    /** Null for what is no key, such as an answer of the terminal to a question. */
    public static @Nullable Key of(KeyStroke stroke) {
        if (stroke.getKeyType() == KeyType.Character) {
            return character(stroke);
        }
        String name =
                switch (stroke.getKeyType()) {
                    case Escape -> "Esc";
                    case Enter -> "Enter";
                    case Tab -> "Tab";
                    case ReverseTab -> "S-Tab";
                    case Backspace -> "Backspace";
                    case Delete -> "Delete";
                    case ArrowUp -> "Up";
                    case ArrowDown -> "Down";
                    case ArrowLeft -> "Left";
                    case ArrowRight -> "Right";
                    case PageUp -> "PgUp";
                    case PageDown -> "PgDn";
                    case Home -> "Home";
                    case End -> "End";
                    case F5 -> "F5";
                    case EOF -> "EOF";
                    default -> null;
                };
        return name == null ? null : new Key(name, (char) 0);
    }

    private static Key character(KeyStroke stroke) {
        char typed = stroke.getCharacter();
        if (stroke.isCtrlDown()) {
            return new Key("^" + Character.toLowerCase(typed), (char) 0);
        }
        if (stroke.isAltDown()) {
            return new Key("M-" + typed, (char) 0);
        }
        return new Key(String.valueOf(typed), Character.isISOControl(typed) ? (char) 0 : typed);
    }
}
