package dev.xpm.protocol.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Escapes that stand for half a character, such as {@code \}{@code udce9}: so a byte stands in a name that is not UTF-8
 * ({@link dev.xpm.protocol.path.FileName}), and no JSON parser takes them in the name of a field. They pass through it as
 * two characters each that no text can have.
 */
final class HalfCharacters {
    private static final int ESCAPE = 6;
    private static final char FIRST_BYTE = '\udc80';
    private static final char LAST_BYTE = '\udcff';

    /** The 32 of these are reserved in Unicode for use within a program. */
    private static final char UPPER_DIGIT = '\ufdd0';

    private static final char LOWER_DIGIT = '\ufde0';

    private HalfCharacters() {}

    /** The text with halves that stand for a byte hidden, and all other halves replaced; the same if there is none. */
    static String hidden(String json) {
        if (json.indexOf('\\') < 0) {
            return json;
        }
        var out = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            int length = json.charAt(at) == '\\' ? 2 : 1;
            char unit = escaped(json, at);
            if (Character.isHighSurrogate(unit) && Character.isLowSurrogate(escaped(json, at + ESCAPE))) {
                length = 2 * ESCAPE;
            } else if (Character.isSurrogate(unit)) {
                if (unit >= FIRST_BYTE && unit <= LAST_BYTE) {
                    out.append((char) (UPPER_DIGIT + (unit >> 4 & 0xf))).append((char) (LOWER_DIGIT + (unit & 0xf)));
                } else {
                    out.append("\\ufffd");
                }
                at += ESCAPE;
                continue;
            }
            int end = Math.min(json.length(), at + length);
            out.append(json, at, end);
            at = end;
        }
        return out.toString();
    }

    /** The tree with what was hidden in it. */
    static JsonNode shown(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var shown = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> shown.set(shown(field.getKey()), shown(field.getValue())));
            return shown;
        }
        if (node instanceof ArrayNode array) {
            var shown = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(item -> shown.add(shown(item)));
            return shown;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(shown(node.textValue())) : node;
    }

    private static String shown(String text) {
        var out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            int upper = text.charAt(at) - UPPER_DIGIT;
            int lower = at + 1 < text.length() ? text.charAt(at + 1) - LOWER_DIGIT : -1;
            if (upper >= 8 && upper < 16 && lower >= 0 && lower < 16) {
                out.append((char) (0xdc00 | upper << 4 | lower));
                at++;
            } else {
                out.append(text.charAt(at));
            }
        }
        return out.toString();
    }

    /** The unit that an escape at that place stands for; NUL if there is none. */
    private static char escaped(String json, int at) {
        if (at + ESCAPE > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return 0;
        }
        int unit = 0;
        for (int digit = at + 2; digit < at + ESCAPE; digit++) {
            int value = Character.digit(json.charAt(digit), 16);
            if (value < 0) {
                return 0;
            }
            unit = unit * 16 + value;
        }
        return (char) unit;
    }
}
