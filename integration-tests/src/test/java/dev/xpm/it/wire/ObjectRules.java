package dev.xpm.it.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the original client needs of the objects in a result. Source: protocol.md 3.2 and 6.1, A4 to A10. */
final class ObjectRules {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.(\\d{3}){1,2})?");
    private static final Set<String> TIMES =
            Set.of("started_time", "ended_time", "started_at", "ended_at", "submitted_time");
    private static final Set<String> STATES =
            Set.of("unscheduled", "transient", "waiting", "ready", "scheduled", "running", "done", "error");
    private static final Set<String> STATUSES = Set.of("running", "done", "failed");
    private static final Set<String> REASONS = Set.of(
            "DEPENDENCY",
            "FAILED",
            "MEMORY",
            "TIMEOUT",
            "CANCELLED",
            "REJECTED_TIMELIMIT",
            "REJECTED_OTHER",
            "MISSING_OUTPUTS",
            "DELETED");
    private static final Set<String> CARBON = Set.of(
            "co2_kg",
            "energy_kwh",
            "cpu_power_w",
            "gpu_power_w",
            "ram_power_w",
            "duration_s",
            "region",
            "is_final",
            "written");

    private final JsonNode object;
    private final List<String> problems;

    private ObjectRules(JsonNode object, List<String> problems) {
        this.object = object;
        this.problems = problems;
    }

    static void check(JsonNode result, List<String> problems) {
        var rules = new ObjectRules(result, problems);
        times(result, problems);
        if (result.has("job_states")) {
            rules.experiment();
        } else if (result.has("task_id") && result.has("state")) {
            rules.job();
        } else if (result.has("service_id")) {
            rules.service();
        } else if (result.has("pid") || result.has("cpu_percent")) {
            rules.need("pid");
            rules.need("type");
        } else if (result.has("protocol_version")) {
            rules.require("2.0".equals(result.get("protocol_version").textValue()), "another version");
            rules.require(result.path("workspace_path").asText().startsWith("/"), "no absolute workspace");
        }
    }

    /** Local times with 0, 3 or 6 digits behind the second, and no zone. */
    static void times(JsonNode object, List<String> problems) {
        for (String name : TIMES) {
            String time = object.path(name).textValue();
            if (time != null && !time.isEmpty() && !TIME.matcher(time).matches()) {
                problems.add(name + " is " + time);
            }
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    private void need(String field) {
        require(object.hasNonNull(field), "no " + field);
    }

    private void job() {
        need("job_id");
        need("task_id");
        state(object.path("state").textValue(), object.path("failure_reason"));
        require(object.path("progress").isArray(), "progress is no list");
        for (JsonNode level : object.path("progress")) {
            require(level.path("level").isInt() && level.path("progress").isNumber(), "progress is " + level);
        }
        require(object.path("retry_count").isInt(), "no retry_count");
        carbon("carbon_metrics");
        carbon("previous_carbon_metrics");
    }

    private void state(String state, JsonNode reason) {
        require(state != null && STATES.contains(state), "the state " + state);
        require(reason.isNull() || REASONS.contains(reason.asText()), "the reason " + reason);
        require(reason.isNull() || "error".equals(state), "a reason for " + state);
    }

    private void carbon(String field) {
        object.path(field)
                .fieldNames()
                .forEachRemaining(name -> require(CARBON.contains(name), "carbon of the kind " + name));
    }

    private void experiment() {
        require(object.path("experiment_id").isTextual(), "no experiment_id");
        require(object.path("run_id").isTextual(), "no run_id");
        require(STATUSES.contains(object.path("status").asText()), "the status " + object.path("status"));
        for (String field : List.of("job_states", "services", "actions", "job_infos")) {
            require(object.path(field).isObject(), field + " is no object");
        }
        require(object.path("run_tags").isArray(), "run_tags is no list");
        object.path("job_states").properties().forEach(entry -> {
            String[] words = entry.getValue().asText().split(":", 2);
            require(STATES.contains(words[0]), "the state " + words[0]);
            require(words.length == 1 || REASONS.contains(words[1]), "the state " + entry.getValue());
        });
        object.path("services").forEach(service -> new ObjectRules(service, problems).service());
        object.path("actions").forEach(action -> new ObjectRules(action, problems).need("action_id"));
        object.path("job_infos").forEach(info -> {
            var rules = new ObjectRules(info, problems);
            rules.need("job_id");
            rules.need("task_id");
            rules.require(info.path("tags").isObject(), "tags of a job are no object");
        });
    }

    private void service() {
        need("service_id");
        require(object.path("state_dict").isObject(), "state_dict is no object");
    }
}
