package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON value whose shape is the user's business: tags, service arguments, the context of a warning. */
public sealed interface JsonValue {
    /** One line to show: text without quotes, numbers as written, {@code true} and {@code false}. */
    UntrustedText display();

    record Null() implements JsonValue {
        @Override
        public UntrustedText display() {
            return UntrustedText.of("null");
        }
    }

    record Bool(boolean value) implements JsonValue {
        @Override
        public UntrustedText display() {
            return UntrustedText.of(Boolean.toString(value));
        }
    }

    /** A number in decimal digits, so that integers beyond 2^53 survive. Always finite. */
    record Numeric(String digits) implements JsonValue {
        @Override
        public UntrustedText display() {
            return UntrustedText.of(digits);
        }

        public double toDouble() {
            return Double.parseDouble(digits);
        }
    }

    /** {@code NaN}, {@code Infinity} or {@code -Infinity}: read where the original writes them, sent as null. */
    record NonFinite(double value) implements JsonValue {
        @Override
        public UntrustedText display() {
            return UntrustedText.of(Double.toString(value));
        }
    }

    record Text(UntrustedText value) implements JsonValue {
        @Override
        public UntrustedText display() {
            return value;
        }
    }

    record Items(List<JsonValue> values) implements JsonValue {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public UntrustedText display() {
            return UntrustedText.of(
                    values.stream().map(value -> value.display().raw()).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    record Fields(Map<String, JsonValue> values) implements JsonValue {
        public static final Fields EMPTY = new Fields(Map.of());

        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public UntrustedText display() {
            return UntrustedText.of(values.entrySet().stream()
                    .map(field ->
                            field.getKey() + ": " + field.getValue().display().raw())
                    .collect(Collectors.joining(", ", "{", "}")));
        }
    }
}
