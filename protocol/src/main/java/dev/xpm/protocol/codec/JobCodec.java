package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.QueuePlace;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Jobs on the wire. Source: protocol.md 3.2. */
public final class JobCodec {
    private JobCodec() {}

    /** Reads a job; null if it has no usable task and job id. */
    public static @Nullable Job read(JsonNode node) {
        var fields = new Fields(node);
        TaskId task = TaskId.orNull(fields.string("task_id"));
        JobId job = JobId.orNull(fields.string("job_id"));
        if (task == null || job == null) {
            return null;
        }
        String scheduler = fields.string("scheduler_state");
        return new JobFold(new JobKey(task, job))
                .path(fields.text("path"))
                .state(state(fields.string("state"), fields.string("failure_reason")))
                .scheduler(scheduler == null ? null : state(scheduler, fields.string("scheduler_failure_reason")))
                .started(fields.stamp("started_time"))
                .ended(fields.stamp("ended_time"))
                .startedAt(instant(fields.number("x_started_ts")))
                .endedAt(instant(fields.number("x_ended_ts")))
                .exitCode(fields.integer("exit_code"))
                .retryCount(fields.integer("retry_count", 0))
                .resumable(fields.bool("resumable"))
                .progress(ProgressCodec.read(fields.get("progress")))
                .process(readProcess(fields.get("process")))
                .carbon(CarbonCodec.read(fields.get("carbon_metrics")))
                .previousCarbon(CarbonCodec.read(fields.get("previous_carbon_metrics")))
                .latestCarbon(CarbonCodec.read(fields.get("x_carbon_latest")))
                .runGroup(fields.text("run_group_id"))
                .eventsCount(fields.integer("events_count"))
                .queue(readQueue(fields.get("x_queue")))
                .verified(!Boolean.FALSE.equals(fields.boolOrNull("x_verified")))
                .snapshot();
    }

    private static JobState state(@Nullable String name, @Nullable String reason) {
        return JobState.of(name, reason);
    }

    /** Reads a process record; null for anything but an object. */
    public static @Nullable ProcessSpec readProcess(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        var fields = new Fields(node);
        return new ProcessSpec(
                fields.textOrEmpty("type"),
                fields.scalar("pid"),
                new dev.xpm.protocol.workspace.JsonValue.Fields(JsonValues.readFields(node)));
    }

    static void write(JsonGenerator out, Job job) throws IOException {
        out.writeStartObject();
        writeFields(out, job);
        out.writeEndObject();
    }

    static void writeFields(JsonGenerator out, Job job) throws IOException {
        out.writeStringField("job_id", job.key().job().value());
        out.writeStringField("task_id", job.key().task().value());
        Out.orNull(out, "path", job.path());
        out.writeStringField("state", job.state().name().raw());
        Out.orNull(out, "failure_reason", reason(job.state()));
        JobState scheduler = job.scheduler();
        Out.orNull(out, "scheduler_state", scheduler == null ? null : scheduler.name());
        Out.orNull(out, "scheduler_failure_reason", scheduler == null ? null : reason(scheduler));
        Out.orNull(out, "started_time", job.started());
        Out.orNull(out, "ended_time", job.ended());
        Out.orNull(out, "exit_code", job.exitCode());
        out.writeNumberField("retry_count", job.retryCount());
        out.writeBooleanField("resumable", job.resumable());
        out.writeFieldName("progress");
        ProgressCodec.write(out, job.progress());
        out.writeFieldName("process");
        ProcessSpec process = job.process();
        if (process == null) {
            out.writeNull();
        } else {
            JsonValues.write(out, process.fields());
        }
        if (job.carbon() != null) {
            out.writeFieldName("carbon_metrics");
            CarbonCodec.write(out, job.carbon());
        }
        if (job.previousCarbon() != null) {
            out.writeFieldName("previous_carbon_metrics");
            CarbonCodec.write(out, job.previousCarbon());
        }
        if (job.latestCarbon() != null) {
            out.writeFieldName("x_carbon_latest");
            CarbonCodec.write(out, job.latestCarbon());
        }
        Out.ifSet(out, "run_group_id", job.runGroup());
        Out.ifSet(out, "events_count", job.eventsCount());
        writeInstants(out, job);
        writeQueue(out, job.queue());
        if (!job.verified()) {
            out.writeBooleanField("x_verified", false);
        }
    }

    private static @Nullable QueuePlace readQueue(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        var fields = new Fields(node);
        return new QueuePlace(fields.textOrEmpty("reason"), fields.integer("position"));
    }

    private static void writeQueue(JsonGenerator out, @Nullable QueuePlace queue) throws IOException {
        if (queue != null) {
            out.writeObjectFieldStart("x_queue");
            out.writeStringField("reason", queue.reason().raw());
            Out.ifSet(out, "position", queue.position());
            out.writeEndObject();
        }
    }

    /** A start behind the end was written in another zone than that of this host: then only the end is known. */
    private static void writeInstants(JsonGenerator out, Job job) throws IOException {
        Instant from = job.startedAt();
        Instant to = job.endedAt();
        if (from != null && (to == null || !from.isAfter(to))) {
            out.writeFieldName("x_started_ts");
            out.writeNumber(BigDecimal.valueOf(from.toEpochMilli(), 3));
        }
        if (to != null) {
            out.writeFieldName("x_ended_ts");
            out.writeNumber(BigDecimal.valueOf(to.toEpochMilli(), 3));
        }
    }

    private static @Nullable Instant instant(@Nullable Double seconds) {
        return seconds == null || Math.abs(seconds) > 1e11 ? null : Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private static @Nullable UntrustedText reason(JobState state) {
        FailureReason reason = state.reason();
        return reason == null ? null : UntrustedText.of(reason.name());
    }
}
