package dev.xpm.client.demo;

import dev.xpm.protocol.workspace.LocalStamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points of time as the files write them: local time of this host. Source: workspace-format.md 1.2 and 3.1. */
final class SampleTimes {
    private static final ZoneId ZONE = ZoneId.systemDefault();
    private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);
    private static final DateTimeFormatter GROUP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss.SS", Locale.ROOT);
    private static final DateTimeFormatter LOG = DateTimeFormatter.ofPattern("uu-MM-dd HH:mm:ss", Locale.ROOT);

    private SampleTimes() {}

    static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    static LocalStamp stamp(Instant instant) {
        return LocalStamp.of(instant, ZONE);
    }

    static String runId(Instant instant) {
        return RUN.format(instant.atZone(ZONE));
    }

    static String runGroup(Instant instant) {
        return GROUP.format(instant.atZone(ZONE));
    }

    static String logTime(Instant instant) {
        return LOG.format(instant.atZone(ZONE));
    }
}
