package dev.xpm.client.web.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of an address after the question mark: what is null or empty is left out. */
public final class Query {
    private final Map<String, String> values = new LinkedHashMap<>();

    public Query set(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
        return this;
    }

    /** The same with one value changed. */
    public Query with(String name, @Nullable String value) {
        var other = new Query();
        other.values.putAll(values);
        return other.set(name, value);
    }

    /** Empty, or with its question mark. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + Href.component(value.getValue()))
                .collect(Collectors.joining("&", values.isEmpty() ? "" : "?", ""));
    }
}
