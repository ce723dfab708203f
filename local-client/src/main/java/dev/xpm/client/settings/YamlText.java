package dev.xpm.client.settings;

/** A text as a YAML file would hold it, in one line. */
public final class YamlText {
    /** What no reader of YAML takes for anything but this text, also between braces. */
    private static final String PLAIN = "[A-Za-z/~._][A-Za-z0-9/~._@+-]*";

    /** Plain words that stand for something else. */
    private static final String SPECIAL = "(?i)true|false|yes|no|on|off|null|~|\\.(nan|inf)|y|n";

    private YamlText() {}

    /** Quoted only where it has to be. */
    public static String of(String text) {
        return text.matches(PLAIN) && !text.matches(SPECIAL) ? text : quoted(text);
    }

    /** In single quotes, or in double ones where a character needs to be escaped. */
    public static String quoted(String text) {
        boolean special = text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
        if (!special) {
            return "'" + text.replace("'", "''") + "'";
        }
        var escaped = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.append('"').toString();
    }
}
