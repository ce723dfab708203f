package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.HostInfo;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.TaskId;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server tells of its machine and of what lies there. Source: protocol.md 7.5. */
public final class HostCodec {
    private HostCodec() {}

    public static HostInfo readHost(JsonNode node) {
        var fields = new Fields(node);
        JsonNode disk = fields.get("disk");
        Fields space = disk == null ? null : new Fields(disk);
        return new HostInfo(
                fields.textOrEmpty("hostname"),
                fields.textOrEmpty("os"),
                fields.integer("cpus", 0),
                fields.get("load") == null ? null : numbers(fields.items("load")),
                wholeOrNull(fields, "mem_total_mb"),
                wholeOrNull(fields, "mem_available_mb"),
                space == null ? null : wholeOrNull(space, "total_mb"),
                space == null ? null : wholeOrNull(space, "free_mb"),
                fields.number("time", 0),
                fields.textOrEmpty("zone"),
                fields.get("gpus") == null ? null : gpus(fields.items("gpus")));
    }

    private static List<Double> numbers(Iterable<JsonNode> items) {
        var numbers = new ArrayList<Double>();
        items.forEach(item -> numbers.add(item.asDouble(0)));
        return numbers;
    }

    private static List<HostInfo.Gpu> gpus(Iterable<JsonNode> items) {
        var gpus = new ArrayList<HostInfo.Gpu>();
        for (JsonNode item : items) {
            var gpu = new Fields(item);
            gpus.add(new HostInfo.Gpu(
                    gpu.integer("index", gpus.size()),
                    gpu.textOrEmpty("name"),
                    gpu.number("util_percent"),
                    wholeOrNull(gpu, "mem_used_mb"),
                    wholeOrNull(gpu, "mem_total_mb")));
        }
        return gpus;
    }

    private static @Nullable Long wholeOrNull(Fields fields, String name) {
        Double value = fields.number(name);
        return value == null ? null : value.longValue();
    }

    static void writeHost(JsonGenerator out, HostInfo host) throws IOException {
        out.writeStartObject();
        Out.text(out, "hostname", host.hostname());
        Out.text(out, "os", host.os());
        out.writeNumberField("cpus", host.cpus());
        out.writeFieldName("load");
        List<Double> load = host.load();
        if (load == null) {
            out.writeNull();
        } else {
            out.writeStartArray();
            for (double value : load) {
                out.writeNumber(value);
            }
            out.writeEndArray();
        }
        wholeOrNull(out, "mem_total_mb", host.memoryTotalMb());
        wholeOrNull(out, "mem_available_mb", host.memoryAvailableMb());
        out.writeObjectFieldStart("disk");
        wholeOrNull(out, "total_mb", host.diskTotalMb());
        wholeOrNull(out, "free_mb", host.diskFreeMb());
        out.writeEndObject();
        out.writeNumberField("time", host.time());
        Out.text(out, "zone", host.zone());
        out.writeFieldName("gpus");
        writeGpus(out, host.gpus());
        out.writeEndObject();
    }

    private static void writeGpus(JsonGenerator out, @Nullable List<HostInfo.Gpu> gpus) throws IOException {
        if (gpus == null) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        for (HostInfo.Gpu gpu : gpus) {
            out.writeStartObject();
            out.writeNumberField("index", gpu.index());
            Out.text(out, "name", gpu.name());
            Out.orNull(out, "util_percent", gpu.utilPercent());
            wholeOrNull(out, "mem_used_mb", gpu.memoryUsedMb());
            wholeOrNull(out, "mem_total_mb", gpu.memoryTotalMb());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void wholeOrNull(JsonGenerator out, String name, @Nullable Long value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
    }

    public static WorkspaceStats readStats(JsonNode node) {
        var fields = new Fields(node);
        var jobs = new LinkedHashMap<String, Integer>();
        for (String state : fields.namesIn("jobs")) {
            jobs.put(state, node.path("jobs").path(state).asInt(0));
        }
        LinkedHashMap<ExperimentId, Long> disk = fields.get("disk") == null ? null : new LinkedHashMap<>();
        for (String name : fields.namesIn("disk")) {
            ExperimentId experiment = ExperimentId.orNull(name);
            if (disk != null && experiment != null) {
                disk.put(experiment, node.path("disk").path(name).asLong(0));
            }
        }
        return new WorkspaceStats(
                fields.integer("experiments", 0),
                fields.integer("runs", 0),
                jobs,
                fields.integer("orphans", 0),
                fields.integer("events_files", 0),
                disk,
                fields.bool("partial"));
    }

    static void writeStats(JsonGenerator out, WorkspaceStats stats) throws IOException {
        out.writeStartObject();
        out.writeNumberField("experiments", stats.experiments());
        out.writeNumberField("runs", stats.runs());
        out.writeObjectFieldStart("jobs");
        for (Map.Entry<String, Integer> state : stats.jobs().entrySet()) {
            out.writeNumberField(state.getKey(), state.getValue());
        }
        out.writeEndObject();
        out.writeNumberField("orphans", stats.orphans());
        out.writeNumberField("events_files", stats.eventFiles());
        Map<ExperimentId, Long> disk = stats.diskBytes();
        if (disk != null) {
            out.writeObjectFieldStart("disk");
            for (Map.Entry<ExperimentId, Long> size : disk.entrySet()) {
                out.writeNumberField(size.getKey().value(), size.getValue());
            }
            out.writeEndObject();
        }
        if (stats.partial()) {
            out.writeBooleanField("partial", true);
        }
        out.writeEndObject();
    }

    /** Reads a process of one of several jobs; null if it names none. */
    public static @Nullable JobProcess readJobProcess(JsonNode node) {
        var fields = new Fields(node);
        TaskId task = TaskId.orNull(fields.string("task_id"));
        JobId job = JobId.orNull(fields.string("job_id"));
        ProcessInfo process = InfoCodec.readProcess(node);
        if (task == null || job == null || process == null) {
            return null;
        }
        var children = new ArrayList<JobProcess.Child>();
        for (JsonNode item : fields.items("x_children")) {
            var child = new Fields(item);
            children.add(new JobProcess.Child(
                    child.whole("pid", 0), child.number("cpu_percent", 0), child.number("memory_mb", 0)));
        }
        return new JobProcess(new JobKey(task, job), process, children);
    }

    static void writeJobProcess(JsonGenerator out, JobProcess item) throws IOException {
        out.writeStartObject();
        InfoCodec.writeProcessFields(out, item.process());
        out.writeStringField("task_id", item.key().task().value());
        out.writeStringField("job_id", item.key().job().value());
        out.writeArrayFieldStart("x_children");
        for (JobProcess.Child child : item.children()) {
            out.writeStartObject();
            out.writeNumberField("pid", child.pid());
            out.writeNumberField("cpu_percent", child.cpuPercent());
            out.writeNumberField("memory_mb", child.memoryMb());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
