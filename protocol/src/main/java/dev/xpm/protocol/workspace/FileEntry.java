package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;

/** A name in a directory; the time is in Unix seconds. A link is told as such, and not followed. */
public record FileEntry(UntrustedText name, Kind kind, long size, double modified) {
    /** What a name stands for. */
    public enum Kind {
        FILE("file"),
        DIRECTORY("dir"),
        LINK("link"),
        OTHER("other");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** What is not known is none of the others. */
        public static Kind ofName(String name) {
            for (Kind kind : values()) {
                if (kind.wireName.equals(name)) {
                    return kind;
                }
            }
            return OTHER;
        }
    }
}
