package dev.xpm.client.web.page;

import org.jspecify.annotations.Nullable;

/**
 * A duration that may still grow.
 *
 * @param seconds so far, for the browser to count on from; null if it has ended or is unknown
 */
record Ticking(String text, @Nullable String seconds) {
    static Ticking of(String text, @Nullable Long seconds, boolean running) {
        return new Ticking(text, running && seconds != null ? seconds.toString() : null);
    }
}
