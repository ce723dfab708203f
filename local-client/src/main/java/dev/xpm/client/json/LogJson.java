package dev.xpm.client.json;

import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogSpan;
import dev.xpm.protocol.text.LogStyle;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lines of a log for a script that makes text nodes of them. */
public final class LogJson {
    private LogJson() {}

    /**
     * An array of lines, each an array that begins with a class for the line, followed by pairs of text and class.
     *
     * @param style the class of a span, empty for none
     * @param level the class of a line, empty for none
     */
    public static String lines(List<LogLine> lines, Function<LogStyle, String> style, Function<LogLine, String> level) {
        return lines.stream().map(line -> line(line, style, level)).collect(Collectors.joining(",", "[", "]"));
    }

    /** One text as JSON. */
    public static String text(String text) {
        return JsonObject.quoted(text);
    }

    private static String line(LogLine line, Function<LogStyle, String> style, Function<LogLine, String> level) {
        var out = new StringBuilder("[").append(JsonObject.quoted(level.apply(line)));
        for (LogSpan span : line.spans()) {
            out.append(',')
                    .append(JsonObject.quoted(span.text().forHtml()))
                    .append(',')
                    .append(JsonObject.quoted(style.apply(span.style())));
        }
        return out.append(']').toString();
    }
}
