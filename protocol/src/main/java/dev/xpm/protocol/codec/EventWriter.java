package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.EventType;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes events as the original does: what is null is left out, ids that are unknown are empty. Source: protocol.md 4.1. */
public final class EventWriter {
    private EventWriter() {}

    /** Writes the {@code params} of {@code notification.state_event}. */
    static void writeParams(JsonGenerator out, WorkspaceEvent event, @Nullable EventPosition position)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("event_type", EventType.nameOf(event));
        out.writeObjectFieldStart("data");
        writeData(out, event);
        out.writeEndObject();
        if (position != null) {
            SnapshotCodec.writePosition(out, position);
        }
        out.writeEndObject();
    }

    /** Writes an event as one object with {@code timestamp} first and {@code event_type} last. */
    static void writeLine(JsonGenerator out, WorkspaceEvent event, String source) throws IOException {
        out.writeStartObject();
        writeData(out, event);
        if (!source.isEmpty()) {
            out.writeStringField("source", source);
        }
        out.writeStringField("event_type", EventType.nameOf(event));
        out.writeEndObject();
    }

    private static void writeData(JsonGenerator out, WorkspaceEvent event) throws IOException {
        out.writeNumberField("timestamp", event.timestamp());
        if (event instanceof WorkspaceEvent.OfJob ofJob) {
            ids(out, ofJob.task(), ofJob.job());
            writeJobData(out, ofJob);
        } else if (event instanceof WorkspaceEvent.WarningRaised raised) {
            WarningCodec.writeFields(out, raised.warning());
        } else if (event instanceof WorkspaceEvent.ErrorRaised error) {
            Out.text(out, "experiment_id", error.experiment());
            Out.text(out, "run_id", error.run());
            Out.text(out, "warning_key", error.warning());
            Out.text(out, "action_key", error.action());
            Out.text(out, "error_message", error.message());
        } else if (event instanceof WorkspaceEvent.Unknown unknown) {
            for (Map.Entry<String, JsonValue> field : unknown.data().values().entrySet()) {
                if (!field.getKey().equals("timestamp")) {
                    out.writeFieldName(field.getKey());
                    JsonValues.write(out, field.getValue());
                }
            }
        } else {
            writeRunData(out, event);
        }
    }

    private static void writeJobData(JsonGenerator out, WorkspaceEvent.OfJob event) throws IOException {
        if (event instanceof WorkspaceEvent.ExperimentJobState changed) {
            ids(out, changed.experiment(), changed.run());
            Out.text(out, "scheduler_state", changed.schedulerState());
            Out.ifSet(out, "failure_reason", changed.failureReason());
            tags(out, changed.tags());
            dependsOn(out, changed.dependsOn());
            Out.ifSet(out, "submitted_time", changed.submitted());
        } else if (event instanceof WorkspaceEvent.JobSubmitted submitted) {
            ids(out, submitted.experiment(), submitted.run());
            tags(out, submitted.tags());
            dependsOn(out, submitted.dependsOn());
            Out.ifSet(out, "submitted_time", submitted.submitted());
        } else if (event instanceof WorkspaceEvent.JobStateChanged changed) {
            Out.text(out, "state", changed.state());
            Out.ifSet(out, "failure_reason", changed.failureReason());
            Out.ifSet(out, "started_time", changed.started());
            Out.ifSet(out, "ended_time", changed.ended());
            Out.ifSet(out, "exit_code", changed.exitCode());
            out.writeNumberField("retry_count", changed.retryCount());
            out.writeFieldName("progress");
            ProgressCodec.write(out, changed.progress());
        } else if (event instanceof WorkspaceEvent.JobProgress moved) {
            out.writeNumberField("level", moved.level());
            out.writeNumberField("progress", moved.fraction());
            Out.ifSet(out, "desc", moved.description());
        } else if (event instanceof WorkspaceEvent.CarbonMetrics metrics) {
            CarbonCodec.writeFields(out, metrics.carbon());
            out.writeStringField(
                    "run_group_id",
                    metrics.runGroup() == null ? "" : metrics.runGroup().raw());
        }
    }

    private static void writeRunData(JsonGenerator out, WorkspaceEvent event) throws IOException {
        if (event instanceof WorkspaceEvent.ExperimentUpdated updated) {
            out.writeStringField("experiment_id", value(updated.experiment()));
        } else if (event instanceof WorkspaceEvent.RunUpdated updated) {
            ids(out, updated.experiment(), updated.run());
        } else if (event instanceof WorkspaceEvent.RunCompleted completed) {
            ids(out, completed.experiment(), completed.run());
            Out.text(out, "status", completed.status());
            out.writeStringField("ended_at", completed.ended() == null ? "" : Out.local(completed.ended()));
        } else if (event instanceof WorkspaceEvent.ServiceAdded added) {
            ids(out, added.experiment(), added.run());
            Out.text(out, "service_id", added.service());
            Out.text(out, "description", added.description());
            Out.text(out, "service_class", added.className());
            out.writeFieldName("state_dict");
            JsonValues.write(out, added.arguments());
        } else if (event instanceof WorkspaceEvent.ServiceStateChanged changed) {
            ids(out, changed.experiment(), changed.run());
            Out.text(out, "service_id", changed.service());
            Out.text(out, "state", changed.state());
        } else if (event instanceof WorkspaceEvent.ActionAdded added) {
            ids(out, added.experiment(), added.run());
            Out.text(out, "action_id", added.action());
            Out.text(out, "description", added.description());
            Out.text(out, "action_class", added.className());
        }
    }

    private static void ids(JsonGenerator out, @Nullable TaskId task, @Nullable JobId job) throws IOException {
        out.writeStringField("job_id", job == null ? "" : job.value());
        out.writeStringField("task_id", task == null ? "" : task.value());
    }

    private static void ids(JsonGenerator out, @Nullable ExperimentId experiment, @Nullable RunId run)
            throws IOException {
        out.writeStringField("experiment_id", value(experiment));
        out.writeStringField("run_id", run == null ? "" : run.value());
    }

    private static String value(@Nullable ExperimentId id) {
        return id == null ? "" : id.value();
    }

    private static void tags(JsonGenerator out, Map<String, JsonValue> tags) throws IOException {
        out.writeArrayFieldStart("tags");
        for (Map.Entry<String, JsonValue> tag : tags.entrySet()) {
            out.writeStartObject();
            out.writeStringField("key", tag.getKey());
            out.writeFieldName("value");
            JsonValues.write(out, tag.getValue());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void dependsOn(JsonGenerator out, List<JobId> jobs) throws IOException {
        out.writeArrayFieldStart("depends_on");
        for (JobId job : jobs) {
            out.writeString(job.value());
        }
        out.writeEndArray();
    }
}
