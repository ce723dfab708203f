package dev.xpm.protocol.path;

import java.nio.charset.StandardCharsets;

/** The rule for a name that stands for one directory entry. Source: protocol.md 3.5, workspace-format.md 6.1. */
public final class PathComponent {
    /** The longest name of a directory entry on the file systems of clusters, in bytes of UTF-8. */
    private static final int MAX_BYTES = 255;

    private PathComponent() {}

    /**
     * Returns the name if it can only name a direct child of a directory. Odd names ({@code --help}, {@code ~}, a line
     * break inside) are legal.
     *
     * @throws IllegalArgumentException if it is empty, {@code .}, {@code ..}, holds {@code /} or NUL, is too long, or
     *     holds half a character that stands for no byte
     */
    public static String require(String name, String what) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(what + " is not a single path component");
        }
        return name;
    }

    /** Whether {@link #require} accepts the name. */
    public static boolean isValid(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && fits(name) && hasOnlyPossible(name);
    }

    /** In one pass: each job of a list is asked for by its name. */
    private static boolean hasOnlyPossible(String name) {
        boolean hasHalves = false;
        for (int at = 0; at < name.length(); at++) {
            char unit = name.charAt(at);
            if (unit == '/' || unit == '\0') {
                return false;
            }
            hasHalves |= Character.isSurrogate(unit);
        }
        return !hasHalves || FileName.isPossible(name);
    }

    private static boolean fits(String name) {
        return name.length() * 3 <= MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
