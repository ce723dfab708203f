package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link JsonValue} from and to JSON. */
public final class JsonValues {
    private JsonValues() {}

    public static JsonValue read(JsonNode node) {
        if (node.isTextual()) {
            return new JsonValue.Text(UntrustedText.of(node.textValue()));
        }
        if (node.isBoolean()) {
            return new JsonValue.Bool(node.booleanValue());
        }
        if (node.isNumber()) {
            double value = node.doubleValue();
            return Double.isFinite(value) || node.isIntegralNumber()
                    ? new JsonValue.Numeric(node.asText())
                    : new JsonValue.NonFinite(value);
        }
        if (node.isArray()) {
            var values = new ArrayList<JsonValue>();
            node.forEach(item -> values.add(read(item)));
            return new JsonValue.Items(values);
        }
        return node.isObject() ? new JsonValue.Fields(readFields(node)) : new JsonValue.Null();
    }

    /** The fields of an object; none for anything else. */
    public static Map<String, JsonValue> readFields(@Nullable JsonNode node) {
        var fields = new LinkedHashMap<String, JsonValue>();
        if (node != null && node.isObject()) {
            node.properties().forEach(field -> fields.put(field.getKey(), read(field.getValue())));
        }
        return fields;
    }

    /** A value as method parameters bring it: text, numbers, booleans, lists and maps of the JDK. */
    public static JsonValue ofPlain(@Nullable Object plain) {
        if (plain instanceof String text) {
            return new JsonValue.Text(UntrustedText.of(text));
        }
        if (plain instanceof Boolean value) {
            return new JsonValue.Bool(value);
        }
        if (plain instanceof Number number) {
            return new JsonValue.Numeric(number.toString());
        }
        if (plain instanceof List<?> list) {
            return new JsonValue.Items(list.stream().map(JsonValues::ofPlain).toList());
        }
        if (plain instanceof Map<?, ?> map) {
            var fields = new LinkedHashMap<String, JsonValue>();
            map.forEach((name, value) -> fields.put(String.valueOf(name), ofPlain(value)));
            return new JsonValue.Fields(fields);
        }
        return new JsonValue.Null();
    }

    /** Writes the value; what is not finite is written as null. */
    public static void write(JsonGenerator out, JsonValue value) throws IOException {
        if (value instanceof JsonValue.Text text) {
            out.writeString(text.value().raw());
        } else if (value instanceof JsonValue.Bool bool) {
            out.writeBoolean(bool.value());
        } else if (value instanceof JsonValue.Numeric number) {
            writeNumber(out, number.digits());
        } else if (value instanceof JsonValue.Items items) {
            out.writeStartArray();
            for (JsonValue item : items.values()) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof JsonValue.Fields fields) {
            writeFields(out, fields.values());
        } else {
            out.writeNull();
        }
    }

    /** An integer is written as one: a tree in between would turn its digits into a fraction. */
    private static void writeNumber(JsonGenerator out, String digits) throws IOException {
        boolean isInteger = digits.chars().allMatch(digit -> digit == '-' || (digit >= '0' && digit <= '9'));
        if (isInteger) {
            out.writeNumber(new BigInteger(digits));
        } else {
            out.writeNumber(digits);
        }
    }

    public static void writeFields(JsonGenerator out, Map<String, JsonValue> fields) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, JsonValue> field : fields.entrySet()) {
            out.writeFieldName(field.getKey());
            write(out, field.getValue());
        }
        out.writeEndObject();
    }
}
