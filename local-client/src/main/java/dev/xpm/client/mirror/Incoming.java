package dev.xpm.client.mirror;

import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session's reader thread has brought and the mirror's thread has not taken yet, in the order of the wire: events,
 * and answers whose place among the events matters. When too many events wait they are thrown away, and all is read anew.
 * Safe for use by several threads.
 */
final class Incoming {
    /** More waiting events than this are cheaper to replace by one reload. */
    private static final int MOST = 50_000;

    /** One thing that came. */
    sealed interface Item {}

    record Event(WorkspaceEvent event, @Nullable EventPosition position) implements Item {}

    record Work(Runnable work) implements Item {}

    /**
     * All that came.
     *
     * @param overflowed whether events were thrown away
     */
    record Delivery(List<Item> items, boolean overflowed) {}

    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean overflowed;

    /** Takes something in; true if nothing waited before, so that somebody must come for it. */
    synchronized boolean add(Item item) {
        boolean first = waiting.isEmpty();
        if (waiting.size() >= MOST) {
            waiting.removeIf(Event.class::isInstance);
            overflowed = true;
        }
        waiting.add(item);
        return first;
    }

    synchronized Delivery take() {
        var delivery = new Delivery(List.copyOf(waiting), overflowed);
        waiting.clear();
        overflowed = false;
        return delivery;
    }
}
