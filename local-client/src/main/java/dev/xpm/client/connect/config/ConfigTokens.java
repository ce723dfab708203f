package dev.xpm.client.connect.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands {@code ~}, <code>${NAME}</code> and {@code %} tokens in file names of a configuration. Source: ssh_config(5). */
public record ConfigTokens(String originalHost, String hostName, int port, String user) {
    private static final Pattern TOKEN = Pattern.compile("%([%dhnpru])|\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    /** The file, below the home directory if the name is relative. */
    public Path path(String name) {
        String expanded = TOKEN.matcher(name)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null ? variable(match.group(2)) : token(match.group(1))));
        Path home = Path.of(home());
        return expanded.startsWith("~/") ? home.resolve(expanded.substring(2)) : home.resolve(expanded);
    }

    private String token(String letter) {
        return switch (letter) {
            case "d" -> home();
            case "h" -> hostName;
            case "n" -> originalHost;
            case "p" -> String.valueOf(port);
            case "r" -> user;
            case "u" -> System.getProperty("user.name");
            default -> "%";
        };
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    private static String home() {
        return System.getProperty("user.home");
    }
}
