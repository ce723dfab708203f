package dev.xpm.client.view;

import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobState;
import org.jspecify.annotations.Nullable;

/**
 * How a job state looks: a one-cell glyph, its ASCII twin, a word, a tone, and its place in a sort by status. Source:
 * interfaces.md 0.2.
 *
 * @param glyph with the short reason for errors, such as {@code ✗mem}
 */
public record StateLook(String glyph, String ascii, UntrustedText word, Tone tone, int rank) {
    private static final int REASON_RANKS = 100;

    public static StateLook of(DisplayedState displayed) {
        StateLook look = of(displayed.state());
        JobState conflict = displayed.conflict();
        if (conflict == null) {
            return look;
        }
        StateLook other = of(conflict);
        return new StateLook(
                other.glyph + "/" + look.glyph,
                other.ascii + "/" + look.ascii,
                UntrustedText.of(other.word.raw() + " / " + look.word.raw()),
                look.tone,
                look.rank);
    }

    public static StateLook of(JobState state) {
        return switch (state.phase()) {
            case RUNNING -> look("▶", ">", state, Tone.ACTIVE, 0);
            case SCHEDULED -> look("◷", "s", state, Tone.QUEUED, 1);
            case DONE -> look("✓", "+", state, Tone.GOOD, 2);
            case ERROR -> error(state);
            case WAITING -> look("…", "w", state, Tone.CAUTION, 4);
            case READY -> look("○", "o", state, Tone.CAUTION, 4);
            case UNSCHEDULED -> look("·", ".", state, Tone.DIM, 5);
            case TRANSIENT -> look("z", "z", state, Tone.DIM, 6);
            case UNKNOWN -> look("?", "?", state, Tone.ODD, 99);
        };
    }

    private static StateLook look(String glyph, String ascii, JobState state, Tone tone, int rank) {
        return new StateLook(glyph, ascii, state.name(), tone, rank * REASON_RANKS);
    }

    private static StateLook error(JobState state) {
        FailureReason reason = state.reason();
        String suffix = suffix(reason);
        String word = reason == null ? "error" : "error " + reason.name();
        return new StateLook(
                "✗" + suffix, "x" + suffix, UntrustedText.of(word), Tone.BAD, 3 * REASON_RANKS + reasonRank(reason));
    }

    private static String suffix(@Nullable FailureReason reason) {
        if (reason == null) {
            return "";
        }
        return switch (reason) {
            case TIMEOUT -> "time";
            case MEMORY -> "mem";
            case REJECTED_TIMELIMIT, REJECTED_OTHER -> "rej";
            case DEPENDENCY -> "dep";
            case FAILED -> "fail";
            case CANCELLED -> "canc";
            case MISSING_OUTPUTS, DELETED -> "gone";
        };
    }

    private static int reasonRank(@Nullable FailureReason reason) {
        if (reason == null) {
            return 6;
        }
        return switch (reason) {
            case TIMEOUT -> 0;
            case MEMORY -> 1;
            case REJECTED_TIMELIMIT -> 2;
            case REJECTED_OTHER -> 3;
            case DEPENDENCY -> 4;
            case FAILED -> 5;
            case CANCELLED, MISSING_OUTPUTS, DELETED -> 99;
        };
    }
}
