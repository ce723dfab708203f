package dev.xpm.it.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/**
 * A workspace that a test writes as a driver and its jobs would: the same files in the same order. It has one experiment
 * with one run. Source: workspace-format.md 1.1, 1.4 and 2.6a.
 */
public final class SyntheticWorkspace {
    public static final String EXPERIMENT = "sweep";
    public static final String RUN = "20260301_101500";
    public static final String TASK = "demo.train";

    private final Path root;
    private final Path run;
    private final Path experimentEvents;

    private SyntheticWorkspace(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        run = root.resolve("experiments").resolve(EXPERIMENT).resolve(RUN);
        experimentEvents = root.resolve(".events/experiments/" + EXPERIMENT + "-0.jsonl");
        Files.createFile(root.resolve(".__experimaestro__"));
        Files.createDirectories(run.resolve("events"));
        Files.createDirectories(root.resolve(".events/experiments"));
        Files.createDirectories(root.resolve(".events/jobs"));
        Files.createDirectories(root.resolve("jobs").resolve(TASK));
        Files.createSymbolicLink(run.resolveSibling("current"), Path.of(RUN));
        Files.createFile(run.resolveSibling("lock"));
        Files.createFile(run.resolve("jobs.jsonl"));
        Files.writeString(
                run.resolve("status.json"),
                "{\"version\": 1, \"experiment_id\": \"" + EXPERIMENT + "\", \"run_id\": \"" + RUN
                        + "\", \"status\": \"running\", \"hostname\": \"elsewhere\", \"started_at\": \"" + now()
                        + "\", \"ended_at\": null, \"job_states\": {}, \"services\": {}, \"actions\": {}, \"run_tags\": [],"
                        + " \"events_count\": 0}");
        Files.createFile(experimentEvents);
        Files.createLink(run.resolve("events/event-0.jsonl"), experimentEvents);
    }

    /** Makes one with a run that has no job yet. */
    public static SyntheticWorkspace create(Path root) throws IOException {
        return new SyntheticWorkspace(root);
    }

    public Path root() {
        return root;
    }

    /** Id of the job of that number: 64 hex digits. */
    public static String jobId(int number) {
        return String.format("%064x", number + 0x9c41L);
    }

    public Path jobFolder(int number) {
        return root.resolve("jobs").resolve(TASK).resolve(jobId(number));
    }

    public Path log(int number) {
        return jobFolder(number).resolve("train.out");
    }

    /** A job is added to the run. */
    public void submit(int number) throws IOException {
        append(
                run.resolve("jobs.jsonl"),
                "{\"job_id\": \"" + jobId(number) + "\", \"task_id\": \"" + TASK + "\", \"tags\": {\"n\": " + number
                        + "}, \"timestamp\": " + seconds() + "}");
        scheduler(number, "submitted", "[{\"key\":\"n\",\"value\":" + number + "}]");
        scheduler(number, "waiting", "[]");
    }

    /** The job process starts. */
    public void start(int number) throws IOException {
        Path folder = Files.createDirectories(jobFolder(number).resolve(".experimaestro/events"));
        Files.writeString(
                jobFolder(number).resolve("params.json"),
                "{\"workspace\": \"" + root + "\", \"version\": 3, \"objects\": []}");
        Files.writeString(log(number), "");
        scheduler(number, "scheduled", "[]");
        status(number, "running", 0);
        Path events = jobEvents(number);
        Files.createFile(events);
        Files.createLink(folder.resolve("event-0.jsonl"), events);
        job(
                number,
                "\"state\":\"running\",\"started_time\":\"" + now() + "\",\"retry_count\":0,\"progress\":[]",
                "JobStateChangedEvent");
    }

    public void progress(int number, int level, double fraction) throws IOException {
        job(number, "\"level\":" + level + ",\"progress\":" + fraction + ",\"desc\":\"epoch\"", "JobProgressEvent");
    }

    public void print(int number, String line) throws IOException {
        append(log(number), line);
    }

    /** The job process ends well: its last event, then the archive, then the marker. */
    public void finish(int number) throws IOException {
        job(
                number,
                "\"state\":\"done\",\"ended_time\":\"" + now() + "\",\"retry_count\":0,\"progress\":[]",
                "JobStateChangedEvent");
        Files.delete(jobEvents(number));
        Files.createFile(jobFolder(number).resolve("train.done"));
        scheduler(number, "done", "[]");
    }

    /** The job process fails. */
    public void fail(int number) throws IOException {
        Files.writeString(jobFolder(number).resolve("train.failed"), "{\"code\": 1, \"reason\": \"failed\"}");
        status(number, "error", 0);
        job(
                number,
                "\"state\":\"error\",\"ended_time\":\"" + now() + "\",\"retry_count\":0,\"progress\":[]",
                "JobStateChangedEvent");
        Files.delete(jobEvents(number));
        scheduler(number, "error", "[]");
    }

    private void status(int number, String state, int events) throws IOException {
        Files.writeString(
                jobFolder(number).resolve(".experimaestro/status.json"),
                "{\"job_id\": \"" + jobId(number) + "\", \"task_id\": \"" + TASK + "\", \"path\": \""
                        + jobFolder(number)
                        + "\", \"state\": \"" + state + "\", \"failure_reason\": null, \"started_time\": \"" + now()
                        + "\", \"ended_time\": null, \"exit_code\": null, \"retry_count\": 0, \"resumable\": false,"
                        + " \"progress\": [], \"process\": null, \"events_count\": " + events + "}");
    }

    private void scheduler(int number, String state, String tags) throws IOException {
        append(
                experimentEvents,
                "{\"timestamp\":" + seconds() + ",\"job_id\":\"" + jobId(number) + "\",\"task_id\":\"" + TASK
                        + "\",\"experiment_id\":\"" + EXPERIMENT + "\",\"scheduler_state\":\"" + state
                        + "\",\"failure_reason\":null,\"run_id\":\"" + RUN + "\",\"tags\":" + tags
                        + ",\"depends_on\":[],\"submitted_time\":null,\"event_type\":\"ExperimentJobStateEvent\"}");
    }

    private void job(int number, String fields, String type) throws IOException {
        append(
                jobEvents(number),
                "{\"timestamp\":" + seconds() + ",\"job_id\":\"" + jobId(number) + "\",\"task_id\":\"" + TASK + "\","
                        + fields + ",\"event_type\":\"" + type + "\"}");
    }

    private Path jobEvents(int number) {
        return root.resolve(".events/jobs/" + hash(TASK) + "-" + jobId(number) + "-0.jsonl");
    }

    private static String hash(String task) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(task.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String now() {
        return LocalDateTime.now(ZoneOffset.UTC).withNano(0).toString();
    }

    private static String seconds() {
        Instant now = Instant.now();
        return now.getEpochSecond() + "." + String.format("%06d", now.getNano() / 1_000);
    }
}
