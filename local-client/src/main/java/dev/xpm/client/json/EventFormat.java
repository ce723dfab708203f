package dev.xpm.client.json;

import dev.xpm.protocol.codec.MessageCodec;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.time.ZoneId;

/** How the event stream writes an event: always one line, without its end. Source: interfaces.md 1.7. */
public enum EventFormat {
    /** For people, with the local time of this machine. */
    TEXT,
    /** One compact object: {@code timestamp} first, {@code event_type} last. */
    JSON;

    public String line(WorkspaceEvent event, ZoneId zone) {
        return this == JSON ? MessageCodec.line(event) : EventText.line(event, zone);
    }
}
