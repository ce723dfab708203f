package dev.xpm.protocol.workspace;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A point of time as workspaces write it: local time of the host that wrote it, to the microsecond, usually without a
 * zone. Source: workspace-format.md 3.1, protocol.md 3.1.
 */
public record LocalStamp(LocalDateTime local, @Nullable ZoneOffset offset) {
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter FRACTION = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    public LocalStamp {
        local = local.truncatedTo(ChronoUnit.MICROS);
    }

    /** The instant as a local time of the zone, rounded to the nearest microsecond. */
    public static LocalStamp of(Instant instant, ZoneId zone) {
        return new LocalStamp(LocalDateTime.ofInstant(instant.plusNanos(500), zone), null);
    }

    /** Unix seconds as a local time of the zone; null if they are no time of this calendar. */
    public static @Nullable LocalStamp ofEpochSeconds(double seconds, ZoneId zone) {
        if (!Double.isFinite(seconds) || Math.abs(seconds) > 1e11) {
            return null;
        }
        long whole = (long) Math.floor(seconds);
        return of(Instant.ofEpochSecond(whole, Math.round((seconds - whole) * 1e6) * 1000), zone);
    }

    /** Reads ISO-8601 with or without fraction, zone and time of day; null for anything else. */
    public static @Nullable LocalStamp parse(@Nullable String text) {
        if (text == null || text.length() < 10 || text.length() > 64) {
            return null;
        }
        try {
            if (text.length() == 10) {
                return new LocalStamp(LocalDate.parse(text).atStartOfDay(), null);
            }
            String iso = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
            return hasZone(iso) ? zoned(OffsetDateTime.parse(iso)) : new LocalStamp(LocalDateTime.parse(iso), null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** ISO-8601 with 6 fraction digits, or none when the fraction is zero; the zone only if one was read. */
    public String iso() {
        String text =
                local.equals(local.truncatedTo(ChronoUnit.SECONDS)) ? WHOLE.format(local) : FRACTION.format(local);
        if (offset == null) {
            return text;
        }
        return text + (offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId());
    }

    /** The instant, taking the zone for a time that has none. */
    public Instant toInstant(ZoneId zone) {
        return offset == null ? local.atZone(zone).toInstant() : local.toInstant(offset);
    }

    private static boolean hasZone(String iso) {
        return iso.endsWith("Z") || iso.indexOf('+', 11) > 0 || iso.indexOf('-', 11) > 0;
    }

    private static LocalStamp zoned(OffsetDateTime time) {
        return new LocalStamp(time.toLocalDateTime(), time.getOffset());
    }
}
