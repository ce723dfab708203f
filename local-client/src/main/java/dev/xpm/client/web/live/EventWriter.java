package dev.xpm.client.web.live;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events to one browser. Throws once the browser has gone. */
final class EventWriter {
    private final ServletOutputStream out;

    EventWriter(Context ctx) throws IOException {
        ctx.res().setContentType("text/event-stream; charset=utf-8");
        ctx.res().setHeader("X-Accel-Buffering", "no");
        out = ctx.res().getOutputStream();
        comment("hello");
    }

    void comment(String text) throws IOException {
        write(": " + text + "\n\n");
    }

    /**
     * One event.
     *
     * @param id without line breaks, like the name
     * @param json on one line
     */
    void event(String id, String name, String json) throws IOException {
        write((id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
