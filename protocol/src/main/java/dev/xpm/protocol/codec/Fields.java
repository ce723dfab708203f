package dev.xpm.protocol.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tolerant access to the fields of a JSON object: a missing, null or misshapen field reads as the default. */
public class Fields {
    private final JsonNode node;

    public Fields(JsonNode node) {
        this.node = node;
    }

    @Nullable
    public JsonNode get(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    public String string(String name) {
        JsonNode value = get(name);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    @Nullable
    public UntrustedText text(String name) {
        String value = string(name);
        return value == null ? null : UntrustedText.of(value);
    }

    public UntrustedText textOrEmpty(String name) {
        String value = string(name);
        return value == null ? UntrustedText.EMPTY : UntrustedText.of(value);
    }

    /** Text, or a number as text: process ids come as either. */
    @Nullable
    public UntrustedText scalar(String name) {
        JsonNode value = get(name);
        return value == null || value.isContainerNode() ? null : UntrustedText.of(value.asText());
    }

    /** What a constructor makes of a text; a reader of many lines makes it once while the text stays the same. */
    public <T> @Nullable T made(String name, Function<@Nullable String, @Nullable T> constructor) {
        return constructor.apply(string(name));
    }

    /** The values of an object, none if it is not one. */
    public Map<String, JsonValue> values(String name) {
        return JsonValues.readFields(get(name));
    }

    /** A list of {@code {key, value}}; other shapes, which no writer makes, give what can be read. */
    public Map<String, JsonValue> pairs(String name) {
        var pairs = new LinkedHashMap<String, JsonValue>();
        for (JsonNode entry : items(name)) {
            String key = new Fields(entry).string("key");
            JsonNode value = entry.get("value");
            if (key != null && value != null) {
                pairs.put(key, JsonValues.read(value));
            }
        }
        return pairs;
    }

    /** A finite number; an object of one number counts as it, as old carbon records have it. */
    public double number(String name, double otherwise) {
        Double value = number(name);
        return value == null ? otherwise : value;
    }

    @Nullable
    public Double number(String name) {
        JsonNode value = get(name);
        if (value != null && value.isObject() && value.size() == 1) {
            value = value.elements().next();
        }
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return null;
        }
        return value.doubleValue();
    }

    @Nullable
    public Integer integer(String name) {
        Double value = number(name);
        if (value == null || Math.abs(value) > Integer.MAX_VALUE || value != Math.rint(value)) {
            return null;
        }
        return value.intValue();
    }

    public int integer(String name, int otherwise) {
        Integer value = integer(name);
        return value == null ? otherwise : value;
    }

    public long whole(String name, long otherwise) {
        JsonNode value = get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            return otherwise;
        }
        return value.longValue();
    }

    public boolean bool(String name) {
        return Boolean.TRUE.equals(boolOrNull(name));
    }

    @Nullable
    public Boolean boolOrNull(String name) {
        JsonNode value = get(name);
        if (value == null || !value.isBoolean()) {
            return null;
        }
        return value.booleanValue();
    }

    /** ISO text, or Unix seconds. */
    @Nullable
    public LocalStamp stamp(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        return value.isNumber()
                ? LocalStamp.ofEpochSeconds(value.doubleValue(), ZoneId.systemDefault())
                : LocalStamp.parse(value.textValue());
    }

    /** The elements of a list, none if it is not one. */
    public Iterable<JsonNode> items(String name) {
        JsonNode value = get(name);
        return value != null && value.isArray() ? value : List.of();
    }

    /** The named values of an object, none if it is not one. */
    public Iterable<String> namesIn(String name) {
        JsonNode value = get(name);
        if (value == null || !value.isObject()) {
            return List.of();
        }
        Iterator<String> names = value.fieldNames();
        return () -> names;
    }
}
