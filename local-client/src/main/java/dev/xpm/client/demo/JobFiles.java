package dev.xpm.client.demo;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one job leaves in its directory, step by step and in the order in which the driver and the job's own process
 * write it. Source: workspace-format.md 2.5 and 2.6.
 */
final class JobFiles {
    private final SampleWorkspace workspace;
    private final SampleJob job;
    private final Path directory;
    private final EventLog events;
    private String state = "unscheduled";
    private String schedulerState = "waiting";
    private @Nullable String failure;
    private @Nullable LocalStamp started;
    private @Nullable LocalStamp ended;
    private @Nullable String runGroup;
    private @Nullable Carbon carbon;
    private long pid;

    JobFiles(SampleWorkspace workspace, SampleJob job) {
        this.workspace = workspace;
        this.job = job;
        this.directory = workspace.job(job);
        this.events = new EventLog(workspace.liveEvents(job), directory.resolve(".experimaestro/events/event-0.jsonl"));
    }

    Path directory() {
        return directory;
    }

    String lockName() {
        return job.script() + ".lock";
    }

    /** The driver makes the directory. */
    void prepare(Instant now) throws IOException {
        Files.createDirectories(directory.resolve(".experimaestro"));
        SampleFiles.write(file(".lock"), "", now);
        SampleFiles.write(directory.resolve("params.json"), parameters(), now);
        SampleFiles.write(file(".py"), script(), now);
        Files.setPosixFilePermissions(file(".py"), PosixFilePermissions.fromString("rwxr-xr-x"));
        SampleFiles.write(file(".out"), "", now);
        SampleFiles.write(file(".err"), "", now);
        runGroup = SampleTimes.runGroup(now);
        schedulerState = "scheduled";
        writeStatus(now);
    }

    /** The driver has launched the process. */
    void launched(long process, Instant now) throws IOException {
        pid = process;
        SampleFiles.write(file(".pid"), JsonText.of(processSpec()), now);
        state = "scheduled";
        writeStatus(now);
    }

    /** The process begins to work. */
    void running(Instant now) throws IOException {
        state = "running";
        schedulerState = "running";
        started = SampleTimes.stamp(now);
        writeStatus(now);
        changed("running", started, null, now);
        log("INFO", "xpm", "Working in directory " + directory, now);
        log("INFO", "xpm", "Locking " + file(".lock"), now);
        log("INFO", "xpm", "Running task", now);
    }

    void progress(int level, double fraction, @Nullable String description, Instant now) throws IOException {
        UntrustedText text = description == null ? null : UntrustedText.of(description);
        append(new WorkspaceEvent.JobProgress(SampleTimes.seconds(now), task(), id(), level, fraction, text), now);
    }

    void emissions(Carbon metrics, Instant now) throws IOException {
        carbon = metrics;
        String group = runGroup == null ? "" : runGroup;
        append(
                new WorkspaceEvent.CarbonMetrics(
                        SampleTimes.seconds(now), task(), id(), metrics, UntrustedText.of(group)),
                now);
    }

    /** Text for standard output, as it is. */
    void output(String text, Instant now) throws IOException {
        SampleFiles.append(file(".out"), text, now);
    }

    /** Text for standard error, as it is. */
    void error(String text, Instant now) throws IOException {
        SampleFiles.append(file(".err"), text, now);
    }

    /** The process ends well: its marker comes last. */
    void succeeded(Instant now) throws IOException {
        log("INFO", "xpm", "Task ended successfully", now);
        Files.delete(file(".pid"));
        ended = SampleTimes.stamp(now);
        writeStatus(now);
        changed("done", null, ended, now);
        events.archive();
        SampleFiles.write(file(".done"), "", now);
    }

    /** The process ends with an exception: its marker comes first. */
    void failed(String message, Instant now) throws IOException {
        log("INFO", "xpm", "Error handler: finished with code 1, reason=failed", now);
        var marker = new LinkedHashMap<String, Object>();
        marker.put("code", 1);
        marker.put("reason", "failed");
        marker.put("message", message);
        SampleFiles.write(file(".failed"), JsonText.of(marker), now);
        Files.delete(file(".pid"));
        state = "error";
        failure = "FAILED";
        ended = SampleTimes.stamp(now);
        writeStatus(now);
        changed("error", null, ended, now);
        events.archive();
    }

