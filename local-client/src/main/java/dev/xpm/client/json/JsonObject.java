package dev.xpm.client.json;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one flat JSON object in plain ASCII, field by field. */
final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    JsonObject text(String name, @Nullable String value) {
        return field(name, value == null ? "null" : quoted(value));
    }

    JsonObject number(String name, long value) {
        return field(name, Long.toString(value));
    }

    JsonObject texts(String name, List<String> values) {
        return field(name, values.stream().map(JsonObject::quoted).collect(Collectors.joining(",", "[", "]")));
    }

    JsonObject flag(String name, boolean value) {
        return field(name, Boolean.toString(value));
    }

    /** A number, or null for none and for what JSON cannot say. */
    JsonObject decimal(String name, @Nullable Double value) {
        return field(name, value == null || !Double.isFinite(value) ? "null" : value.toString());
    }

    /** A value that is JSON already. */
    JsonObject json(String name, String value) {
        return field(name, value);
    }

    String build() {
        return out + "}";
    }

    private JsonObject field(String name, String value) {
        out.append(out.length() == 1 ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value);
        return this;
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter >= ' ' && letter < 0x7f) {
                quoted.append(letter);
            } else {
                quoted.append(String.format("\\u%04x", (int) letter));
            }
        }
        return quoted.append('"').toString();
    }
}
