package dev.xpm.agent.log;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Cuts pieces of text out of log files, at the borders of characters. Source: protocol.md 7.4. */
final class LogReader {
    private final LogLimits limits;

    LogReader(LogLimits limits) {
        this.limits = limits;
    }

    /**
     * A piece from an offset on; a negative one counts from the end and moves on to the start of a line. From an offset
     * behind the end, reading starts anew.
     *
     * @param file null for a missing one
     */
    LogSlice read(@Nullable LogFile file, long offset, int limit, Encoding encoding) throws IOException {
        if (file == null) {
            String data = encoding == Encoding.BASE64 ? "" : null;
            return new LogSlice(0, 0, 0, null, "", true, offset > 0, 0, UntrustedText.EMPTY, data);
        }
        boolean reset = offset > file.size();
        long start = offset < 0 ? file.lineStart(Math.max(0, file.size() + offset)) : reset ? 0 : offset;
        return cut(file, start, limit, reset, 0, encoding);
    }

    LogSlice cut(LogFile file, long start, int limit, boolean reset, long skipped, Encoding encoding)
            throws IOException {
        int wanted = Math.max(Utf8.MAX_BYTES, Math.min(limit, limits.maxBytes()));
        byte[] bytes = file.read(start, (int) Math.min(wanted, Math.max(0, file.size() - start)));
        if (encoding == Encoding.BASE64) {
            String data = Base64.getEncoder().encodeToString(bytes);
            return slice(file, start, bytes.length, bytes.length, reset, skipped, UntrustedText.EMPTY, data);
        }
        int length = bytes.length;
        String text = decode(bytes, length);
        while (Utf8.escapedLength(text) > limits.maxAnswerBytes()) {
            length /= 2;
            text = decode(bytes, length);
        }
        int complete = Utf8.completeLength(bytes, length);
        return slice(file, start, complete, length, reset, skipped, UntrustedText.of(text), null);
    }

    /** @param seen how far it was looked, which is further than told where a character is incomplete */
    private static LogSlice slice(
            LogFile file,
            long start,
            int told,
            int seen,
            boolean reset,
            long skipped,
            UntrustedText text,
            @Nullable String data) {
        return new LogSlice(
                start,
                start + told,
                file.size(),
                file.modified(),
                file.id(),
                start + seen >= file.size(),
                reset,
                skipped,
                text,
                data);
    }

    private static String decode(byte[] bytes, int length) {
        return new String(bytes, 0, Utf8.completeLength(bytes, length), StandardCharsets.UTF_8);
    }
}
