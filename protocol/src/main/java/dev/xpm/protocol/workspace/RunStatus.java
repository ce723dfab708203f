package dev.xpm.protocol.workspace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the script of an experiment ended, which is not how its jobs ended. Source: workspace-format.md 2.1 and 4.6. */
public enum RunStatus {
    RUNNING,
    DONE,
    FAILED;

    /** Legacy words are understood; anything unknown counts as running. */
    public static RunStatus ofName(@Nullable String name) {
        if (name == null) {
            return RUNNING;
        }
        return switch (name) {
            case "done", "completed" -> DONE;
            case "failed" -> FAILED;
            default -> RUNNING;
        };
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
