package dev.xpm.protocol.frame;

/** What a reader finds between two line ends: a line, or the trace of one that was too long to keep. */
public sealed interface Frame {
    /** A non-blank line without its line end and without surrounding blanks. Not yet known to be UTF-8 or JSON. */
    final class Line implements Frame {
        private final byte[] bytes;

        Line(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes themselves, not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** A line that went over the limit and was thrown away up to its end. */
    record TooLong(long bytes) implements Frame {}
}
