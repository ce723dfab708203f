package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a log file. Source: protocol.md 7.4.
 *
 * @param offset byte where the piece begins
 * @param next byte where the following piece begins; an incomplete character is left for it
 * @param size bytes in the file
 * @param modified Unix seconds, null for a missing file
 * @param file tells one file from its replacement; empty for a missing file
 * @param reset true if the file was truncated or replaced, so that what was read before is gone
 * @param skipped bytes that were left out because the file grew faster than they could be sent
 * @param text invalid bytes replaced; empty where the bytes were asked for
 * @param data the bytes as they are, in base64; null unless asked for
 */
public record LogSlice(
        long offset,
        long next,
        long size,
        @Nullable Double modified,
        String file,
        boolean atEnd,
        boolean reset,
        long skipped,
        UntrustedText text,
        @Nullable String data) {
    /** A piece as text. */
    public LogSlice(
            long offset,
            long next,
            long size,
            @Nullable Double modified,
            String file,
            boolean atEnd,
            boolean reset,
            long skipped,
            UntrustedText text) {
        this(offset, next, size, modified, file, atEnd, reset, skipped, text, null);
    }
}
