package dev.xpm.client.tui.log;

import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Style;
import dev.xpm.client.tui.widget.Theme;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogSpan;
import dev.xpm.protocol.text.LogStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of one log file on the screen: where it is scrolled to, and how lines are drawn. */
public final class LogPane {
    /** Columns per step to the side. */
    private static final int SIDE_STEP = 16;

    private final LogFile file;
    private int top;
    private int left;
    private int skip;
    private int height = 1;
    private boolean following = true;
    private int seenEnd;
    private String find = "";

    /** What applies to all files of a viewer. */
    public record Looks(boolean wrap, boolean colours, boolean numbers) {}

    public LogPane(LogFile file) {
        this.file = file;
    }

    public LogFile file() {
        return file;
    }

    public boolean following() {
        return following;
    }

    public void follow(boolean on) {
        following = on;
        seenEnd = file.end();
    }

    /** Lines that came since following stopped. */
    public int unseen() {
        return following ? 0 : Math.max(0, file.end() - seenEnd);
    }

    public void top() {
        follow(false);
        top = file.first();
        skip = 0;
    }

    /** True if the movement met the first line, so that older ones are wanted. */
    public boolean move(Move move) {
        int page = Math.max(1, height - 1);
        switch (move) {
            case UP -> scroll(-1);
            case DOWN -> scroll(1);
            case PAGE_UP -> scroll(-page);
            case PAGE_DOWN -> scroll(page);
            case HOME -> top();
            case END -> follow(true);
            case LEFT -> left = Math.max(0, left - SIDE_STEP);
            case RIGHT -> left = Math.min(10_000, left + SIDE_STEP);
        }
        boolean up = move == Move.UP || move == Move.PAGE_UP || move == Move.HOME;
        return up && top <= file.first();
    }

    private void scroll(int by) {
        int last = Math.max(file.first(), file.end() - height);
        int wanted = top + by;
        if (by > 0 && wanted >= last) {
            follow(true);
            return;
        }
        if (by < 0 && following) {
            follow(false);
        }
        skip = 0;
        top = Math.max(file.first(), wanted);
    }

    /** Puts a line a third below the upper edge. */
    void show(int line) {
        follow(false);
        skip = 0;
        top = Math.max(file.first(), line - height / 3);
    }

    int topLine() {
        return top;
    }

    /** Last line on the screen, for the status line. */
    public int bottomLine() {
        return Math.min(file.end(), top + height);
    }

    void mark(String text) {
        find = text.toLowerCase(Locale.ROOT);
    }

    public void draw(Canvas canvas, Looks looks) {
        height = Math.max(1, canvas.height());
        int first = file.first();
        int end = file.end();
        int gutter = looks.numbers ? String.valueOf(end - first).length() + 1 : 0;
        int width = Math.max(1, canvas.width() - gutter - 1);
        if (following) {
            placeAtEnd(looks.wrap ? width : Integer.MAX_VALUE, end);
        }
        top = Math.max(first, Math.min(top, Math.max(first, end - 1)));
        List<LogLine> lines = file.lines(top, top + height);
        int y = -skip;
        for (int at = 0; at < lines.size() && y < height; at++) {
            LogLine line = lines.get(at);
            if (looks.numbers && y >= 0) {
                String number = String.valueOf(top - first + at + 1);
                canvas.text(gutter - 1 - number.length(), y, number, Tone.DIM);
            }
            Canvas body = canvas.part(gutter, 0, width + 1, height);
            y += looks.wrap ? drawWrapped(body, y, line, width, looks) : drawCut(body, y, line, width, looks);
        }
    }

    private void placeAtEnd(int width, int end) {
        skip = 0;
        int needed = height;
        int at = end;
        int first = file.first();
        if (width == Integer.MAX_VALUE) {
            top = Math.max(first, end - height);
            return;
        }
        List<LogLine> tail = file.lines(end - height, end);
        for (int back = tail.size() - 1; back >= 0 && needed > 0; back--) {
            int rows = starts(text(tail.get(back)), width).size();
            at--;
            needed -= rows;
        }
        top = Math.max(first, at);
        skip = Math.max(0, -needed);
    }

    private int drawCut(Canvas canvas, int y, LogLine line, int width, Looks looks) {
        int x = drawLine(canvas.part(0, y, width, 1), -left, 0, line, looks);
        if (x > width || line.cut()) {
            canvas.text(width, y, "…", Tone.CAUTION);
        }
        if (left > 0) {
            canvas.text(0, y, "‹", Tone.CAUTION);
        }
        return 1;
    }

    private int drawWrapped(Canvas canvas, int y, LogLine line, int width, Looks looks) {
        List<Integer> starts = starts(text(line), width);
        for (int row = 0; row < starts.size(); row++) {
            if (y + row >= 0 && y + row < canvas.height()) {
                int columns = row + 1 < starts.size() ? starts.get(row + 1) - starts.get(row) : width;
                drawLine(canvas.part(0, y + row, columns, 1), -starts.get(row), 0, line, looks);
            }
        }
        return starts.size();
    }

    private int drawLine(Canvas canvas, int x, int y, LogLine line, Looks looks) {
        Theme theme = canvas.theme();
        Style base = looks.colours ? LogLook.level(theme, line.level()) : theme.plain();
        int column = x;
        for (LogSpan span : line.spans()) {
            LogStyle style = looks.colours ? span.style() : LogStyle.PLAIN;
            canvas.text(column, y, span.text(), LogLook.span(theme, style, base));
            column += DisplayWidth.of(span.text().forTerminal());
        }
        if (!find.isEmpty()) {
            drawMatches(canvas, x, y, text(line));
        }
        return column;
    }

    private void drawMatches(Canvas canvas, int x, int y, String clean) {
        String lower = clean.toLowerCase(Locale.ROOT);
        if (lower.length() != clean.length()) {
            return;
        }
        for (int at = lower.indexOf(find); at >= 0; at = lower.indexOf(find, at + find.length())) {
            int column = x + DisplayWidth.of(clean.substring(0, at));
            canvas.text(
                    column,
                    y,
                    clean.substring(at, at + find.length()),
                    canvas.theme().match(canvas.theme().plain()));
        }
    }

    private static String text(LogLine line) {
        return line.text().forTerminal();
    }

    /** Columns at which the rows of a wrapped line begin; at least one. */
    private static List<Integer> starts(String clean, int width) {
        var starts = new ArrayList<Integer>();
        starts.add(0);
        int column = 0;
        int start = 0;
        for (int at = 0; at < clean.length(); ) {
            int point = clean.codePointAt(at);
            int columns = DisplayWidth.of(point);
            if (column + columns - start > width) {
                starts.add(column);
                start = column;
            }
            column += columns;
            at += Character.charCount(point);
        }
        return starts;
    }
}
