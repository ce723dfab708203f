package dev.xpm.protocol.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a log, ready to be shown.
 *
 * @param level set only for a line without colours of its own
 * @param cut whether its end was thrown away because it was too long
 */
public record LogLine(List<LogSpan> spans, @Nullable LogLevel level, boolean cut) {
    public static final LogLine EMPTY = new LogLine(List.of(), null, false);

    public LogLine {
        spans = List.copyOf(spans);
    }

    /** All of the line, for searching and copying. */
    public UntrustedText text() {
        if (spans.size() == 1) {
            return spans.get(0).text();
        }
        var all = new StringBuilder();
        spans.forEach(span -> all.append(span.text().raw()));
        return UntrustedText.of(all.toString());
    }
}
