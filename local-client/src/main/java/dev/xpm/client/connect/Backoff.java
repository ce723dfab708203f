package dev.xpm.client.connect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses between attempts: 1, 2, 4 … 30 s, each up to a fifth shorter or longer, so that the clients of a host which
 * comes back do not all come at once. Source: assurance.md 2.5.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double JITTER = 0.2;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long plain = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(attempts, 10));
        attempts++;
        return Duration.ofMillis(Math.round(plain * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }

    void reset() {
        attempts = 0;
    }
}
