package dev.xpm.protocol.text;

/** Replaces the characters that act on a terminal or reorder text by visible marks. Source: assurance.md T1 to T3. */
final class Cleaner {
    /** First of the Unicode pictures of the control characters: {@code ␀} for NUL, {@code ␛} for ESC. */
    private static final int CONTROL_PICTURES = 0x2400;

    private static final int DELETE_PICTURE = 0x2421;
    private static final int REPLACEMENT = 0xFFFD;

    /** More marks than this on one letter are an attack on the line above. */
    private static final int MARKS_PER_LETTER = 4;

    private Cleaner() {}

    static String clean(String text) {
        int first = firstUnsafe(text);
        if (first < 0) {
            return text;
        }
        var out = new StringBuilder(text.length() + 8).append(text, 0, first);
        int marks = 0;
        for (int at = first; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (DisplayWidth.isCombining(point)) {
                if (++marks > MARKS_PER_LETTER) {
                    continue;
                }
            } else {
                marks = 0;
            }
            out.appendCodePoint(visible(point));
        }
        return out.toString();
    }

    private static int firstUnsafe(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit < 0x20 || unit >= 0x7F) {
                return at;
            }
        }
        return -1;
    }

    private static int visible(int point) {
        if (point == '\t') {
            return ' ';
        }
        if (point < 0x20) {
            return CONTROL_PICTURES + point;
        }
        if (point == 0x7F) {
            return DELETE_PICTURE;
        }
        return isUnsafe(point) ? REPLACEMENT : point;
    }

    /** Direction overrides, zero-width characters, line separators, halves of a character, and what is not assigned. */
    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isUnsafe(int point) {
        return (point >= 0x80 && point < 0xA0) || (point >= 0xE0000 && point <= 0xE0FFF) || isInvisible(point);
    }
}
