package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.FrameBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Envelopes of what is sent unasked, and single events as text. Source: protocol.md 1.2 and 4. */
public final class MessageCodec {
    private static final JsonMapper MAPPER = StrictMapper.answer();

    private MessageCodec() {}

    /** The message of a notice, ready to be framed. */
    public static FrameBody body(Notice notice) {
        return out -> write(out, notice);
    }

    /** One event as a compact object, of a workspace that needs no name. */
    public static String line(WorkspaceEvent event) {
        return line(event, "");
    }

    /**
     * One event as a compact object: {@code timestamp} first, {@code event_type} last. Source: interfaces.md 1.7.
     *
     * @param source for a key {@code source}, which says from which of several workspaces it is; empty for none
     */
    public static String line(WorkspaceEvent event, String source) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = generator(bytes)) {
            EventWriter.writeLine(json, event, source);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, Notice notice) throws IOException {
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringField("jsonrpc", "2.0");
            json.writeStringField("method", method(notice));
            json.writeFieldName("params");
            writeParams(json, notice);
            json.writeEndObject();
        }
    }

    private static String method(Notice notice) {
        if (notice instanceof Notice.StateEvent) {
            return "notification.state_event";
        }
        if (notice instanceof Notice.Resync) {
            return "x/resync";
        }
        return notice instanceof Notice.LogData ? "x/log.data" : "notification.shutdown";
    }

    private static void writeParams(JsonGenerator json, Notice notice) throws IOException {
        if (notice instanceof Notice.StateEvent event) {
            EventWriter.writeParams(json, event.event(), event.position());
        } else if (notice instanceof Notice.Resync resync) {
            json.writeStartObject();
            if (resync.position() != null) {
                SnapshotCodec.writePosition(json, resync.position());
            }
            json.writeFieldName("experiments");
            if (resync.experiments() == null) {
                json.writeNull();
            } else {
                SnapshotCodec.writeIds(json, resync.experiments());
            }
            json.writeEndObject();
        } else if (notice instanceof Notice.LogData data) {
            json.writeStartObject();
            json.writeNumberField("subscription", data.subscription());
            InfoCodec.writeLogFields(json, data.slice());
            json.writeEndObject();
        } else if (notice instanceof Notice.Shutdown shutdown) {
            json.writeStartObject();
            json.writeStringField("reason", shutdown.reason());
            Out.ifSet(json, "code", shutdown.code());
            if (shutdown.message() != null) {
                json.writeStringField("message", shutdown.message());
            }
            json.writeEndObject();
        }
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        return MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }
}
