package dev.xpm.agent.action;

import org.jspecify.annotations.Nullable;

/**
 * What came of a change.
 *
 * @param message one sentence, in the words that the original uses where it has any
 * @param reason why it was refused or failed; null if there is no more to say than the message does
 */
public record Outcome(
        boolean success, String message, @Nullable String reason) {
    static Outcome done(String message) {
        return new Outcome(true, message, null);
    }

    static Outcome refused(String message, @Nullable String reason) {
        return new Outcome(false, message, reason);
    }
}
