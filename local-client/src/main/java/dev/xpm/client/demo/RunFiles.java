package dev.xpm.client.demo;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a driver leaves in the directory of one run, step by step. Source: workspace-format.md 2.1 to 2.4 and 3.3. */
final class RunFiles {
    /** A script takes a moment for each job; tables are sorted by it. */
    private static final Duration BETWEEN_SUBMISSIONS = Duration.ofMillis(3);

    private static final String SERVICE = "tensorboard";
    private static final String SERVICE_CLASS = "reader.services.Board";

    private final SampleWorkspace workspace;
    private final SampleExperiment experiment;
    private final String run;
    private final Path directory;
    private final EventLog events;
    private final Map<String, String> states = new LinkedHashMap<>();
    private final LocalStamp started;
    private String status = "running";
    private @Nullable LocalStamp ended;

    private RunFiles(SampleWorkspace workspace, SampleExperiment experiment, Instant now) {
        this.workspace = workspace;
        this.experiment = experiment;
        this.run = SampleTimes.runId(now);
        this.directory = workspace.experiment(experiment.id()).resolve(run);
        this.events = new EventLog(workspace.liveEvents(experiment.id()), directory.resolve("events/event-0.jsonl"));
        this.started = SampleTimes.stamp(now);
    }

    /** The driver starts: directory, link, status, service, then all jobs are submitted. */
    static RunFiles begin(SampleWorkspace workspace, SampleExperiment experiment, Instant now) throws IOException {
        var files = new RunFiles(workspace, experiment, now);
        Files.createDirectories(files.directory.resolve("jobs"));
        Files.createDirectories(files.runs());
        SampleFiles.replace(files.directory.resolve("status.json"), JsonText.of(files.content(now)), now);
        SampleFiles.write(files.directory.resolve("environment.json"), files.environment(null), now);
        Path current = workspace.experiment(experiment.id()).resolve("current");
        Files.deleteIfExists(current);
        Files.createSymbolicLink(current, Path.of(files.run));
        files.serviceAdded(now);
        Instant submission = now;
        for (SampleJob job : experiment.jobs()) {
            files.submitted(job, submission);
            submission = submission.plus(BETWEEN_SUBMISSIONS);
        }
        return files;
    }

    /** The directory of the service's files. */
    Path runs() {
        return directory.resolve("runs");
    }

    /** The file that the driver locks for as long as the run goes on. */
    Path lockFile() {
        return workspace.experiment(experiment.id()).resolve("lock");
    }

    /** The scheduler's view of a job has changed. */
    void state(SampleJob job, String word, @Nullable String reason, Instant now) throws IOException {
        states.put(job.id(), reason == null ? word : word + ":" + reason);
        append(event(job, word, reason, Map.of(), null, now), now);
    }

    /** The job gets its link below the run. */
    void link(SampleJob job) throws IOException {
        Path link = directory.resolve("jobs").resolve(job.task()).resolve(job.id());
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, workspace.job(job));
    }

    /** The driver ends. A run with failed jobs has completed as well. */
    void completed(Instant now) throws IOException {
        ended = SampleTimes.stamp(now);
        append(
                new WorkspaceEvent.RunCompleted(
                        SampleTimes.seconds(now), null, null, UntrustedText.of("completed"), ended),
                now);
        events.archive();
        status = "done";
        SampleFiles.replace(directory.resolve("status.json"), JsonText.of(content(now)), now);
        SampleFiles.write(directory.resolve("environment.json"), environment("completed"), now);
    }

    private void submitted(SampleJob job, Instant now) throws IOException {
        var line = new LinkedHashMap<String, Object>();
        line.put("job_id", job.id());
        line.put("task_id", job.task());
        line.put("tags", job.tags());
        line.put("timestamp", SampleTimes.seconds(now));
        SampleFiles.append(directory.resolve("jobs.jsonl"), JsonText.of(line) + "\n", now);
        SampleFiles.append(directory.resolve("objects.jsonl"), JsonText.of(SampleObjects.of(job)) + "\n", now);
        var tags = new LinkedHashMap<String, JsonValue>();
        job.tags()
                .forEach((name, value) -> tags.put(
                        name,
                        value instanceof Number number
                                ? new JsonValue.Numeric(number.toString())
                                : new JsonValue.Text(UntrustedText.of(value.toString()))));
        states.put(job.id(), "unscheduled");
        append(event(job, "submitted", null, tags, SampleTimes.stamp(now), now), now);
        state(job, "waiting", null, now);
    }

    private void serviceAdded(Instant now) throws IOException {
        var path = new JsonValue.Fields(Map.of("__path__", new JsonValue.Text(UntrustedText.of(runs().toString()))));
        append(
                new WorkspaceEvent.ServiceAdded(
                        SampleTimes.seconds(now),
                        null,
                        null,
                        UntrustedText.of(SERVICE),
                        UntrustedText.of("TensorBoard"),
                        UntrustedText.of(SERVICE_CLASS),
                        new JsonValue.Fields(Map.of("path", path))),
                now);
    }

    private WorkspaceEvent event(
            SampleJob job,
            String word,
            @Nullable String reason,
            Map<String, JsonValue> tags,
            @Nullable LocalStamp submitted,
            Instant now) {
        return new WorkspaceEvent.ExperimentJobState(
                SampleTimes.seconds(now),
                new ExperimentId(experiment.id()),
                new RunId(run),
                new TaskId(job.task()),
                new JobId(job.id()),
                UntrustedText.of(word),
                reason == null ? null : UntrustedText.of(reason),
                tags,
                List.of(),
                submitted);
    }

    private void append(WorkspaceEvent event, Instant now) throws IOException {
        events.append(
                event, now, () -> SampleFiles.write(directory.resolve("status.json"), JsonText.of(content(now)), now));
    }

    private Map<String, @Nullable Object> content(Instant now) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        content.put("version", 1);
        content.put("experiment_id", experiment.id());
        content.put("run_id", run);
        content.put("status", status);
        content.put("hostname", SampleHost.NAME);
        content.put("started_at", started.iso());
        content.put("ended_at", ended == null ? null : ended.iso());
        content.put("job_states", new LinkedHashMap<>(states));
        content.put("services", Map.of(SERVICE, service()));
        content.put("actions", Map.of());
        content.put("run_tags", List.of());
        if (events.begun() && ended == null) {
            content.put("events_count", 0);
        }
        content.put("last_updated", SampleTimes.stamp(now).iso());
        return content;
    }

    private Map<String, @Nullable Object> service() {
        var service = new LinkedHashMap<String, @Nullable Object>();
        service.put("service_id", SERVICE);
        service.put("description", "TensorBoard");
        service.put("class", SERVICE_CLASS);
        service.put("state_dict", Map.of("path", Map.of("__path__", runs().toString())));
        service.put("experiment_id", experiment.id());
        service.put("run_id", run);
        service.put("state", "STOPPED");
        service.put("url", null);
        return service;
    }

    private String environment(@Nullable String outcome) {
        var runPart = new LinkedHashMap<String, @Nullable Object>();
        runPart.put("hostname", SampleHost.NAME);
        runPart.put("started_at", started.iso());
        runPart.put("ended_at", ended == null ? null : ended.iso());
        runPart.put("status", outcome);
        var packages = new LinkedHashMap<String, Object>();
        packages.put("experimaestro", "2.7.0b2");
        packages.put("numpy", "1.24.2");
        var content = new LinkedHashMap<String, Object>();
        content.put("python_version", "3.11.2");
        content.put("packages", packages);
        content.put("editable_packages", Map.of());
        content.put("run", runPart);
        return JsonText.of(content);
    }
}
