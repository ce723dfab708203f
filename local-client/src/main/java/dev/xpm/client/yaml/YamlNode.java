package dev.xpm.client.yaml;

import java.util.List;

/** A value of a YAML document, with its place. Scalars stay text: the schema of the reader decides what they are. */
public sealed interface YamlNode {
    Position at();

    /**
     * A scalar as it was written.
     *
     * @param quoted in quotes or as a block, so that it can be nothing but text
     */
    record Text(String value, boolean quoted, Position at) implements YamlNode {
        /** Written as nothing, {@code ~} or {@code null}. */
        public boolean isNull() {
            return !quoted && (value.isEmpty() || value.equals("~") || value.equalsIgnoreCase("null"));
        }
    }

    record Items(List<YamlNode> values, Position at) implements YamlNode {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A mapping in the order of the file; no key appears twice. */
    record Fields(List<Field> fields, Position at) implements YamlNode {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    record Field(Text key, YamlNode value) {}
}
