package dev.xpm.client.web.page;

import dev.xpm.client.view.ExperimentRow;
import dev.xpm.client.view.StateLook;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import java.util.Locale;

/**
 * A state as glyph, word and colour. Source: interfaces.md 0.2.
 *
 * @param tone a class of the style sheet
 */
record Badge(String glyph, String word, String tone) {
    static Badge of(DisplayedState displayed) {
        Badge badge = of(displayed.state());
        if (displayed.conflict() == null) {
            return badge;
        }
        Badge other = of(displayed.conflict());
        return new Badge(other.glyph + "/" + badge.glyph, other.word + " / " + badge.word, badge.tone);
    }

    static Badge of(JobState state) {
        StateLook look = StateLook.of(state);
        if (state.phase() == JobPhase.ERROR) {
            return new Badge("✗", reason(state), tone(Tone.BAD));
        }
        Tone tone = state.phase() == JobPhase.READY ? Tone.QUEUED : look.tone();
        return new Badge(look.glyph(), look.word().forHtml(), tone(tone));
    }

    static Badge of(ExperimentRow row) {
        return switch (row.tone()) {
            case ACTIVE -> new Badge("▶", "running", tone(row.tone()));
            case GOOD -> new Badge("✓", "done", tone(row.tone()));
            case BAD -> new Badge("✗", row.counts().failed() + " failed", tone(row.tone()));
            case CAUTION -> new Badge("■", "stopped", tone(row.tone()));
            default -> new Badge("·", "empty", tone(row.tone()));
        };
    }

    static String tone(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    private static String reason(JobState state) {
        if (state.reason() == null) {
            return "error";
        }
        return switch (state.reason()) {
            case TIMEOUT -> "time limit";
            case MEMORY -> "out of memory";
            case REJECTED_TIMELIMIT -> "rejected: time";
            case REJECTED_OTHER -> "rejected";
            case DEPENDENCY -> "dependency";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
            case MISSING_OUTPUTS, DELETED -> "output gone";
        };
    }
}
