package dev.xpm.client.settings;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${env:NAME}}, {@code ${env.NAME}} and both with {@code oc.} before, in texts of the settings. What is
 * not set stays as written. Source: interfaces.md 2.
 */
final class Interpolation {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:oc\\.)?env[:.]([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Map<String, String> environment;

    Interpolation(Map<String, String> environment) {
        this.environment = environment;
    }

    String apply(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        return matcher.replaceAll(found -> {
            String value = environment.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }
}
