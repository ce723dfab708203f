package dev.xpm.protocol.workspace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of a run, its jobs included; sent as {@code x_outcome}. Source: protocol.md 7.2. */
public enum RunOutcome {
    DONE,
    FAILED,
    INTERRUPTED,
    DETACHED;

    public static @Nullable RunOutcome ofName(@Nullable String name) {
        for (RunOutcome outcome : values()) {
            if (outcome.wireName().equals(name)) {
                return outcome;
            }
        }
        return null;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
