package dev.xpm.protocol.workspace;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A point of time as workspaces write it: local time of the host that wrote it, to the microsecond, usually without a
 * zone. Source: workspace-format.md 3.1, protocol.md 3.1.
 */
public record LocalStamp(LocalDateTime local, @Nullable ZoneOffset offset) {
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter FRACTION = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private static final String SECONDS_FORM = "0000-00-00T00:00:00";
    private static final String MICROS_FORM = "0000-00-00T00:00:00.000000";

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
            if (isUsual(text)) {
                return usual(text);
            }
            if (text.length() == 10) {
                return new LocalStamp(LocalDate.parse(text).atStartOfDay(), null);
            }
            String iso = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
            return hasZone(iso) ? zoned(OffsetDateTime.parse(iso)) : new LocalStamp(LocalDateTime.parse(iso), null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The two forms that drivers write, with and without a fraction: read without the machinery for all others. */
    private static boolean isUsual(String text) {
        int length = text.length();
        if (length != SECONDS_FORM.length() && length != MICROS_FORM.length()) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            char expected = MICROS_FORM.charAt(at);
            char found = text.charAt(at);
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    private static LocalStamp usual(String text) {
        int nanos = text.length() == SECONDS_FORM.length() ? 0 : 1_000 * number(text, 20, 26);
        return new LocalStamp(
                LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        nanos),
                null);
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            value = value * 10 + (text.charAt(at) - '0');
        }
        return value;
    }

    private String usualIso() {
        int micros = local.get(ChronoField.MICRO_OF_SECOND);
        char[] text = (micros == 0 ? SECONDS_FORM : MICROS_FORM).toCharArray();
        write(text, 4, local.getYear());
        write(text, 7, local.getMonthValue());
        write(text, 10, local.getDayOfMonth());
        write(text, 13, local.getHour());
        write(text, 16, local.getMinute());
        write(text, 19, local.getSecond());
        if (micros > 0) {
            write(text, 26, micros);
        }
        return new String(text);
    }

    /** Writes the digits of a number before a place; zeros stand there already. */
    private static void write(char[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (char) ('0' + rest % 10);
        }
    }

    /** ISO-8601 with 6 fraction digits, or none when the fraction is zero; the zone only if one was read. */
    public String iso() {
        boolean usual = local.getYear() >= 0 && local.getYear() <= 9999;
        String text = usual
                ? usualIso()
                : local.equals(local.truncatedTo(ChronoUnit.SECONDS)) ? WHOLE.format(local) : FRACTION.format(local);
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
