package dev.xpm.client.tui.log;

import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.TextField;
import dev.xpm.client.view.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finding text in a log: the line to type it, the matches, and which of them is the current one. */
public final class LogFinder {
    private final TextField field = new TextField();
    private boolean typing;
    private List<Integer> matches = List.of();
    private String soughtText = "";
    private long soughtVersion = -1;
    private int current = -1;
    private @Nullable LogPane soughtIn;

    public boolean isTyping() {
        return typing;
    }

    public boolean isShown() {
        return typing || !field.text().isEmpty();
    }

    public String text() {
        return field.text();
    }

    public void open() {
        field.set("");
        current = -1;
        typing = true;
    }

    public boolean type(Key key) {
        switch (key.name()) {
            case "Enter" -> typing = false;
            case "Esc", "^c" -> {
                typing = false;
                field.set("");
            }
            default -> {
                return field.type(key);
            }
        }
        return true;
    }

    /** Looks again when the text or the log has changed. */
    public void update(LogPane pane) {
        String wanted = typing ? "" : field.text();
        pane.mark(wanted);
        long version = pane.file().version();
        if (pane != soughtIn) {
            soughtIn = pane;
            soughtVersion = -1;
            current = -1;
        }
        if (!wanted.equals(soughtText) || (version != soughtVersion && !wanted.isEmpty())) {
            matches = wanted.isEmpty() ? List.of() : pane.file().find(wanted);
            soughtText = wanted;
            soughtVersion = version;
        }
    }

    /** Goes to the next match in a direction, round and round; false if there is none. */
    public boolean step(LogPane pane, int direction) {
        update(pane);
        if (matches.isEmpty()) {
            return false;
        }
        int from = current;
        if (from < 0) {
            from = direction > 0 ? pane.topLine() - 1 : pane.bottomLine();
        }
        int at = direction > 0 ? firstAfter(from) : lastBefore(from);
        current = matches.get(at);
        pane.show(current);
        return true;
    }

    private int firstAfter(int line) {
        for (int at = 0; at < matches.size(); at++) {
            if (matches.get(at) > line) {
                return at;
            }
        }
        return 0;
    }

    private int lastBefore(int line) {
        for (int at = matches.size() - 1; at >= 0; at--) {
            if (matches.get(at) < line) {
                return at;
            }
        }
        return matches.size() - 1;
    }

    public int draw(Canvas canvas) {
        int x = canvas.text(1, 0, "find: ", canvas.theme().accent());
        x = canvas.text(x, 0, field.text(), Tone.STRONG);
        if (typing) {
            return canvas.text(x, 0, "█", canvas.theme().accent());
        }
        int place = matches.indexOf(current) + 1;
        return canvas.text(
                x + 3, 0, matches.isEmpty() ? "not found" : "match " + place + " of " + matches.size(), Tone.DIM);
    }
}
