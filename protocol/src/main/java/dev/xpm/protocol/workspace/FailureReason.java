package dev.xpm.protocol.workspace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a job failed. Source: workspace-format.md 4.1. */
public enum FailureReason {
    DEPENDENCY,
    FAILED,
    MEMORY,
    TIMEOUT,
    CANCELLED,
    REJECTED_TIMELIMIT,
    REJECTED_OTHER,
    MISSING_OUTPUTS,
    DELETED;

    /** The reason of that name in any case, or null. */
    public static @Nullable FailureReason ofName(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        for (FailureReason reason : values()) {
            if (reason.name().equals(upper)) {
                return reason;
            }
        }
        return null;
    }
}
