package dev.xpm.protocol.text;

import org.jspecify.annotations.Nullable;

/** How a piece of a log line looks; a null colour is that of the reader's own screen. */
public record LogStyle(
        @Nullable LogColor foreground,
        @Nullable LogColor background,
        boolean bold,
        boolean dim,
        boolean italic,
        boolean underline,
        boolean reverse) {
    public static final LogStyle PLAIN = new LogStyle(null, null, false, false, false, false, false);

    public boolean isPlain() {
        return equals(PLAIN);
    }
}
