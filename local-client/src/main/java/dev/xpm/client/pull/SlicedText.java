package dev.xpm.client.pull;

import dev.xpm.protocol.text.UntrustedText;
import java.nio.charset.StandardCharsets;

/**
 * The text of a piece of a log: UTF-8, in which invalid bytes are replaced and an incomplete character at the end is left
 * for the next piece. Source: protocol.md 7.4.
 *
 * @param bytes how many bytes of the piece the text stands for
 */
record SlicedText(UntrustedText text, int bytes) {
    private static final int LONGEST_CHARACTER = 4;

    /** Reads the bytes between two places of the array. */
    static SlicedText of(byte[] piece, int from, int to) {
        int end = to - incompleteAtEnd(piece, from, to);
        return new SlicedText(
                UntrustedText.of(new String(piece, from, end - from, StandardCharsets.UTF_8)), end - from);
    }

    /** How many bytes at the end begin a character that is longer than what there is of it. */
    private static int incompleteAtEnd(byte[] piece, int from, int to) {
        for (int back = 1; back < LONGEST_CHARACTER && to - back >= from; back++) {
            int unit = piece[to - back] & 0xff;
            if (unit < 0x80) {
                return 0;
            }
            if (unit >= 0xc0) {
                int length = unit >= 0xf0 ? 4 : unit >= 0xe0 ? 3 : 2;
                return length > back ? back : 0;
            }
        }
        return 0;
    }
}
