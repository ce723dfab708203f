package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunAction;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of experiments on the wire. Source: protocol.md 3.2. */
public final class ExperimentCodec {
    private ExperimentCodec() {}

    /** Reads a run; null if it has no usable experiment id. */
    public static @Nullable Experiment read(JsonNode node) {
        var fields = new Fields(node);
        ExperimentId id = ExperimentId.orNull(fields.string("experiment_id"));
        if (id == null) {
            return null;
        }
        var fold = new ExperimentFold(id, RunId.orNull(fields.string("run_id")))
                .status(RunStatus.ofName(fields.string("status")))
                .hostname(fields.text("hostname"))
                .started(fields.stamp("started_at"))
                .ended(fields.stamp("ended_at"))
                .runTags(texts(fields.items("run_tags")))
                .carbon(CarbonCodec.readImpact(fields.get("carbon_impact")))
                .dependencies(readDependencies(fields.get("dependencies")))
                .announcedJobs(fields.integer("total_jobs", 0))
                .live(fields.boolOrNull("x_live"))
                .outcome(RunOutcome.ofName(fields.string("x_outcome")))
                .problem(fields.text("x_error"));
        readJobs(fields, fold);
        for (JsonNode service : children(fields.get("services"))) {
            Service read = ServiceCodec.read(service);
            if (read != null) {
                fold.service(read);
            }
        }
        for (JsonNode action : children(fields.get("actions"))) {
            RunAction read = ServiceCodec.readAction(action);
            if (read != null) {
                fold.action(read);
            }
        }
        return fold.snapshot();
    }

    private static void readJobs(Fields fields, ExperimentFold fold) {
        JsonNode states = fields.get("job_states");
        for (String name : fields.namesIn("job_states")) {
            JobId job = JobId.orNull(name);
            if (job != null && states != null) {
                fold.jobState(job, JobState.parse(states.path(name).asText("")));
            }
        }
        JsonNode infos = fields.get("job_infos");
        for (String name : fields.namesIn("job_infos")) {
            JobInfo info = infos == null ? null : readInfo(infos.path(name));
            if (info != null) {
                fold.job(info);
            }
        }
    }

    /** Reads the record of a submission; null if it has no usable ids. */
    public static @Nullable JobInfo readInfo(JsonNode node) {
        return readInfo(new Fields(node));
    }

    /** The same of fields that were found already. */
    public static @Nullable JobInfo readInfo(Fields fields) {
        TaskId task = fields.made("task_id", TaskId::orNull);
        JobId job = JobId.orNull(fields.string("job_id"));
        return task == null || job == null
                ? null
                : new JobInfo(
                        new JobKey(task, job),
                        fields.values("tags"),
                        fields.number("timestamp"),
                        fields.integer("transient", 0));
    }

    /** A map of job to the jobs it waits for; null for anything but an object. */
    public static @Nullable Map<JobId, List<JobId>> readDependencies(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        var dependencies = new LinkedHashMap<JobId, List<JobId>>();
        node.properties().forEach(field -> {
            JobId job = JobId.orNull(field.getKey());
            if (job != null) {
                dependencies.put(job, ids(field.getValue()));
            }
        });
        return dependencies;
    }

    static List<JobId> ids(@Nullable JsonNode list) {
        var ids = new ArrayList<JobId>();
        if (list != null && list.isArray()) {
            for (JsonNode entry : list) {
                JobId id = JobId.orNull(entry.textValue());
                if (id != null) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private static Iterable<JsonNode> children(@Nullable JsonNode node) {
        return node == null || !node.isContainerNode() ? List.of() : node;
    }

    private static List<UntrustedText> texts(Iterable<JsonNode> items) {
        var texts = new ArrayList<UntrustedText>();
        for (JsonNode item : items) {
            if (item.isTextual()) {
                texts.add(UntrustedText.of(item.textValue()));
            }
        }
        return texts;
    }

    static void write(JsonGenerator out, Experiment experiment) throws IOException {
        out.writeStartObject();
        out.writeNumberField("version", 1);
        out.writeStringField("experiment_id", experiment.id().value());
        RunId run = experiment.run();
        out.writeStringField("run_id", run == null ? "" : run.value());
        out.writeStringField("status", experiment.status().wireName());
        Out.orNull(out, "hostname", experiment.hostname());
        Out.orNull(out, "started_at", experiment.started());
        Out.orNull(out, "ended_at", experiment.ended());
        out.writeObjectFieldStart("job_states");
        for (Map.Entry<JobId, JobState> state : experiment.jobStates().entrySet()) {
            out.writeStringField(state.getKey().value(), state.getValue().text());
        }
        out.writeEndObject();
        out.writeObjectFieldStart("services");
        for (Map.Entry<String, Service> service : experiment.services().entrySet()) {
            out.writeFieldName(service.getKey());
            ServiceCodec.write(out, service.getValue());
        }
        out.writeEndObject();
        out.writeObjectFieldStart("actions");
        for (Map.Entry<String, RunAction> action : experiment.actions().entrySet()) {
            out.writeFieldName(action.getKey());
            ServiceCodec.writeAction(out, action.getValue());
        }
        out.writeEndObject();
        out.writeArrayFieldStart("run_tags");
        for (UntrustedText tag : experiment.runTags()) {
            out.writeString(tag.raw());
        }
        out.writeEndArray();
        if (experiment.carbon() != null) {
            out.writeFieldName("carbon_impact");
            CarbonCodec.writeImpact(out, experiment.carbon());
        }
        out.writeObjectFieldStart("job_infos");
        for (Map.Entry<JobId, JobInfo> info : experiment.jobs().entrySet()) {
            out.writeFieldName(info.getKey().value());
            writeInfo(out, info.getValue());
        }
        out.writeEndObject();
        out.writeFieldName("x_live");
        if (experiment.live() == null) {
            out.writeNull();
        } else {
            out.writeBoolean(experiment.live());
        }
        RunOutcome outcome = experiment.outcome();
        out.writeStringField("x_outcome", outcome == null ? null : outcome.wireName());
        Out.ifSet(out, "x_error", experiment.problem());
        out.writeEndObject();
    }

    private static void writeInfo(JsonGenerator out, JobInfo info) throws IOException {
        out.writeStartObject();
        out.writeStringField("job_id", info.key().job().value());
        out.writeStringField("task_id", info.key().task().value());
        out.writeFieldName("tags");
        JsonValues.writeFields(out, info.tags());
        Out.orNull(out, "timestamp", info.timestamp());
        if (info.transience() != 0) {
            out.writeNumberField("transient", info.transience());
        }
        out.writeEndObject();
    }
}
