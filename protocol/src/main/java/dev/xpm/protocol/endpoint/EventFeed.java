package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.event.EventPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event its number as it is written, and keeps the last ones for a client that lost some. An event that a
 * newer one made obsolete before it was written never had a number, so the numbers have no gaps. Source: protocol.md
 * 7.3.
 *
 * <p>Guarded by the outbox that owns it.
 */
final class EventFeed {
    /** Some 3 MB; more than a client loses that looks every few seconds. */
    private static final int KEPT = 10_000;

    private final String epoch = Long.toString(
            System.currentTimeMillis() * 1_000_003 + ProcessHandle.current().pid(), Character.MAX_RADIX);
    private final Deque<Notice.StateEvent> kept = new ArrayDeque<>();
    private long last;
    private boolean subscribed;

    EventPosition position() {
        return new EventPosition(epoch, last);
    }

    boolean isSubscribed() {
        return subscribed;
    }

    void subscribe() {
        subscribed = true;
    }

    /** The notice as it is written now. */
    Notice written(Notice notice) {
        if (notice instanceof Notice.Resync resync) {
            return new Notice.Resync(resync.experiments(), position());
        }
        if (!(notice instanceof Notice.StateEvent state) || state.position() != null) {
            return notice;
        }
        last++;
        if (!subscribed) {
            return notice;
        }
        var numbered = new Notice.StateEvent(state.event(), position());
        kept.add(numbered);
        if (kept.size() > KEPT) {
            kept.remove();
        }
        return numbered;
    }

    /** The events after a position; null if they are not all kept. */
    @Nullable
    List<Notice> after(EventPosition position) {
        long oldest = last - kept.size();
        if (!position.epoch().equals(epoch) || position.seq() < oldest || position.seq() > last) {
            return null;
        }
        var missed = new ArrayList<Notice>();
        for (Notice.StateEvent event : kept) {
            EventPosition own = event.position();
            if (own != null && own.seq() > position.seq()) {
                missed.add(event);
            }
        }
        return missed;
    }
}
