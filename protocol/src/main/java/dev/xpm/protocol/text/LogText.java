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

    /** A line is cut at its end, so that more of one is not needed. */
    private static final int MAX_HELD = 1 << 16;

    private final EscapeFilter filter = new EscapeFilter(new Writer());
    private final ArrayList<LogLine> lines = new ArrayList<>();
    private long dropped;

    /** End of a line whose beginning was not taken yet, before all lines. */
    private String held = "";

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
     * Puts older lines before the present ones. The piece may begin within a line: that line waits for the next piece.
     *
     * @param piece the text just before all that was taken so far
     * @param fromBeginning whether nothing comes before the piece
     * @return how many lines that are
     */
    public int prepend(UntrustedText piece, boolean fromBeginning) {
        String whole = piece.raw() + held;
        int firstLine = fromBeginning ? 0 : whole.indexOf('\n') + 1;
        held = whole.substring(Math.max(0, firstLine - MAX_HELD), firstLine);
        var older = new LogText();
        older.feed(UntrustedText.of(whole.substring(firstLine)));
        lines.addAll(0, older.slice(0, older.size()));
        row += older.size();
        return older.size();
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
