package dev.xpm.protocol.text;

/**
 * Text that came from the remote host, from a file of the workspace, or from an error of the other side.
 *
 * <p>It has no {@code toString} that shows the content. Whoever wants to show it chooses where: {@link #forTerminal()},
 * {@link #forHtml()} or {@link #forLog()}. {@link #raw()} is for writing it back where it came from and for comparing.
 */
public record UntrustedText(String raw) implements Comparable<UntrustedText> {
    /** No text at all. */
    public static final UntrustedText EMPTY = new UntrustedText("");

    /** A log line longer than this is of no use to a reader of the log. */
    private static final int LOG_LIMIT = 2_000;

    public static UntrustedText of(String raw) {
        return raw.isEmpty() ? EMPTY : new UntrustedText(raw);
    }

    public boolean isEmpty() {
        return raw.isEmpty();
    }

    /** One line in which every character that could act on a terminal is replaced by a visible mark. */
    public String forTerminal() {
        return Cleaner.clean(raw);
    }

    /** {@link #forTerminal()}, cut to a number of columns; a cut is marked by {@code …}. */
    public String forTerminal(int columns) {
        return DisplayWidth.cut(forTerminal(), columns);
    }

    /** One line without control or direction characters, for a page template, which escapes markup by itself. */
    public String forHtml() {
        return Cleaner.clean(raw);
    }

    /** One line of bounded length for a log file. */
    public String forLog() {
        String clean = Cleaner.clean(raw.length() > LOG_LIMIT ? raw.substring(0, LOG_LIMIT) : raw);
        return raw.length() > LOG_LIMIT ? clean + "…" : clean;
    }

    @Override
    public int compareTo(UntrustedText other) {
        return raw.compareTo(other.raw);
    }

    /** Says only how long the text is, so that it cannot slip into a screen or a log by concatenation. */
    @Override
    public String toString() {
        return "UntrustedText[" + raw.length() + " characters]";
    }
}
