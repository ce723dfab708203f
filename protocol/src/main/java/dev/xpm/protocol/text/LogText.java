package dev.xpm.protocol.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log as lines to show, fed with the pieces in which its file is read. However the text is cut into pieces, the lines
 * are the same. Not safe for use by several threads. Source: interfaces.md 3.6.
 *
 * <ul>
 *   <li>A carriage return overwrites: of a line only the text after the last one is kept, apart from one at its end.
 *   <li>Cursor-up goes to an earlier line, and the text that follows takes its place: nested progress bars.
 *   <li>Colours are kept until the end of their line; all other escape sequences are removed.
 *   <li>The last line is unfinished until its line end arrives, and may still change.
 * </ul>
 */
public final class LogText {
    /** Source: interfaces.md 3.6. */
    public static final int MAX_LINES = 50_000;

    /** Trimming in batches keeps the cost per line constant. */
    private static final int SPARE_LINES = 5_000;

    private final EscapeFilter filter = new EscapeFilter(new Writer());
    private final ArrayList<LogLine> lines = new ArrayList<>();
    private long dropped;

    /** Line that the cursor stands on; equal to the number of lines when it stands below them all. */
    private int row;

    /** Text of the cursor's line since it was last overwritten, null while it is untouched. */
    private @Nullable LineBuilder open;

    private LogStyle style = LogStyle.PLAIN;
    private boolean overwriteNext;

    /** Takes the next piece of the file. */
    public void feed(UntrustedText piece) {
        String text = piece.raw();
        for (int at = 0; at < text.length(); at++) {
            filter.accept(text.charAt(at));
        }
    }

    /** How many lines there are, an unfinished last one included. */
    public int size() {
        return Math.max(lines.size(), open == null ? 0 : row + 1);
    }

    /** A line, oldest first. */
    public LogLine line(int index) {
        LineBuilder current = open;
        return current != null && index == row ? current.build() : lines.get(index);
    }

    /** How many lines at the beginning were given up because there are more than {@link #MAX_LINES}. */
    public long dropped() {
        return dropped;
    }

    /** Whether the last line still lacks its line end. */
    public boolean endsUnfinished() {
        return open != null && row >= lines.size();
    }

    /**
     * Puts older lines before the present ones.
     *
     * @param piece the text of the file just before, from the beginning of a line to the end of one
     * @return how many lines that are
     */
    public int prepend(UntrustedText piece) {
        var older = new LogText();
        older.feed(piece);
        var before = new ArrayList<LogLine>(older.size());
        for (int at = 0; at < older.size(); at++) {
            before.add(older.line(at));
        }
        lines.addAll(0, before);
        row += before.size();
        return before.size();
    }

    /** Gives up the newest lines beyond the bound; the text is no longer one to feed after that. */
    public boolean trimEnd() {
        if (lines.size() <= MAX_LINES) {
            return false;
        }
        lines.subList(MAX_LINES, lines.size()).clear();
        open = null;
        row = lines.size();
        return true;
    }

    /** The lines from one to another, both within {@link #size()}. */
    public List<LogLine> slice(int from, int to) {
        var part = new ArrayList<LogLine>(Math.max(0, to - from));
        for (int at = from; at < to; at++) {
            part.add(line(at));
        }
        return part;
    }

    private void commit() {
        LineBuilder current = open;
        if (current != null) {
            LogLine line = current.build();
            if (row < lines.size()) {
                lines.set(row, line);
            } else {
                lines.add(line);
            }
            open = null;
        }
    }

    private void trimBeginning() {
        if (lines.size() > MAX_LINES + SPARE_LINES) {
            int over = lines.size() - MAX_LINES;
            lines.subList(0, over).clear();
            dropped += over;
            row = Math.max(0, row - over);
        }
    }

    private final class Writer implements EscapeFilter.Sink {
        @Override
        public void character(char unit) {
            if (unit == '\n') {
                endLine();
            } else if (unit == '\r') {
                carriageReturn();
            } else {
                LineBuilder current = open;
                if (current == null || overwriteNext) {
                    current = new LineBuilder();
                    open = current;
                    overwriteNext = false;
                }
                current.append(unit, style);
            }
        }

        private void endLine() {
            if (open == null && row >= lines.size()) {
                open = new LineBuilder();
            }
            commit();
            row++;
            overwriteNext = row < lines.size();
            style = LogStyle.PLAIN;
            trimBeginning();
        }

        /** One at the end of a line is part of the line end; so only what follows overwrites. */
        private void carriageReturn() {
            if (overwriteNext && open != null) {
                open = new LineBuilder();
            }
            overwriteNext = true;
        }

        @Override
        public void style(String parameters) {
            style = SgrParser.apply(parameters, style);
        }

        @Override
        public void cursorUp(int count) {
            commit();
            row = Math.max(0, row - count);
            overwriteNext = true;
        }
    }
}
