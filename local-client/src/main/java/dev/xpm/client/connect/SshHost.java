package dev.xpm.client.connect;

import org.jspecify.annotations.Nullable;

/**
 * What the user calls a host: {@code host}, {@code user@host}, or an alias of their SSH configuration. Nothing in it can
 * be taken for an option or be read by a shell. Source: assurance.md S1.
 *
 * @param user null if the configuration decides
 * @param name host name, address, or alias
 */
public record SshHost(@Nullable String user, String name) {
    private static final int MAX_LENGTH = 255;

    /** Characters that some shell gives a meaning, and {@code /}, which no host name has. */
    private static final String REFUSED = "'\"`$\\;&<>|(){}*?!#~^/=,";

    public SshHost {
        requirePart(name, "host name");
        if (user != null) {
            requirePart(user, "user name");
        }
    }

    /**
     * Reads {@code host} or {@code user@host}; the last {@code @} counts.
     *
     * @throws IllegalArgumentException if it is neither, with the reason as message
     */
    public static SshHost parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? new SshHost(null, text) : new SshHost(text.substring(0, at), text.substring(at + 1));
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return user == null ? name : user + "@" + name;
    }

    @Override
    public String toString() {
        return text();
    }

    private static void requirePart(String part, String what) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
        if (part.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the " + what + " is too long");
        }
        if (part.startsWith("-")) {
            throw new IllegalArgumentException("the " + what + " begins with \"-\"");
        }
        if (!part.codePoints().allMatch(SshHost::isAllowed)) {
            throw new IllegalArgumentException("the " + what + " holds a blank or a character that shells act on");
        }
    }

    private static boolean isAllowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> REFUSED.indexOf(codePoint) < 0;
        };
    }
}
