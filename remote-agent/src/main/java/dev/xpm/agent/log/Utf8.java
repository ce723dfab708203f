package dev.xpm.agent.log;

/** Where characters begin and end in UTF-8, and what they cost as JSON. */
final class Utf8 {
    /** The longest character, in bytes. */
    static final int MAX_BYTES = 4;

    private Utf8() {}

    /** Number of bytes without the incomplete character at the end, if there is one. Invalid bytes are complete. */
    static int completeLength(byte[] bytes, int length) {
        for (int back = 1; back < MAX_BYTES && back <= length; back++) {
            int lead = bytes[length - back] & 0xff;
            if (!isContinuation(lead)) {
                return sequenceLength(lead) > back ? length - back : length;
            }
        }
        return length;
    }

    static boolean isContinuation(int unit) {
        return (unit & 0xc0) == 0x80;
    }

    /** Bytes that the text takes in a message, where everything beyond ASCII is escaped. */
    static long escapedLength(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            length += unit < ' ' || unit > '~' ? 6 : unit == '"' || unit == '\\' ? 2 : 1;
        }
        return length;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xc2 && lead < 0xe0) {
            return 2;
        }
        if (lead >= 0xe0 && lead < 0xf0) {
            return 3;
        }
        return lead >= 0xf0 && lead < 0xf5 ? 4 : 1;
    }
}
