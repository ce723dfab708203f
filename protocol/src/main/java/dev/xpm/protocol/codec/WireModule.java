package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.HostInfo;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.IOException;

/** Teaches Jackson our records, each with its hand-written form: no reflection on the way out. */
final class WireModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    WireModule() {
        super("xpm-wire");
        add(Job.class, JobCodec::write);
        add(Experiment.class, ExperimentCodec::write);
        add(Service.class, ServiceCodec::write);
        add(Warning.class, WarningCodec::write);
        add(ServerInfo.class, InfoCodec::writeServer);
        add(ProcessInfo.class, InfoCodec::writeProcess);
        add(LogSlice.class, InfoCodec::writeLog);
        add(HostInfo.class, HostCodec::writeHost);
        add(WorkspaceStats.class, HostCodec::writeStats);
        add(JobProcess.class, HostCodec::writeJobProcess);
        add(FilePage.class, FileCodec::writePage);
        add(Subscribed.class, SnapshotCodec::writeSubscribed);
        addLate(Snapshot.class, SnapshotCodec::write);
        add(JsonValue.class, JsonValues::write);
        addSerializer(Streamed.class, new StreamedSerializer());
    }

    private <T> void add(Class<T> type, Form<T> form) {
        addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                form.write(out, value);
            }
        });
    }

    /** Stays an object while an answer is put together as a tree, which would take many times the room. */
    private <T> void addLate(Class<T> type, Form<T> form) {
        addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                if (out instanceof TokenBuffer buffer) {
                    buffer.writeEmbeddedObject(value);
                } else {
                    form.write(out, value);
                }
            }
        });
    }

    private interface Form<T> {
        void write(JsonGenerator out, T value) throws IOException;
    }

    /** Stays an object while an answer is put together as a tree, and is written item by item at the end. */
    @SuppressWarnings("rawtypes")
    private static final class StreamedSerializer extends JsonSerializer<Streamed> {
        @Override
        public void serialize(Streamed value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (out instanceof TokenBuffer buffer) {
                buffer.writeEmbeddedObject(value);
                return;
            }
            out.writeStartArray();
            for (Object item : value.written()) {
                if (item instanceof ItemText text) {
                    text.write(out);
                } else {
                    provider.defaultSerializeValue(item, out);
                }
            }
            out.writeEndArray();
        }
    }
}
