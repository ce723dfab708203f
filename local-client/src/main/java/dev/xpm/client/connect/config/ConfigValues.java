package dev.xpm.client.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a configuration holds for one host. Of each key the first value counts, but identity files add up:
 * the rule of ssh_config(5). Not safe for use by several threads.
 */
public final class ConfigValues {
    private static final String ADDING_UP = "identityfile";

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    public void add(String key, String value) {
        String name = key.toLowerCase(Locale.ROOT);
        List<String> known = values.computeIfAbsent(name, unused -> new ArrayList<>());
        if (known.isEmpty() || (name.equals(ADDING_UP) && !known.contains(value))) {
            known.add(value);
        }
    }

    /** The value, or null where there is none or where it is {@code none}. */
    public @Nullable String get(String key) {
        List<String> known = values.getOrDefault(key, List.of());
        return known.isEmpty() || known.get(0).equalsIgnoreCase("none") ? null : known.get(0);
    }

    public String get(String key, String otherwise) {
        String value = get(key);
        return value == null ? otherwise : value;
    }

    /** Whether the key has any value, {@code none} included. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    public List<String> all(String key) {
        return List.copyOf(values.getOrDefault(key, List.of()));
    }

    public boolean isYes(String key, boolean otherwise) {
        String value = get(key);
        return value == null ? otherwise : value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true");
    }

    /** A whole number, or the other value where there is none or it is no number. */
    public int number(String key, int otherwise) {
        String value = get(key);
        return value != null && value.matches("[0-9]{1,8}") ? Integer.parseInt(value) : otherwise;
    }
}
