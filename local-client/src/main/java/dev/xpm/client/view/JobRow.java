package dev.xpm.client.view;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line of the jobs table. Source: interfaces.md 3.4.
 *
 * @param status glyph, and the percentage of a running job, such as {@code ▶ 71%}
 * @param asciiStatus the same in plain ASCII
 * @param tags {@code key=value, key=value}, or {@code -}
 * @param fraction outermost progress of a running job, else null
 * @param seconds how long it ran so far, null if unknown
 */
public record JobRow(
        JobEntry entry,
        StateLook look,
        String status,
        String asciiStatus,
        UntrustedText tags,
        @Nullable LocalStamp submitted,
        String duration,
        @Nullable Long seconds,
        String co2,
        @Nullable Double fraction) {
    private static final int SHORT_ID = 7;

    public static JobRow of(JobEntry entry, Instant now, ZoneId zone) {
        Job job = entry.job();
        StateLook look = StateLook.of(entry.displayed());
        boolean running = entry.displayed().state().phase() == JobPhase.RUNNING;
        Double fraction =
                running && !job.progress().isEmpty() ? job.progress().get(0).fraction() : null;
        String percent = fraction == null ? "" : " " + Texts.percent(fraction);
        var elapsed = Texts.elapsed(job.started(), job.ended(), running, now, zone);
        Double submitted = entry.submitted();
        return new JobRow(
                entry,
                look,
                look.glyph() + percent,
                look.ascii() + percent,
                tags(entry),
                submitted == null ? null : LocalStamp.ofEpochSeconds(submitted, zone),
                Texts.duration(elapsed),
                elapsed == null || elapsed.isNegative() ? null : elapsed.toSeconds(),
                job.carbon() == null ? Texts.UNKNOWN : Texts.co2(job.carbon().co2Kg()),
                fraction);
    }

    public JobKey key() {
        return entry.key();
    }

    /** First characters of the job id. */
    public UntrustedText shortId() {
        String id = key().job().value();
        return UntrustedText.of(id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID));
    }

    /** Whether a search text stands in id, task, tags or state. */
    public boolean matches(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return contains(key().job().value(), wanted)
                || contains(key().task().value(), wanted)
                || contains(tags.raw(), wanted)
                || contains(look.word().raw(), wanted);
    }

    private static boolean contains(String text, String wanted) {
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static UntrustedText tags(JobEntry entry) {
        if (entry.tags().isEmpty()) {
            return UntrustedText.of(Texts.UNKNOWN);
        }
        return UntrustedText.of(entry.tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue().display().raw())
                .collect(Collectors.joining(", ")));
    }
}
