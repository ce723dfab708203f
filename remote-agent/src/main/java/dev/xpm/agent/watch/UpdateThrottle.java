package dev.xpm.agent.watch;

import dev.xpm.protocol.workspace.ExperimentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides when a client is told to re-read an experiment: the first time at once, then at most once per period, and
 * always once more after the last change. Source: protocol.md 5.1 and 7.2.
 *
 * <p>Safe for use by several threads.
 */
final class UpdateThrottle {
    /** The original client delivers to its faces every 2 s; more often is work for nothing. */
    static final Duration PERIOD = Duration.ofSeconds(2);

    private final Map<ExperimentId, Long> lastSent = new HashMap<>();
    private final Set<ExperimentId> waiting = new LinkedHashSet<>();

    /** Something of the experiment changed. */
    synchronized void mark(ExperimentId experiment) {
        waiting.add(experiment);
    }

    /** The experiments to send now. */
    synchronized List<ExperimentId> due(long nowMillis) {
        var due = new ArrayList<ExperimentId>();
        waiting.removeIf(experiment -> {
            boolean isDue = nowMillis >= nextMillis(experiment);
            if (isDue) {
                due.add(experiment);
                lastSent.put(experiment, nowMillis);
            }
            return isDue;
        });
        lastSent.values().removeIf(sent -> sent + PERIOD.toMillis() < nowMillis);
        return due;
    }

    /** How long to wait for the next one that is due, at most the limit. */
    synchronized long waitMillis(long nowMillis, long limit) {
        long wait = limit;
        for (ExperimentId experiment : waiting) {
            wait = Math.min(wait, Math.max(1, nextMillis(experiment) - nowMillis));
        }
        return wait;
    }

    private long nextMillis(ExperimentId experiment) {
        Long sent = lastSent.get(experiment);
        return sent == null ? Long.MIN_VALUE : sent + PERIOD.toMillis();
    }
}