    /** The driver has seen the end. */
    void closed(boolean well, Instant now) throws IOException {
        state = well ? "done" : "error";
        schedulerState = state;
        pid = 0;
        writeStatus(now);
    }

    /** The driver sees a process that ended without a word, because somebody killed it. */
    void killed(Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Files.deleteIfExists(file(".pid"));
        failure = "FAILED";
        ended = SampleTimes.stamp(now);
        closed(false, now);
    }

    /** The driver gives up: something the job needs has failed. */
    void abandoned(Instant now) throws IOException {
        Files.createDirectories(directory.resolve(".experimaestro"));
        SampleFiles.write(file(".lock"), "", now);
        schedulerState = "error";
        writeStatus(now);
    }

    /** A line on standard error, as Python's logging writes it. */
    void log(String level, String logger, String message, Instant now) throws IOException {
        error(level + ":" + pid + ":" + SampleTimes.logTime(now) + " [" + logger + "] " + message + "\n", now);
    }

    private void changed(String word, @Nullable LocalStamp start, @Nullable LocalStamp end, Instant now)
            throws IOException {
        append(
                new WorkspaceEvent.JobStateChanged(
                        SampleTimes.seconds(now),
                        task(),
                        id(),
                        UntrustedText.of(word),
                        null,
                        start,
                        end,
                        null,
                        0,
                        List.of()),
                now);
    }

    private void append(WorkspaceEvent event, Instant now) throws IOException {
        events.append(event, now, () -> writeStatus(now));
    }

    private void writeStatus(Instant now) throws IOException {
        var status = new LinkedHashMap<String, @Nullable Object>();
        status.put("job_id", job.id());
        status.put("task_id", job.task());
        status.put("path", directory.toString());
        status.put("state", state);
        status.put("failure_reason", failure);
        status.put("scheduler_state", schedulerState);
        boolean givenUp = schedulerState.equals("error") && !state.equals("error");
        status.put("scheduler_failure_reason", givenUp ? "DEPENDENCY" : null);
        status.put("started_time", started == null ? null : started.iso());
        status.put("ended_time", ended == null ? null : ended.iso());
        status.put("exit_code", null);
        status.put("retry_count", 0);
        status.put("resumable", false);
        status.put("progress", List.of());
        status.put("process", pid == 0 ? null : processSpec());
        if (carbon != null) {
            status.put("carbon_metrics", carbonFields(carbon));
        }
        if (runGroup != null) {
            status.put("run_group_id", runGroup);
        }
        if (events.begun()) {
            status.put("events_count", 0);
        }
        SampleFiles.write(directory.resolve(".experimaestro/status.json"), JsonText.of(status), now);
    }

    private static Map<String, Object> carbonFields(Carbon metrics) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("co2_kg", metrics.co2Kg());
        fields.put("energy_kwh", metrics.energyKwh());
        fields.put("cpu_power_w", metrics.cpuPowerW());
        fields.put("gpu_power_w", metrics.gpuPowerW());
        fields.put("ram_power_w", metrics.ramPowerW());
        fields.put("duration_s", metrics.durationS());
        fields.put("region", metrics.region().raw());
        fields.put("is_final", metrics.isFinal());
        fields.put("written", metrics.written());
        return fields;
    }

    private Map<String, Object> processSpec() {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("type", "local");
        spec.put("pid", pid);
        return spec;
    }

    private Path file(String ending) {
        return directory.resolve(job.script() + ending);
    }

    private TaskId task() {
        return new TaskId(job.task());
    }

    private JobId id() {
        return new JobId(job.id());
    }

    private String script() {
        return "#!/usr/bin/env python3\n# A sample: nothing runs this file.\n";
    }

    /** The job's object comes last; those it refers to, before it. */
    private String parameters() {
        Set<SampleJob> all = new LinkedHashSet<>();
        collect(job, all);
        var objects = new ArrayList<Object>();
        for (SampleJob one : all) {
            Map<String, Object> object = SampleObjects.of(one);
            object.put("task", object.get("id"));
            objects.add(object);
        }
        var content = new LinkedHashMap<String, Object>();
        content.put("workspace", workspace.root().toString());
        content.put("version", 3);
        content.put("experimaestro", "2.7.0b2");
        content.put("objects", objects);
        return JsonText.of(content);
    }

    private static void collect(SampleJob job, Set<SampleJob> all) {
        job.needs().forEach(need -> collect(need, all));
        all.add(job);
    }
}
