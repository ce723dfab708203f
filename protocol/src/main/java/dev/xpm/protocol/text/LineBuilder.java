package dev.xpm.protocol.text;

import java.util.ArrayList;
import java.util.List;

/** Collects the text of one line and the places where its style changes. */
final class LineBuilder {
    /** Longer lines say nothing to a reader, and a hundred thousand of them must fit into memory. */
    static final int MAX_CHARACTERS = 10_000;

    private static final int TAB = 8;

    private record Change(int at, LogStyle style) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Change> changes = new ArrayList<>(1);
    private LogStyle latest = LogStyle.PLAIN;
    private boolean cut;

    void append(char unit, LogStyle style) {
        if (text.length() >= MAX_CHARACTERS) {
            cut = true;
            return;
        }
        if (!latest.equals(style)) {
            changes.add(new Change(text.length(), style));
            latest = style;
        }
        text.append(unit);
    }

    LogLine build() {
        if (text.isEmpty()) {
            return LogLine.EMPTY;
        }
        var spans = new ArrayList<LogSpan>(changes.size() + 1);
        var column = new Column();
        LogStyle style = LogStyle.PLAIN;
        int from = 0;
        for (Change change : changes) {
            add(spans, from, change.at, style, column);
            from = change.at;
            style = change.style;
        }
        add(spans, from, text.length(), style, column);
        LogLevel level = changes.isEmpty() ? LogLevel.of(text.toString()) : null;
        return new LogLine(spans, level, cut);
    }

    private void add(List<LogSpan> spans, int from, int to, LogStyle style, Column column) {
        if (to > from) {
            spans.add(new LogSpan(UntrustedText.of(column.expand(text.substring(from, to))), style));
        }
    }

    /** Where the next character of the line stands, so that tabs end where they would on a terminal. */
    private static final class Column {
        private int at;

        String expand(String part) {
            int tab = part.indexOf('\t');
            if (tab < 0) {
                at += DisplayWidth.of(part);
                return part;
            }
            var out = new StringBuilder(part.length() + 16);
            int from = 0;
            for (; tab >= 0; tab = part.indexOf('\t', from)) {
                String before = part.substring(from, tab);
                at += DisplayWidth.of(before);
                int blanks = TAB - at % TAB;
                out.append(before).append(" ".repeat(blanks));
                at += blanks;
                from = tab + 1;
            }
            String rest = part.substring(from);
            at += DisplayWidth.of(rest);
            return out.append(rest).toString();
        }
    }
}
