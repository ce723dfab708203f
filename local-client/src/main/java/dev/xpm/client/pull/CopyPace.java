package dev.xpm.client.pull;

import java.time.Duration;

/** How long to wait between two copies of a file that may grow, and when to stop. Source: protocol.md 5.6. */
final class CopyPace {
    private static final Duration FIRST = Duration.ofSeconds(15);
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** So many failures in a row, and it is time to ask whether there is anything to wait for. */
    private static final int MAX_FAILURES = 3;

    private Duration pause = FIRST;
    private int failures;

    /** Something was added. A copy that takes long is not made all the time. */
    Duration changed(Duration took) {
        failures = 0;
        pause = longer(longer(SHORTEST, took.multipliedBy(2)), times(0.7));
        return pause;
    }

    Duration unchanged() {
        failures = 0;
        pause = times(1.5);
        return pause;
    }

    Duration failed() {
        failures++;
        pause = times(2.0);
        return pause;
    }

    /** Whether it failed too often, unless somebody still writes. */
    boolean isHopeless() {
        return failures >= MAX_FAILURES;
    }

    private Duration times(double factor) {
        Duration scaled = Duration.ofMillis((long) (pause.toMillis() * factor));
        return scaled.compareTo(LONGEST) > 0 ? LONGEST : scaled;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
