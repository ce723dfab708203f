package dev.xpm.client.view;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LocalStamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and times in the one form that all faces share. Source: interfaces.md 0.1. */
public final class Texts {
    public static final String UNKNOWN = "-";

    private static final int KEY_BYTES = 12;

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("MM-dd HH:mm");
    private static final String[] SIZES = {"B", "KB", "MB", "GB", "TB"};

    private Texts() {}

    /** {@code 12s}, {@code 3m 4s}, {@code 2h 5m}, {@code 1d 2h}; {@code -} when unknown or negative. */
    public static String duration(@Nullable Duration duration) {
        if (duration == null || duration.isNegative()) {
            return UNKNOWN;
        }
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h";
    }

    /** Time from start to end, or to now while it runs; null when it cannot be told. */
    public static @Nullable Duration elapsed(
            @Nullable LocalStamp start, @Nullable LocalStamp end, boolean running, Instant now, ZoneId zone) {
        if (start == null || (end == null && !running)) {
            return null;
        }
        return Duration.between(start.toInstant(zone), end == null ? now : end.toInstant(zone));
    }

    /** {@code 2026-03-01 10:15}; {@code -} when unknown. */
    public static String stamp(@Nullable LocalStamp stamp) {
        return stamp == null ? UNKNOWN : MINUTE.format(stamp.local());
    }

    /** {@code 2026-03-01 10:15:00}. */
    public static String stampWithSeconds(@Nullable LocalStamp stamp) {
        return stamp == null ? UNKNOWN : SECOND.format(stamp.local());
    }

    /** {@code 03-01 10:15}, for narrow tables. */
    public static String shortStamp(@Nullable LocalStamp stamp) {
        return stamp == null ? UNKNOWN : SHORT.format(stamp.local());
    }

    /** {@code 0.412g 4.12g 45.2g 1.20kg}; {@code -} for none or a negative figure. */
    public static String co2(double kilograms) {
        return scaled(kilograms * 1_000, "g", "kg");
    }

    /** {@code 3.31kWh 12.0Wh}. */
    public static String energy(double kilowattHours) {
        return scaled(kilowattHours * 1_000, "Wh", "kWh");
    }

    /** {@code 61.0W}. */
    public static String power(double watts) {
        return scaled(watts, "W", "kW");
    }

    private static String scaled(double value, String unit, String thousands) {
        if (value <= 0 || !Double.isFinite(value)) {
            return UNKNOWN;
        }
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%.2f%s", value / 1_000, thousands);
        }
        int decimals = value < 1 ? 3 : value < 10 ? 2 : 1;
        return String.format(Locale.ROOT, "%." + decimals + "f%s", value, unit);
    }

    /** {@code 17B 1.4MB}: steps of 1024, one decimal except for bytes. */
    public static String size(long bytes) {
        if (bytes < 1_024) {
            return bytes + "B";
        }
        double value = bytes;
        int step = 0;
        while (value >= 1_024 && step < SIZES.length - 1) {
            value /= 1_024;
            step++;
        }
        return String.format(Locale.ROOT, "%.1f%s", value, SIZES[step]);
    }

    /** {@code 71%}, rounded down so that 100 % means finished. */
    public static String percent(double fraction) {
        return (int) Math.floor(fraction * 100) + "%";
    }

    /** A short name for a text of the host, for use in addresses: the same for the same text, and nothing else. */
    public static String key(UntrustedText text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.raw().getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
