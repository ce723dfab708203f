package dev.xpm.client.connect.doctor;

import dev.xpm.client.problem.MonitorException;
import org.jspecify.annotations.Nullable;

/**
 * What one stage came to.
 *
 * @param stage such as {@code login}
 * @param words what is there, or what is wrong; already fit for a terminal
 * @param problem null unless the stage failed
 */
public record Finding(
        String stage,
        Verdict verdict,
        String words,
        @Nullable MonitorException problem) {
    /** How good it is. */
    public enum Verdict {
        OK,
        /** Worth knowing, and no hindrance. */
        NOTE,
        FAILED
    }

    static Finding ok(String stage, String words) {
        return new Finding(stage, Verdict.OK, words, null);
    }

    static Finding note(String stage, String words) {
        return new Finding(stage, Verdict.NOTE, words, null);
    }

    static Finding failed(String stage, MonitorException problem) {
        return new Finding(stage, Verdict.FAILED, problem.sentence(), problem);
    }
}
