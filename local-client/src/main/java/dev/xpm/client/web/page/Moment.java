package dev.xpm.client.web.page;

import dev.xpm.client.view.Texts;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A point of time for a {@code time} element. Source: interfaces.md 0.1.
 *
 * @param text local time of the host, {@code -} if unknown
 * @param machine the instant in ISO-8601, null if unknown
 * @param hint the time to the second, and by the reader's clock where that differs
 */
record Moment(
        String text, @Nullable String machine, @Nullable String hint) {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    static Moment minute(@Nullable LocalStamp stamp, ZoneId there, ZoneId here) {
        return of(stamp, Texts.stamp(stamp), there, here);
    }

    static Moment second(@Nullable LocalStamp stamp, ZoneId there, ZoneId here) {
        return of(stamp, Texts.stampWithSeconds(stamp), there, here);
    }

    private static Moment of(@Nullable LocalStamp stamp, String text, ZoneId there, ZoneId here) {
        if (stamp == null) {
            return new Moment(text, null, null);
        }
        Instant instant = stamp.toInstant(there);
        String remote = SECOND.format(stamp.local());
        String local = SECOND.format(instant.atZone(here));
        return new Moment(
                text, instant.toString(), remote.equals(local) ? remote : remote + " there, " + local + " here");
    }
}
