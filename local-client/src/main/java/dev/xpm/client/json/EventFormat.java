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

    /**
     * The line of an event.
     *
     * @param source the workspace that it is from, empty where there is only one
     */
    public String line(WorkspaceEvent event, ZoneId zone, String source) {
        return this == JSON ? MessageCodec.line(event, source) : EventText.line(event, zone, source);
    }
}
