package dev.xpm.client.web.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has logged in. Safe for use by several threads. Source: interfaces.md 4.3. */
public final class Sessions {
    /** A working day and some more. Source: interfaces.md 4.3. */
    static final Duration LIFETIME = Duration.ofHours(12);

    /** Nobody has that many browsers; the oldest one leaves first. */
    static final int MAX_SESSIONS = 64;

    /**
     * One browser.
     *
     * @param id the value of its cookie
     * @param csrf what its changes have to carry
     */
    public record Session(String id, String csrf, Instant until) {
        /** Never shows the secrets. */
        @Override
        public String toString() {
            return "Session[until=" + until + "]";
        }
    }

    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Clock clock;

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    synchronized Session open() {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> session.until.isBefore(now));
        Iterator<String> oldest = sessions.keySet().iterator();
        if (sessions.size() >= MAX_SESSIONS) {
            oldest.next();
            oldest.remove();
        }
        var session = new Session(WebOptions.random(), WebOptions.random(), now.plus(LIFETIME));
        sessions.put(session.id, session);
        return session;
    }

    /** The session of a cookie; null for none, for an unknown one, and after its end. */
    synchronized @Nullable Session find(@Nullable String id) {
        Session session = id == null ? null : sessions.get(id);
        return session == null || session.until.isBefore(clock.instant()) ? null : session;
    }

    synchronized void end(String id) {
        sessions.remove(id);
    }
}
