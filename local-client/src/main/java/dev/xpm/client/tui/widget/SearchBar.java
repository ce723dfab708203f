package dev.xpm.client.tui.widget;

import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.view.Tone;

/**
 * The search above a table. While it is typed the table follows; Enter keeps it, Esc drops it. Source: interfaces.md
 * 3.4.
 */
public final class SearchBar {
    private final TextField field = new TextField();
    private boolean typing;

    public String text() {
        return field.text();
    }

    public boolean isShown() {
        return typing || !field.text().isBlank();
    }

    public void open() {
        typing = true;
    }

    public void clear() {
        field.set("");
        typing = false;
    }

    /** Takes every key while text is typed, except movement. */
    public boolean type(Key key) {
        if (!typing) {
            return false;
        }
        switch (key.name()) {
            case "Enter" -> typing = false;
            case "Esc" -> clear();
            case "^c", "EOF" -> {
                return false;
            }
            default -> {
                return field.type(key) || Move.of(key) == null;
            }
        }
        return true;
    }

    public void draw(Canvas canvas, int y, int shown, int total) {
        int x = canvas.text(1, y, "search: ", canvas.theme().accent());
        x = canvas.text(x, y, field.text(), canvas.theme().of(Tone.STRONG));
        if (typing) {
            x = canvas.text(x, y, "█", canvas.theme().accent());
        }
        x = canvas.text(x + 2, y, typing ? "(Enter keep, Esc drop)" : "(/ edit, c clear)", Tone.DIM);
        canvas.right(y, shown + " of " + total + " ", x + 1, canvas.theme().of(shown == 0 ? Tone.CAUTION : Tone.PLAIN));
    }
}
