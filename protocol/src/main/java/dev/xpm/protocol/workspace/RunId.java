package dev.xpm.protocol.workspace;

import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.text.UntrustedText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Name of one launch of an experiment, usually {@code YYYYMMDD_HHMMSS[.N]}. Source: workspace-format.md 1.2. */
public record RunId(String value) implements Comparable<RunId> {
    private static final Pattern DATED = Pattern.compile("(\\d{8}_\\d{6})(?:\\.+(\\d{1,9}))?");

    public RunId {
        PathComponent.require(value, "run id");
    }

    /** The id, or null where the peer sent none or one that cannot be a name on disk. */
    public static @Nullable RunId orNull(@Nullable String value) {
        return value != null && PathComponent.isValid(value) ? new RunId(value) : null;
    }

    /** The id as text to show. */
    public UntrustedText display() {
        return UntrustedText.of(value);
    }

    /** Whether the name has the form that launches are given. */
    public boolean isDated() {
        return DATED.matcher(value).matches();
    }

    /**
     * Oldest first: by date, then by the number behind it ({@code .2} comes before {@code .10}). Names of another form
     * come before all dated ones, so that the order has no circles.
     */
    @Override
    public int compareTo(RunId other) {
        Matcher mine = DATED.matcher(value);
        Matcher theirs = DATED.matcher(other.value);
        boolean dated = mine.matches();
        if (dated != theirs.matches()) {
            return dated ? 1 : -1;
        }
        int order = dated ? mine.group(1).compareTo(theirs.group(1)) : 0;
        if (order == 0 && dated) {
            order = Long.compare(number(mine), number(theirs));
        }
        return order != 0 ? order : value.compareTo(other.value);
    }

    private static long number(Matcher dated) {
        String digits = dated.group(2);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
