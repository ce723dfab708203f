package dev.xpm.protocol.endpoint;

/**
 * Replaces escapes that stand for half a character, such as {@code \}{@code udc80}. The original writes them for names
 * that are not UTF-8, and no JSON parser takes them in the name of a field.
 */
final class HalfCharacters {
    private static final int ESCAPE = 6;

    private HalfCharacters() {}

    static String replaced(String json) {
        var out = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            int length = json.charAt(at) == '\\' ? 2 : 1;
            char unit = escaped(json, at);
            if (Character.isHighSurrogate(unit) && Character.isLowSurrogate(escaped(json, at + ESCAPE))) {
                length = 2 * ESCAPE;
            } else if (Character.isSurrogate(unit)) {
                out.append("\\ufffd");
                at += ESCAPE;
                continue;
            }
            int end = Math.min(json.length(), at + length);
            out.append(json, at, end);
            at = end;
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
