package dev.xpm.client.view;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line of the jobs table at one moment. Its words are made when they are asked for: of ten thousand lines a screen
 * shows forty. Source: interfaces.md 3.4.
 *
 * @param zone in which the host writes its local times
 */
public record JobRow(JobEntry entry, StateLook look, Instant now, ZoneId zone) {
    private static final int SHORT_ID = 7;

    public static JobRow of(JobEntry entry, Instant now, ZoneId zone) {
        return new JobRow(entry, StateLook.of(entry.displayed()), now, zone);
    }

    /** The same line a moment later. */
    public JobRow at(Instant later) {
        return new JobRow(entry, look, later, zone);
    }

    public JobKey key() {
        return entry.key();
    }

    public boolean isRunning() {
        return entry.displayed().state().phase() == JobPhase.RUNNING;
    }

    /** First characters of the job id. */
    public UntrustedText shortId() {
        return shortId(key().job().value());
    }

    static UntrustedText shortId(String id) {
        return UntrustedText.of(id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID));
    }

    /** Glyph, and the percentage of a running job, such as {@code ▶ 71%}. */
    public String status() {
        return look.glyph() + percent();
    }

    /** The same in plain ASCII. */
    public String asciiStatus() {
        return look.ascii() + percent();
    }

    private String percent() {
        Double done = fraction();
        return done == null ? "" : " " + Texts.percent(done);
    }

    /** Outermost progress of a running job, else null. */
    public @Nullable Double fraction() {
        Job job = entry.job();
        return isRunning() && !job.progress().isEmpty() ? job.progress().get(0).fraction() : null;
    }

    /** {@code key=value, key=value}, or {@code -}. */
    public UntrustedText tags() {
        if (entry.tags().isEmpty()) {
            return UntrustedText.of(Texts.UNKNOWN);
        }
        return UntrustedText.of(tagList().stream().map(tag -> tag.text().raw()).collect(Collectors.joining(", ")));
    }

    public List<Tag> tagList() {
        return Tag.listOf(entry.tags());
    }

    public @Nullable LocalStamp submitted() {
        Double submitted = entry.submitted();
        return submitted == null ? null : LocalStamp.ofEpochSeconds(submitted, zone);
    }

    /** How long it ran so far, null if unknown. */
    public @Nullable Long seconds() {
        Duration elapsed = elapsed();
        return elapsed == null || elapsed.isNegative() ? null : elapsed.toSeconds();
    }

    public String duration() {
        return Texts.duration(elapsed());
    }

    private @Nullable Duration elapsed() {
        Job job = entry.job();
        return Texts.elapsed(job.started(), job.ended(), isRunning(), now, zone);
    }

    public String co2() {
        var carbon = entry.job().carbon();
        return carbon == null ? Texts.UNKNOWN : Texts.co2(carbon.co2Kg());
    }

    /** Whether a search text, in any case, stands in id, task, tags or state. */
    public boolean matches(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return contains(key().job().value(), wanted)
                || contains(key().task().value(), wanted)
                || contains(look.word().raw(), wanted)
                || contains(tags().raw(), wanted);
    }

    private static boolean contains(String text, String wanted) {
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
