package dev.xpm.client.tui.widget;

import dev.xpm.client.tui.terminal.Key;

/** A line that the user types. */
public final class TextField {
    private static final int LONGEST = 200;

    private final StringBuilder text = new StringBuilder();

    public String text() {
        return text.toString();
    }

    public void set(String value) {
        text.setLength(0);
        text.append(value);
    }

    /** Whether the key changed the text or could have. */
    public boolean type(Key key) {
        if (key.typed() != 0) {
            if (text.length() < LONGEST) {
                text.append(key.typed());
            }
            return true;
        }
        switch (key.name()) {
            case "Backspace", "^h" -> text.setLength(Math.max(0, text.length() - 1));
            case "^u" -> text.setLength(0);
            default -> {
                return false;
            }
        }
        return true;
    }
}
