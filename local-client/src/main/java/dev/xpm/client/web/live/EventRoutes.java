package dev.xpm.client.web.live;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.web.http.Asked;
import dev.xpm.client.web.http.Href;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.client.web.http.Route;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The streams: what changed in the workspace, and what was appended to a log. Source: interfaces.md 4.2. */
public final class EventRoutes implements AutoCloseable {
    /** Shorter than the idle limits of proxies. Source: interfaces.md 4.2. */
    static final long QUIET_MILLIS = 15_000;

    private static final int EVENT_STREAMS = 32;
    private static final int LOG_STREAMS = 16;

    private final EventHub hub;
    private final Logs logs;
    private final Places eventPlaces = new Places(EVENT_STREAMS);
    private final Places logPlaces = new Places(LOG_STREAMS);

    public EventRoutes(EventHub hub, Logs logs) {
        this.hub = hub;
        this.logs = logs;
    }

    public List<Route> routes() {
        return List.of(Route.stream("/events", this::events), Route.stream("/events/log", this::log));
    }

    @SuppressWarnings("try") // What is opened only has to be closed.
    private void events(Context ctx) {
        String header = ctx.header("Last-Event-ID");
        long position = hub.position(header != null ? header : ctx.queryParam("last"));
        try (var place = eventPlaces.enter()) {
            writeEvents(new EventWriter(ctx), position);
        } catch (IOException | InterruptedException e) {
            // The browser has left, or has to: there is nobody to tell.
            ctx.skipRemainingHandlers();
        }
    }

    private void writeEvents(EventWriter writer, long from) throws IOException, InterruptedException {
        long position = from;
        while (true) {
            List<EventHub.Event> news = hub.after(position, QUIET_MILLIS);
            if (news.isEmpty()) {
                writer.comment("quiet");
            }
            for (EventHub.Event event : news) {
                writer.event(hub.id(event), event.name(), "{}");
                position = Math.max(position, event.number());
            }
        }
    }

    @SuppressWarnings("try") // What is opened only has to be closed.
    private void log(Context ctx) {
        JobKey key = job(ctx);
        LogStream stream = Asked.stream(ctx.queryParam("stream"));
        Long offset = Asked.offset(ctx, "offset");
        SourceId workspace = Asked.source(ctx);
        LogTail.Opener opener = () -> logs.open(workspace, key, stream);
        try (var place = logPlaces.enter()) {
            LogSource source = opener.open();
            if (source == null) {
                throw new Refusal(503, "Not connected yet: the log cannot be read.");
            }
            new LogTail(opener, source, offset).write(new EventWriter(ctx));
        } catch (IOException | InterruptedException e) {
            // The browser has left, or has to: there is nobody to tell.
            ctx.skipRemainingHandlers();
        }
    }

    private static JobKey job(Context ctx) {
        TaskId task = TaskId.orNull(text(ctx.queryParam("task")));
        JobId job = JobId.orNull(text(ctx.queryParam("job")));
        if (task == null || job == null) {
            throw Refusal.notFound("No job has such a name.");
        }
        return new JobKey(task, job);
    }

    private static String text(@Nullable String value) {
        return Href.text(Objects.requireNonNullElse(value, ""));
    }

    @Override
    public void close() {
        eventPlaces.close();
        logPlaces.close();
        hub.close();
    }
}
