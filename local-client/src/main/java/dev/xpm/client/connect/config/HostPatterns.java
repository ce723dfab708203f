package dev.xpm.client.connect.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lists of names with {@code *} and {@code ?}, where a {@code !} before a pattern excludes. Source: ssh_config(5). */
final class HostPatterns {
    private HostPatterns() {}

    /** Whether one pattern matches and none that excludes does. */
    static boolean match(List<String> patterns, String name) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean excludes = pattern.startsWith("!");
            if (wildcard(excludes ? pattern.substring(1) : pattern, name)) {
                if (excludes) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private static boolean wildcard(String pattern, String name) {
        var regex = new StringBuilder();
        for (char letter : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            switch (letter) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(letter)));
            }
        }
        return Pattern.matches(regex.toString(), name.toLowerCase(Locale.ROOT));
    }
}
