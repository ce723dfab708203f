package dev.xpm.client.web.page;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.Texts;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.client.web.live.Logs;
import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogText;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log as a page; a script makes it follow. Source: interfaces.md 3.6. */
public final class LogPages {
    /**
     * A piece of a log.
     *
     * @param earlier address of the piece before, null at the beginning
     * @param latest address of the end, null when it is shown
     * @param note why there are no lines; empty if there are some
     */
    record Piece(
            List<LogLine> lines,
            String size,
            String position,
            @Nullable String earlier,
            @Nullable String latest,
            String note) {}

    private final Site site;
    private final Logs logs;
    private final JobPages jobs;

    public LogPages(Site site, Logs logs, JobPages jobs) {
        this.site = site;
        this.logs = logs;
        this.jobs = jobs;
    }

    public List<Route> routes() {
        return List.of(Route.page("/j/{task}/{job}/log/{stream}", this::page));
    }

    private void page(Context ctx) {
        JobKey key = Asked.job(ctx);
        LogStream stream = Asked.stream(ctx.pathParam("stream"));
        RunKey run = jobs.runOf(ctx, key);
        Piece piece = piece(ctx, key, stream, run);
        if (piece.lines().isEmpty()) {
            // A job that is gone from the run may have left a log; one that never was has none.
            jobs.requireJob(key, run);
        }
        boolean active = isActive(key, run);
        var params = new HashMap<String, Object>();
        var name = UntrustedText.of(stream.fileName(key.task()));
        params.put("frame", site.frame(ctx, name.forHtml(), "x"));
        params.put("name", name);
        params.put("task", key.task().display());
        params.put("hash", key.job().display());
        params.put("experiment", run.experiment().display());
        params.put("experimentHref", Href.experiment(run));
        params.put("tabs", JobPages.tabs(key, run, stream));
        params.put("piece", piece);
        params.put("follow", active && piece.latest == null);
        params.put("events", Href.followed(key, stream, run.source()));
        site.answer(ctx, "log", params);
    }

    private boolean isActive(JobKey key, RunKey run) {
        return site.state(run.source()).table(run) instanceof Answer.Known<JobTable> known
                && known.value().jobs().stream()
                        .anyMatch(entry -> entry.key().equals(key)
                                && !entry.displayed().state().phase().isFinished());
    }

    private Piece piece(Context ctx, JobKey key, LogStream stream, RunKey run) {
        Long before = Asked.offset(ctx, "before");
        LogSlice slice;
        try {
            slice = before != null && before > 0
                    ? logs.readBefore(run.source(), key, stream, before)
                    : logs.read(run.source(), key, stream, Asked.offset(ctx, "offset"));
        } catch (Refusal refusal) {
            ctx.status(refusal.status());
            return new Piece(List.of(), "", "", null, null, refusal.sentence());
        }
        var text = new LogText();
        text.feed(slice.text());
        String path = Href.log(key, stream, run);
        boolean atEnd = slice.next() >= slice.size();
        return new Piece(
                text.slice(0, text.size()),
                Texts.size(slice.size()),
                slice.offset() > 0 || !atEnd
                        ? Texts.size(slice.offset()) + " to " + Texts.size(slice.next()) + " of "
                                + Texts.size(slice.size())
                        : Texts.size(slice.size()),
                slice.offset() > 0 ? path + "&before=" + slice.offset() : null,
                atEnd ? null : path,
                slice.size() == 0 ? "Nothing has been written here so far." : "");
    }
}
