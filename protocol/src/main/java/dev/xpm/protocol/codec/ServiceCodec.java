package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunAction;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Service;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Services and actions of a run. Source: protocol.md 3.2, workspace-format.md 2.7. */
public final class ServiceCodec {
    private ServiceCodec() {}

    /** Reads a service; null if it has no id. */
    public static @Nullable Service read(JsonNode node) {
        var fields = new Fields(node);
        var id = fields.text("service_id");
        if (id == null) {
            return null;
        }
        var parts = new ArrayList<Service.Part>();
        for (JsonNode part : fields.items("subservices")) {
            var inner = new Fields(part);
            parts.add(new Service.Part(
                    inner.textOrEmpty("service_id"),
                    inner.textOrEmpty("description"),
                    inner.textOrEmpty("state"),
                    inner.text("url")));
        }
        return new Service(
                id,
                fields.textOrEmpty("description"),
                fields.text("class"),
                new JsonValue.Fields(JsonValues.readFields(fields.get("state_dict"))),
                ExperimentId.orNull(fields.string("experiment_id")),
                RunId.orNull(fields.string("run_id")),
                fields.textOrEmpty("state"),
                fields.text("url"),
                parts);
    }

    static void write(JsonGenerator out, Service service) throws IOException {
        out.writeStartObject();
        Out.text(out, "service_id", service.id());
        Out.text(out, "description", service.description());
        Out.orNull(out, "class", service.className());
        out.writeFieldName("state_dict");
        JsonValues.write(out, service.arguments());
        out.writeStringField(
                "experiment_id",
                service.experiment() == null ? "" : service.experiment().value());
        out.writeStringField(
                "run_id", service.run() == null ? "" : service.run().value());
        Out.text(out, "state", service.stateName());
        Out.orNull(out, "url", service.url());
        if (!service.parts().isEmpty()) {
            out.writeArrayFieldStart("subservices");
            for (Service.Part part : service.parts()) {
                out.writeStartObject();
                Out.text(out, "service_id", part.id());
                Out.text(out, "description", part.description());
                Out.text(out, "state", part.stateName());
                Out.orNull(out, "url", part.url());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    /** Reads an action; null if it has no id. */
    public static @Nullable RunAction readAction(JsonNode node) {
        var fields = new Fields(node);
        var id = fields.text("action_id");
        return id == null ? null : new RunAction(id, fields.textOrEmpty("description"), fields.text("class"));
    }

    static void writeAction(JsonGenerator out, RunAction action) throws IOException {
        out.writeStartObject();
        Out.text(out, "action_id", action.id());
        Out.text(out, "description", action.description());
        Out.orNull(out, "class", action.className());
        out.writeEndObject();
    }
}
