package dev.xpm.client.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as a browser does. */
final class EventReader implements AutoCloseable {
    record Event(String id, String name, String data) {}

    private final BufferedReader lines;

    EventReader(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event; comments are skipped. */
    Event next() throws IOException {
        String id = "";
        String name = "";
        String data = null;
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream ended");
            }
            if (line.isEmpty() && data != null) {
                return new Event(id, name, data);
            }
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
    }

    /** The next event of that name. */
    Event next(String name) throws IOException {
        Event event = next();
        while (!event.name.equals(name)) {
            event = next();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
