package dev.xpm.client.web.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares tokens, and bounds how often one address may try. Source: interfaces.md 4.3. */
public final class Door {
    static final int WRONG_TRIES = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** More addresses than a local page meets; the one that was silent longest is forgotten first. */
    private static final int MAX_ADDRESSES = 1_000;

    public enum Answer {
        RIGHT,
        WRONG,
        TOO_MANY
    }

    private final Map<String, Deque<Instant>> wrong = new LinkedHashMap<>(16, 0.75f, true);
    private final byte[] token;
    private final Clock clock;

    public Door(String token, Clock clock) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /** After too many wrong tries the right token is refused too, or it could still be guessed. */
    public synchronized Answer knock(String candidate, String address) {
        Deque<Instant> tries = wrong.computeIfAbsent(address, any -> new ArrayDeque<>());
        Instant now = clock.instant();
        tries.removeIf(at -> at.plus(WITHIN).isBefore(now));
        if (wrong.size() > MAX_ADDRESSES) {
            var oldest = wrong.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        if (tries.size() >= WRONG_TRIES) {
            return Answer.TOO_MANY;
        }
        if (MessageDigest.isEqual(token, candidate.getBytes(StandardCharsets.UTF_8))) {
            return Answer.RIGHT;
        }
        tries.add(now);
        return Answer.WRONG;
    }
}
