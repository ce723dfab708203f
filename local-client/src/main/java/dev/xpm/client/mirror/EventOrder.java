package dev.xpm.client.mirror;

import dev.xpm.protocol.event.EventPosition;
import org.jspecify.annotations.Nullable;

/**
 * Lets each numbered event of a session pass once and in order. Source: protocol.md 7.3.
 *
 * <p>Owned by the mirror's thread.
 */
final class EventOrder {
    private @Nullable EventPosition last;

    /** What is to be done with an event. */
    enum Verdict {
        /** It is the next one. */
        NEXT,
        /** It was there before, or it is of another session. */
        OLD,
        /** Some before it are missing: those are to be asked for, and it comes again after them. */
        EARLY
    }

    /** Another session: nothing passes until it has said where it stands. */
    void reset() {
        last = null;
    }

    /** What comes after this position is next. */
    void begin(EventPosition position) {
        last = position;
    }

    /** The last event that passed; null before the beginning. */
    @Nullable
    EventPosition last() {
        return last;
    }

    Verdict see(EventPosition position) {
        EventPosition before = last;
        if (before == null || !before.epoch().equals(position.epoch()) || position.seq() <= before.seq()) {
            return Verdict.OLD;
        }
        if (position.seq() > before.seq() + 1) {
            return Verdict.EARLY;
        }
        last = position;
        return Verdict.NEXT;
    }
}
