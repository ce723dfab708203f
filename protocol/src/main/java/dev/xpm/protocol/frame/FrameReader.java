package dev.xpm.protocol.frame;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream at {@code \n}. A trailing {@code \r} and surrounding blanks go, blank lines are skipped, and a line
 * over the limit is discarded without being kept in memory. Source: protocol.md 1.1 and 1.7.
 *
 * <p>Not safe for use by several threads: one reader thread owns it.
 */
public final class FrameReader {
    private final InputStream in;
    private final int limit;
    private final byte[] chunk = new byte[64 << 10];
    private int next;
    private int end;
    private byte[] line = new byte[1 << 10];
    private long length;

    public FrameReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Waits for the next line; null at the end of the stream. A last line without a line end counts as a line. */
    public @Nullable Frame read() throws IOException {
        while (true) {
            boolean ended = fillLine();
            Frame frame = cut();
            if (frame != null) {
                return frame;
            }
            if (ended) {
                return null;
            }
        }
    }

    /** Whether the line that is being read is over the limit: what arrives of it is thrown away. */
    public boolean isDiscarding() {
        return length > limit;
    }

    private boolean fillLine() throws IOException {
        length = 0;
        while (true) {
            if (next == end) {
                int count = in.read(chunk, 0, chunk.length);
                if (count < 0) {
                    return true;
                }
                next = 0;
                end = count;
            }
            int stop = next;
            while (stop < end && chunk[stop] != '\n') {
                stop++;
            }
            keep(next, stop - next);
            boolean complete = stop < end;
            next = complete ? stop + 1 : stop;
            if (complete) {
                return false;
            }
        }
    }

    private void keep(int from, int count) {
        if (length <= limit) {
            int wanted = (int) Math.min(length + count, limit + 1L);
            if (wanted > line.length) {
                line = Arrays.copyOf(line, Math.min(Math.max(wanted, line.length * 2), limit + 1));
            }
            System.arraycopy(chunk, from, line, (int) length, wanted - (int) length);
        }
        length += count;
    }

    private @Nullable Frame cut() {
        if (length > limit) {
            long discarded = length;
            line = new byte[1 << 10];
            return new Frame.TooLong(discarded);
        }
        int from = 0;
        int to = (int) length;
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (to > from && isBlank(line[to - 1])) {
            to--;
        }
        return from == to ? null : new Frame.Line(Arrays.copyOfRange(line, from, to));
    }

    private static boolean isBlank(byte unit) {
        return unit == ' ' || unit == '\t' || unit == '\r';
    }
}
