package dev.xpm.client.mirror;

import dev.xpm.protocol.event.EventPosition;
import org.jspecify.annotations.Nullable;

/** Notices when an event is missing between two that came. Used by the session's reader thread. */
final class EventOrder {
    private @Nullable EventPosition last;

    /**
     * Takes note of an event.
     *
     * @return the last one before what is missing; null if nothing is. An event that comes again is none that is missing
     */
    @Nullable
    EventPosition see(EventPosition position) {
        EventPosition before = last;
        if (before == null || !before.epoch().equals(position.epoch())) {
            last = position;
            return null;
        }
        if (position.seq() <= before.seq()) {
            return null;
        }
        last = position;
        return position.seq() > before.seq() + 1 ? before : null;
    }
}
