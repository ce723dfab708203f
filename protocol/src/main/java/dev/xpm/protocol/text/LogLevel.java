package dev.xpm.protocol.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Levels by which lines without colours of their own are coloured. Source: interfaces.md 3.6. */
public enum LogLevel {
    CRITICAL,
    ERROR,
    WARNING,
    INFO,
    DEBUG;

    /** Formats put the level before the message: a word further right belongs to the message. */
    private static final int WHERE_LEVELS_STAND = 80;

    private static final Pattern WORD =
            Pattern.compile("(?<![\\w/.-])(CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG)(?![\\w/.-])");

    /** The first level word near the beginning of a line, or null. */
    public static @Nullable LogLevel of(String line) {
        Matcher word = WORD.matcher(line).region(0, Math.min(line.length(), WHERE_LEVELS_STAND));
        if (!word.find()) {
            return null;
        }
        return switch (word.group(1)) {
            case "FATAL" -> CRITICAL;
            case "WARN" -> WARNING;
            default -> valueOf(word.group(1));
        };
    }
}
