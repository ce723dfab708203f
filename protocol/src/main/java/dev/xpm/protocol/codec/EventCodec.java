package dev.xpm.protocol.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.event.EventType;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads events from lines of event files and from notifications. Source: workspace-format.md 3.2, protocol.md 4.1. */
public final class EventCodec {
    private static final Map<Class<? extends WorkspaceEvent>, Function<Fields, WorkspaceEvent>> READERS = Map.ofEntries(
            Map.entry(WorkspaceEvent.ExperimentJobState.class, EventCodec::experimentJobState),
            Map.entry(WorkspaceEvent.JobSubmitted.class, EventCodec::jobSubmitted),
            Map.entry(WorkspaceEvent.JobStateChanged.class, EventCodec::jobStateChanged),
            Map.entry(WorkspaceEvent.JobProgress.class, EventCodec::jobProgress),
            Map.entry(WorkspaceEvent.CarbonMetrics.class, EventCodec::carbonMetrics),
            Map.entry(WorkspaceEvent.RunCompleted.class, EventCodec::runCompleted),
            Map.entry(WorkspaceEvent.ServiceAdded.class, EventCodec::serviceAdded),
            Map.entry(WorkspaceEvent.ServiceStateChanged.class, EventCodec::serviceStateChanged),
            Map.entry(WorkspaceEvent.ActionAdded.class, EventCodec::actionAdded),
            Map.entry(
                    WorkspaceEvent.ExperimentUpdated.class,
                    in -> new WorkspaceEvent.ExperimentUpdated(time(in), experiment(in))),
            Map.entry(
                    WorkspaceEvent.RunUpdated.class,
                    in -> new WorkspaceEvent.RunUpdated(time(in), experiment(in), run(in))),
            Map.entry(WorkspaceEvent.WarningRaised.class, EventCodec::warning),
            Map.entry(WorkspaceEvent.ErrorRaised.class, EventCodec::error));

    private EventCodec() {}

    /** Reads a line of an event file, whose kind stands in {@code event_type}; null if it names none. */
    public static @Nullable WorkspaceEvent readLine(JsonNode line) {
        JsonNode type = line.get("event_type");
        return type == null || !type.isTextual() ? null : read(type.textValue(), line);
    }

    /** The same of a line without a tree; null also for a kind that is not known, of which the tree keeps all fields. */
    public static @Nullable WorkspaceEvent readKnown(LineFields line) {
        String type = line.string("event_type");
        Class<? extends WorkspaceEvent> known = type == null ? null : EventType.classOf(type);
        Function<Fields, WorkspaceEvent> reader = known == null ? null : READERS.get(known);
        return reader == null ? null : reader.apply(line);
    }

    /** Reads the data of an event; an unknown kind is kept with all its fields. */
    public static WorkspaceEvent read(String type, JsonNode data) {
        var fields = new Fields(data);
        Class<? extends WorkspaceEvent> known = EventType.classOf(type);
        Function<Fields, WorkspaceEvent> reader = known == null ? null : READERS.get(known);
        if (reader == null) {
            var kept = new LinkedHashMap<>(JsonValues.readFields(data));
            kept.remove("event_type");
            return new WorkspaceEvent.Unknown(time(fields), UntrustedText.of(type), new JsonValue.Fields(kept));
        }
        return reader.apply(fields);
    }

    private static WorkspaceEvent experimentJobState(Fields in) {
        return new WorkspaceEvent.ExperimentJobState(
                time(in),
                experiment(in),
                run(in),
                task(in),
                job(in),
                in.textOrEmpty("scheduler_state"),
                in.text("failure_reason"),
                in.pairs("tags"),
                ExperimentCodec.ids(in.get("depends_on")),
                in.stamp("submitted_time"));
    }

    private static WorkspaceEvent jobSubmitted(Fields in) {
        return new WorkspaceEvent.JobSubmitted(
                time(in),
                experiment(in),
                run(in),
                task(in),
                job(in),
                in.pairs("tags"),
                ExperimentCodec.ids(in.get("depends_on")),
                in.stamp("submitted_time"));
    }

    private static WorkspaceEvent jobStateChanged(Fields in) {
        return new WorkspaceEvent.JobStateChanged(
                time(in),
                task(in),
                job(in),
                in.textOrEmpty("state"),
                in.text("failure_reason"),
                in.stamp("started_time"),
                in.stamp("ended_time"),
                in.integer("exit_code"),
                in.integer("retry_count", 0),
                ProgressCodec.read(in.get("progress")));
    }

    private static WorkspaceEvent jobProgress(Fields in) {
        return new WorkspaceEvent.JobProgress(
                time(in), task(in), job(in), in.integer("level", 0), in.number("progress", 0), in.text("desc"));
    }

    private static WorkspaceEvent carbonMetrics(Fields in) {
        UntrustedText group = in.textOrEmpty("run_group_id");
        return new WorkspaceEvent.CarbonMetrics(
                time(in),
                task(in),
                job(in),
                new Carbon(
                        in.number("co2_kg", 0),
                        in.number("energy_kwh", 0),
                        in.number("cpu_power_w", 0),
                        in.number("gpu_power_w", 0),
                        in.number("ram_power_w", 0),
                        in.number("duration_s", 0),
                        in.textOrEmpty("region"),
                        in.bool("is_final"),
                        in.bool("written")),
                group.isEmpty() ? null : group);
    }

    private static WorkspaceEvent runCompleted(Fields in) {
        UntrustedText status = in.text("status");
        return new WorkspaceEvent.RunCompleted(
                time(in),
                experiment(in),
                run(in),
                status == null ? UntrustedText.of("completed") : status,
                in.stamp("ended_at"));
    }

    private static WorkspaceEvent serviceAdded(Fields in) {
        return new WorkspaceEvent.ServiceAdded(
                time(in),
                experiment(in),
                run(in),
                in.textOrEmpty("service_id"),
                in.textOrEmpty("description"),
                in.textOrEmpty("service_class"),
                new JsonValue.Fields(JsonValues.readFields(in.get("state_dict"))));
    }

    private static WorkspaceEvent serviceStateChanged(Fields in) {
        return new WorkspaceEvent.ServiceStateChanged(
                time(in), experiment(in), run(in), in.textOrEmpty("service_id"), in.textOrEmpty("state"));
    }

    private static WorkspaceEvent actionAdded(Fields in) {
        return new WorkspaceEvent.ActionAdded(
                time(in),
                experiment(in),
                run(in),
                in.textOrEmpty("action_id"),
                in.textOrEmpty("description"),
                in.textOrEmpty("action_class"));
    }

    private static WorkspaceEvent warning(Fields in) {
        return new WorkspaceEvent.WarningRaised(time(in), WarningCodec.read(in));
    }

    private static WorkspaceEvent error(Fields in) {
        return new WorkspaceEvent.ErrorRaised(
                time(in),
                in.textOrEmpty("experiment_id"),
                in.textOrEmpty("run_id"),
                in.textOrEmpty("warning_key"),
                in.textOrEmpty("action_key"),
                in.textOrEmpty("error_message"));
    }

    private static double time(Fields in) {
        return in.number("timestamp", 0);
    }

    private static @Nullable ExperimentId experiment(Fields in) {
        return in.made("experiment_id", ExperimentId::orNull);
    }

    private static @Nullable RunId run(Fields in) {
        return in.made("run_id", RunId::orNull);
    }

    private static @Nullable TaskId task(Fields in) {
        return in.made("task_id", TaskId::orNull);
    }

    private static @Nullable JobId job(Fields in) {
        return JobId.orNull(in.string("job_id"));
    }
}
