package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.workspace.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a job waits for, found in the objects that configure it: its writer does not record it. Source:
 * workspace-format.md 2.3, 2.6c, 4.7.
 */
final class Dependencies {
    /** Objects by their number, which has a meaning only inside one file. */
    private final Map<String, Node> nodes = new HashMap<>();

    private final Map<JobId, Node> byJob = new HashMap<>();
    private @Nullable Node last;

    private Dependencies() {}

    /** @param task number of the task that the object is, or is part of; null if the file does not say */
    private record Node(
            String number,
            @Nullable JobId identifier,
            @Nullable String task,
            List<String> references) {}

    /** The objects of a whole run, {@code objects.jsonl}: one file for all jobs, also for those that never began. */
    static Dependencies ofRun(Path objects) throws IOException {
        var dependencies = new Dependencies();
        JsonLines.forEach(objects, dependencies::add);
        return dependencies;
    }

    /** The objects of one job, {@code params.json}; the last is the job itself. */
    static Dependencies ofJob(Path parameters) throws IOException {
        var dependencies = new Dependencies();
        ObjectNode content = JsonFile.read(parameters).object();
        if (content != null && content.get("objects") != null) {
            for (JsonNode object : content.get("objects")) {
                if (object instanceof ObjectNode node) {
                    dependencies.add(node);
                }
            }
        }
        return dependencies;
    }

    private void add(ObjectNode object) {
        String number = object.path("id").asText("");
        JsonNode identifier = object.path("identifier");
        JobId job = JobId.orNull((identifier.isObject() ? identifier.path("main") : identifier).textValue());
        var references = new LinkedHashSet<String>();
        collect(object.path("fields"), references);
        for (JsonNode task : object.path("init-tasks")) {
            references.add(task.asText(""));
        }
        JsonNode task = object.get("task");
        last = new Node(number, job, task == null ? null : task.asText(""), List.copyOf(references));
        nodes.put(number, last);
        if (job != null) {
            byJob.put(job, last);
        }
    }

    private static void collect(JsonNode value, Set<String> references) {
        if (value.isObject() && value.path("type").asText("").equals("python") && value.has("value")) {
            references.add(value.path("value").asText(""));
        } else if (value.isContainerNode()) {
            value.forEach(child -> collect(child, references));
        }
    }

    /**
     * The direct dependencies of a job of the run; null if its objects are not in the file.
     *
     * @param isJob whether an identifier is that of a job of the run
     */
    @Nullable
    List<JobId> of(JobId job, Predicate<JobId> isJob) {
        Node root = byJob.get(job);
        return root == null
                ? null
                : walk(root, node -> node.identifier != null && isJob.test(node.identifier) ? node.identifier : null);
    }

    /** The direct dependencies of the one job of the file; null if there is none in it. */
    @Nullable
    List<JobId> ofLast() {
        Node root = last;
        return root == null
                ? null
                : walk(root, node -> {
                    boolean isOther = node.task != null && !node.task.equals(root.number);
                    Node task = isOther ? nodes.get(String.valueOf(node.task)) : null;
                    return task == null ? null : task.identifier;
                });
    }

    private interface Ends {
        /** The job at which the walk ends, null where it goes on. */
        @Nullable
        JobId at(Node node);
    }

    private List<JobId> walk(Node root, Ends ends) {
        var found = new LinkedHashSet<JobId>();
        var seen = new HashSet<String>(Set.of(root.number));
        var open = new ArrayDeque<String>(root.references);
        while (!open.isEmpty()) {
            String number = open.poll();
            Node node = seen.add(number) ? nodes.get(number) : null;
            if (node == null) {
                continue;
            }
            JobId job = ends.at(node);
            if (job == null) {
                open.addAll(node.references);
            } else if (!job.equals(root.identifier)) {
                found.add(job);
            }
        }
        return new ArrayList<>(found);
    }

    /** The dependencies of all jobs of a run that have any, in the order of submission. */
    static Map<JobId, List<JobId>> of(RunView run, WorkspaceTree tree, Path runDirectory) throws IOException {
        var experiment = run.experiment();
        Map<JobId, List<JobId>> told = experiment.dependencies() == null ? Map.of() : experiment.dependencies();
        var found = new LinkedHashMap<JobId, List<JobId>>();
        Dependencies objects = ofRun(runDirectory.resolve("objects.jsonl"));
        for (var info : experiment.jobs().values()) {
            JobId job = info.key().job();
            List<JobId> jobs = told.getOrDefault(job, List.of());
            if (jobs.isEmpty()) {
                jobs = objects.of(job, experiment.jobs()::containsKey);
            }
            if (jobs == null) {
                jobs = ofJob(tree.job(info.key()).resolve("params.json")).ofLast();
            }
            if (told.containsKey(job) || (jobs != null && !jobs.isEmpty())) {
                found.put(job, jobs == null ? List.of() : jobs);
            }
        }
        return found;
    }
}
