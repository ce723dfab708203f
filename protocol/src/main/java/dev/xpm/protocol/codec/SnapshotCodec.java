package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Positions in the stream of events, and pages of the whole workspace. Source: protocol.md 7.3. */
public final class SnapshotCodec {
    private SnapshotCodec() {}

    /** Reads the position beside an event; null if the server gives none. */
    public static @Nullable EventPosition readPosition(JsonNode node) {
        var fields = new Fields(node);
        String epoch = fields.string("epoch");
        long seq = fields.whole("seq", -1);
        return epoch == null || seq < 0 ? null : new EventPosition(epoch, seq);
    }

    static void writePosition(JsonGenerator out, EventPosition position) throws IOException {
        out.writeStringField("epoch", position.epoch());
        out.writeNumberField("seq", position.seq());
    }

    public static Subscribed readSubscribed(JsonNode node) {
        EventPosition position = readPosition(node);
        if (position == null) {
            throw new IllegalArgumentException("a position was expected");
        }
        return new Subscribed(position, new Fields(node).bool("resumed"));
    }

    static void writeSubscribed(JsonGenerator out, Subscribed subscribed) throws IOException {
        out.writeStartObject();
        writePosition(out, subscribed.position());
        out.writeBooleanField("resumed", subscribed.resumed());
        out.writeEndObject();
    }

    /** The experiments that a {@code x/resync} names; null for all. */
    public static @Nullable List<ExperimentId> readExperiments(JsonNode node) {
        var fields = new Fields(node);
        return fields.get("experiments") == null ? null : ids(fields.items("experiments"));
    }

    private static List<ExperimentId> ids(Iterable<JsonNode> items) {
        var ids = new ArrayList<ExperimentId>();
        for (JsonNode item : items) {
            ExperimentId id = ExperimentId.orNull(item.textValue());
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    static void writeIds(JsonGenerator out, Iterable<ExperimentId> ids) throws IOException {
        out.writeStartArray();
        for (ExperimentId id : ids) {
            out.writeString(id.value());
        }
        out.writeEndArray();
    }

    public static Snapshot read(JsonNode node) {
        EventPosition position = readPosition(node);
        if (position == null) {
            throw new IllegalArgumentException("a position was expected");
        }
        var fields = new Fields(node);
        var experiments = new ArrayList<Experiment>();
        for (JsonNode item : fields.items("experiments")) {
            Experiment experiment = ExperimentCodec.read(item);
            if (experiment != null) {
                experiments.add(experiment);
            }
        }
        var jobs = new ArrayList<Snapshot.Member>();
        for (JsonNode item : fields.items("jobs")) {
            Job job = JobCodec.read(item);
            if (job != null) {
                jobs.add(new Snapshot.Member(job, ids(new Fields(item).items("x_experiments"))));
            }
        }
        var tags = new LinkedHashMap<ExperimentId, Map<JobId, Map<String, JsonValue>>>();
        var dependencies = new LinkedHashMap<ExperimentId, Map<JobId, List<JobId>>>();
        for (String name : fields.namesIn("tags")) {
            ExperimentId id = ExperimentId.orNull(name);
            if (id != null) {
                tags.put(id, readTags(node.path("tags").path(name)));
            }
        }
        for (String name : fields.namesIn("dependencies")) {
            ExperimentId id = ExperimentId.orNull(name);
            var known =
                    ExperimentCodec.readDependencies(node.path("dependencies").path(name));
            if (id != null && known != null) {
                dependencies.put(id, known);
            }
        }
        var services = new ArrayList<Service>();
        for (JsonNode item : fields.items("services")) {
            Service service = ServiceCodec.read(item);
            if (service != null) {
                services.add(service);
            }
        }
        return new Snapshot(position, experiments, jobs, tags, dependencies, services, fields.string("cursor"));
    }

    /** Reads a map of job to its tags. */
    public static Map<JobId, Map<String, JsonValue>> readTags(JsonNode node) {
        var tags = new LinkedHashMap<JobId, Map<String, JsonValue>>();
        node.properties().forEach(entry -> {
            JobId job = JobId.orNull(entry.getKey());
            if (job != null) {
                tags.put(job, JsonValues.readFields(entry.getValue()));
            }
        });
        return tags;
    }

    static void write(JsonGenerator out, Snapshot snapshot) throws IOException {
        out.writeStartObject();
        writePosition(out, snapshot.position());
        out.writeArrayFieldStart("experiments");
        for (Experiment experiment : snapshot.experiments()) {
            ExperimentCodec.write(out, experiment);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("jobs");
        for (Snapshot.Member member : snapshot.jobs()) {
            out.writeStartObject();
            JobCodec.writeFields(out, member.job());
            out.writeFieldName("x_experiments");
            writeIds(out, member.experiments());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeObjectFieldStart("tags");
        for (var entry : snapshot.tags().entrySet()) {
            out.writeObjectFieldStart(entry.getKey().value());
            for (var job : entry.getValue().entrySet()) {
                out.writeFieldName(job.getKey().value());
                JsonValues.writeFields(out, job.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeObjectFieldStart("dependencies");
        for (var entry : snapshot.dependencies().entrySet()) {
            out.writeObjectFieldStart(entry.getKey().value());
            for (var job : entry.getValue().entrySet()) {
                out.writeArrayFieldStart(job.getKey().value());
                for (JobId before : job.getValue()) {
                    out.writeString(before.value());
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeArrayFieldStart("services");
        for (Service service : snapshot.services()) {
            ServiceCodec.write(out, service);
        }
        out.writeEndArray();
        out.writeStringField("cursor", snapshot.cursor());
        out.writeEndObject();
    }
}
