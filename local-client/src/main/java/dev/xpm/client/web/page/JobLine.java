package dev.xpm.client.web.page;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.Tag;
import dev.xpm.client.view.Texts;
import dev.xpm.client.web.http.Href;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of a jobs table.
 *
 * @param id of the element, so that a live update finds it
 * @param fraction for a progress bar, null if it has none
 * @param task last part of the task id
 */
record JobLine(
        String id,
        String href,
        String logHref,
        Badge badge,
        @Nullable String fraction,
        String percent,
        UntrustedText task,
        UntrustedText fullTask,
        UntrustedText hash,
        UntrustedText fullHash,
        List<Tag> tags,
        Moment submitted,
        Ticking duration,
        String co2,
        UntrustedText experiment,
        String experimentHref) {
    private static final int SHOWN_HASH = 12;

    static JobLine of(JobRow row, RunKey run, ZoneId here) {
        String hash = row.key().job().value();
        Double fraction = row.fraction();
        return new JobLine(
                "j-" + Href.component(hash),
                Href.job(row.key(), run),
                Href.log(row.key(), LogStream.STDOUT, run),
                Badge.of(row.entry().displayed()),
                fraction == null ? null : String.format(Locale.ROOT, "%.4f", fraction),
                fraction == null ? "" : Texts.percent(fraction),
                UntrustedText.of(row.key().task().script()),
                row.key().task().display(),
                shortHash(row.key()),
                row.key().job().display(),
                row.tagList(),
                Moment.minute(row.submitted(), row.zone(), here),
                Ticking.of(row.duration(), row.seconds(), row.isRunning()),
                row.co2(),
                run.experiment().display(),
                Href.experiment(run));
    }

    /** First characters of a job's id. */
    static UntrustedText shortHash(JobKey key) {
        String hash = key.job().value();
        return UntrustedText.of(hash.length() <= SHOWN_HASH ? hash : hash.substring(0, SHOWN_HASH));
    }
}
