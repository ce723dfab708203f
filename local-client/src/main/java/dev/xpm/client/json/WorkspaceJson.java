package dev.xpm.client.json;

import dev.xpm.client.mirror.JobEntry;
import dev.xpm.protocol.text.LogText;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the web face tells scripts. Texts are as the host sent them. Source: interfaces.md 4.1 and 4.2. */
public final class WorkspaceJson {
    private WorkspaceJson() {}

    public static String error(String sentence) {
        return new JsonObject().text("error", sentence).build();
    }

    public static String jobs(List<JobEntry> jobs) {
        return array(jobs.stream().map(WorkspaceJson::job));
    }

    public static String job(JobEntry entry) {
        Job job = entry.job();
        JobState state = entry.displayed().state();
        return new JsonObject()
                .text("task_id", entry.key().task().value())
                .text("job_id", entry.key().job().value())
                .text("path", raw(job.path()))
                .text("state", state.name().raw())
                .text(
                        "failure_reason",
                        state.reason() == null ? null : state.reason().name())
                .text("execution_state", job.state().text())
                .text(
                        "scheduler_state",
                        job.scheduler() == null ? null : job.scheduler().text())
                .decimal("submitted", entry.submitted())
                .text("started_at", iso(job.started()))
                .text("ended_at", iso(job.ended()))
                .json("exit_code", String.valueOf(job.exitCode()))
                .number("retry_count", job.retryCount())
                .json("tags", fields(entry.tags()))
                .texts(
                        "depends_on",
                        entry.dependsOn().stream().map(id -> id.value()).toList())
                .json("progress", array(job.progress().stream().map(WorkspaceJson::progress)))
                .json(
                        "co2_kg",
                        number(job.carbon() == null ? null : job.carbon().co2Kg()))
                .build();
    }

    /** Source: the log slice of interfaces.md 4.1. */
    public static String log(LogText text, long next, long size) {
        String content = text.slice(0, text.size()).stream()
                .map(line -> line.text().raw())
                .collect(Collectors.joining("\n"));
        return new JsonObject()
                .text("content", text.size() == 0 || text.endsUnfinished() ? content : content + "\n")
                .number("offset", next)
                .number("size", size)
                .build();
    }

    public static String services(List<Experiment> experiments) {
        return array(experiments.stream().flatMap(experiment -> experiment.services().values().stream()
                .map(service -> service(experiment, service))));
    }

    public static String warnings(List<Warning> warnings) {
        return array(warnings.stream().map(warning -> new JsonObject()
                .text("warning_key", warning.key().raw())
                .text("experiment_id", warning.experiment().raw())
                .text("run_id", warning.run().raw())
                .text("description", warning.description().raw())
                .text("severity", warning.severity().raw())
                .json("context", value(warning.context()))
                .build()));
    }

    private static String service(Experiment experiment, Service service) {
        return new JsonObject()
                .text("service_id", service.id().raw())
                .text("experiment_id", experiment.id().value())
                .text("description", service.description().raw())
                .text("state", service.stateName().raw())
                .text("url", raw(service.url()))
                .build();
    }

    private static String progress(Progress progress) {
        return new JsonObject()
                .number("level", progress.level())
                .decimal("progress", progress.fraction())
                .text("desc", raw(progress.description()))
                .build();
    }

    private static String value(JsonValue value) {
        if (value instanceof JsonValue.Fields object) {
            return fields(object.values());
        }
        if (value instanceof JsonValue.Items items) {
            return array(items.values().stream().map(WorkspaceJson::value));
        }
        if (value instanceof JsonValue.Text text) {
            return JsonObject.quoted(text.value().raw());
        }
        return value instanceof JsonValue.NonFinite ? "null" : value.display().raw();
    }

    private static String fields(Map<String, JsonValue> values) {
        var object = new JsonObject();
        values.forEach((name, value) -> object.json(name, value(value)));
        return object.build();
    }

    private static String array(Stream<String> values) {
        return values.collect(Collectors.joining(",", "[", "]"));
    }

    private static String number(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? "null" : value.toString();
    }

    private static @Nullable String raw(@Nullable UntrustedText text) {
        return text == null ? null : text.raw();
    }

    private static @Nullable String iso(@Nullable LocalStamp stamp) {
        return stamp == null ? null : stamp.iso();
    }
}
