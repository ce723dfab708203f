package dev.xpm.client.connect;

import java.time.Duration;

/**
 * Finds out whether the other side is still there. It is asked every 5 s while nothing else arrives, and after three
 * misses it is dead. Toward a peer that answers one request at a time, silence while it works on one says nothing: there
 * SSH's own keep-alive is the bound. Source: assurance.md 2.5.
 *
 * <p>Owned by the thread of a timeline.
 */
final class Heartbeat {
    static final Duration PERIOD = Duration.ofSeconds(5);

    /** Three missed pings of 5 s. Shorter drops busy nodes, longer breaks the promise of 15 s. */
    static final Duration DEAD_AFTER = PERIOD.multipliedBy(3);

    /** What a look finds. */
    enum Look {
        ALIVE,
        ASK,
        DEAD
    }

    private long lastHeard;
    private long lastLook;
    private long silentSince;
    private long asked;
    private int unanswered;

    /** @param now in nanoseconds of the timeline, as in all methods */
    Heartbeat(long now) {
        lastLook = now;
        silentSince = now;
        asked = now;
    }

    /**
     * Looks at what was heard. What arrived since the last look counts from then, so death is declared early rather than
     * late by the time between two looks.
     *
     * @param heard bytes so far
     * @param busy whether the peer may be silent for a good reason
     */
    Look look(long now, long heard, boolean busy) {
        if (heard != lastHeard || busy) {
            lastHeard = heard;
            silentSince = lastLook;
        }
        lastLook = now;
        if (now - silentSince >= DEAD_AFTER.toNanos()) {
            return Look.DEAD;
        }
        if (unanswered == 0 && now - asked >= PERIOD.toNanos()) {
            asked = now;
            unanswered = 1;
            return Look.ASK;
        }
        return Look.ALIVE;
    }

    /** The answer to an asking arrived, or it cannot arrive any more. */
    void answered() {
        unanswered = 0;
    }

    /** Askings without an answer. */
    int unanswered() {
        return unanswered;
    }
}
