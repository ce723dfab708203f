package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.handshake.Limits;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.ProcessInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small answers: handshake, process information, pieces of logs. Source: protocol.md 3.4, 7.2, 7.4. */
public final class InfoCodec {
    private InfoCodec() {}

    public static ServerInfo readServer(JsonNode node) {
        var fields = new Fields(node);
        JsonNode server = fields.get("server");
        Fields program = server == null ? null : new Fields(server);
        var extensions = new HashMap<String, Integer>();
        JsonNode announced = fields.get("x");
        for (String name : fields.namesIn("x")) {
            if (announced != null && announced.path(name).isInt()) {
                extensions.put(name, announced.path(name).intValue());
            }
        }
        return new ServerInfo(
                fields.textOrEmpty("protocol_version"),
                fields.text("workspace_path"),
                program == null ? null : program.text("name"),
                program == null ? null : program.text("version"),
                program != null && program.bool("read_only"),
                program == null ? null : program.text("zone"),
                extensions);
    }

    static void writeServer(JsonGenerator out, ServerInfo info) throws IOException {
        out.writeStartObject();
        Out.text(out, "protocol_version", info.protocolVersion());
        Out.orNull(out, "workspace_path", info.workspacePath());
        out.writeNullField("last_sync_time");
        out.writeObjectFieldStart("server");
        Out.orNull(out, "name", info.name());
        Out.orNull(out, "version", info.version());
        out.writeBooleanField("read_only", info.readOnly());
        Out.ifSet(out, "zone", info.zone());
        out.writeEndObject();
        out.writeObjectFieldStart("x");
        for (Map.Entry<String, Integer> extension : info.extensions().entrySet()) {
            out.writeNumberField(extension.getKey(), extension.getValue());
        }
        out.writeEndObject();
        out.writeObjectFieldStart("limits");
        out.writeNumberField("max_request_bytes", Limits.MAX_REQUEST_BYTES);
        out.writeNumberField("max_response_bytes", Limits.MAX_RESPONSE_BYTES);
        out.writeNumberField("max_in_flight", Limits.MAX_IN_FLIGHT);
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Reads process information; null if there is none. */
    public static @Nullable ProcessInfo readProcess(JsonNode node) {
        var fields = new Fields(node);
        UntrustedText pid = fields.scalar("pid");
        return pid == null
                ? null
                : new ProcessInfo(
                        pid,
                        fields.textOrEmpty("type"),
                        fields.bool("running"),
                        fields.number("cpu_percent"),
                        fields.number("memory_mb"),
                        fields.integer("num_threads"));
    }

    static void writeProcess(JsonGenerator out, ProcessInfo info) throws IOException {
        out.writeStartObject();
        writeProcessFields(out, info);
        out.writeEndObject();
    }

    static void writeProcessFields(JsonGenerator out, ProcessInfo info) throws IOException {
        String pid = info.pid().raw();
        boolean isNumber = info.type().raw().equals("local") && pid.matches("-?\\d{1,18}");
        if (isNumber) {
            out.writeNumberField("pid", Long.parseLong(pid));
        } else {
            out.writeStringField("pid", pid);
        }
        Out.text(out, "type", info.type());
        out.writeBooleanField("running", info.running());
        Out.orNull(out, "cpu_percent", info.cpuPercent());
        Out.orNull(out, "memory_mb", info.memoryMb());
        Out.orNull(out, "num_threads", info.threads());
    }

    public static LogSlice readLog(JsonNode node) {
        var fields = new Fields(node);
        String file = fields.string("file");
        return new LogSlice(
                fields.whole("offset", 0),
                fields.whole("next", 0),
                fields.whole("size", 0),
                fields.number("mtime"),
                file == null ? "" : file,
                fields.bool("eof"),
                fields.bool("reset"),
                fields.whole("skipped", 0),
                fields.textOrEmpty("text"),
                fields.string("data"));
    }

    static void writeLog(JsonGenerator out, LogSlice slice) throws IOException {
        out.writeStartObject();
        writeLogFields(out, slice);
        out.writeEndObject();
    }

    static void writeLogFields(JsonGenerator out, LogSlice slice) throws IOException {
        out.writeNumberField("offset", slice.offset());
        out.writeNumberField("next", slice.next());
        out.writeNumberField("size", slice.size());
        Out.orNull(out, "mtime", slice.modified());
        out.writeStringField("file", slice.file());
        out.writeBooleanField("eof", slice.atEnd());
        if (slice.reset()) {
            out.writeBooleanField("reset", true);
        }
        if (slice.skipped() > 0) {
            out.writeNumberField("skipped", slice.skipped());
        }
        if (slice.data() == null) {
            Out.text(out, "text", slice.text());
        } else {
            out.writeStringField("data", slice.data());
        }
    }
}
