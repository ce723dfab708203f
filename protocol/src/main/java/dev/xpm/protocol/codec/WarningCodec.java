package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Warnings on the wire. Source: protocol.md 3.4. */
public final class WarningCodec {
    private WarningCodec() {}

    public static Warning read(JsonNode node) {
        return read(new Fields(node));
    }

    static Warning read(Fields in) {
        var actions = new LinkedHashMap<String, UntrustedText>();
        JsonNode labels = in.get("actions");
        for (String key : in.namesIn("actions")) {
            if (labels != null) {
                actions.put(key, UntrustedText.of(labels.path(key).asText("")));
            }
        }
        UntrustedText severity = in.text("severity");
        return new Warning(
                in.textOrEmpty("warning_key"),
                in.textOrEmpty("experiment_id"),
                in.textOrEmpty("run_id"),
                in.textOrEmpty("description"),
                actions,
                new JsonValue.Fields(JsonValues.readFields(in.get("context"))),
                severity == null ? UntrustedText.of("warning") : severity);
    }

    static void write(JsonGenerator out, Warning warning) throws IOException {
        out.writeStartObject();
        writeFields(out, warning);
        out.writeEndObject();
    }

    static void writeFields(JsonGenerator out, Warning warning) throws IOException {
        Out.text(out, "experiment_id", warning.experiment());
        Out.text(out, "run_id", warning.run());
        Out.text(out, "warning_key", warning.key());
        Out.text(out, "description", warning.description());
        out.writeObjectFieldStart("actions");
        for (Map.Entry<String, UntrustedText> action : warning.actions().entrySet()) {
            out.writeStringField(action.getKey(), action.getValue().raw());
        }
        out.writeEndObject();
        out.writeFieldName("context");
        JsonValues.write(out, warning.context());
        Out.text(out, "severity", warning.severity());
    }
}
