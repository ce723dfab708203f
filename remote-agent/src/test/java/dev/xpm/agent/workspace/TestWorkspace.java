package dev.xpm.agent.workspace;

import dev.xpm.agent.process.SlurmAnswer;
import dev.xpm.agent.process.SlurmRecord;
import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A workspace made for one test, and a host whose answers the test sets. */
public final class TestWorkspace implements HostView {
    public static final ExperimentId SWEEP = new ExperimentId("sweep");
    public static final String RUN = "20250301_101500";

    public final Path root;
    public Verdict held = Verdict.NO;
    public Verdict alive = Verdict.NO;
    public @Nullable SlurmAnswer batch;

    /** Where something can be kept outside of the workspace. */
    public @Nullable Path state;

    /** Where jobs are copied or moved to; may fail. */
    public Archives archives = List::of;

    /** Folders that can be asked for. */
    public interface Archives {
        List<Path> get() throws IOException;
    }

    /** What the queries told of unasked. */
    public final List<WorkspaceEvent> told = new CopyOnWriteArrayList<>();

    public TestWorkspace(Path root) {
        this.root = root;
    }

    /** A reader without anything remembered. */
    public WorkspaceQueries queries() {
        return new WorkspaceQueries(root, ZoneOffset.UTC, this, told::add);
    }

    public static JobKey job(String task, String job) {
        return new JobKey(new TaskId(task), new JobId(job));
    }

    public Path write(String path, String content) {
        return put(path, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    public Path append(String path, String content) {
        return put(path, content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path put(String path, String content, StandardOpenOption... options) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content, joined(options, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StandardOpenOption[] joined(StandardOpenOption[] options, StandardOpenOption last) {
        StandardOpenOption[] all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = last;
        return all;
    }

    /** A run of {@code sweep} with that status, which is the current one. */
    public void run(String run, String status) throws IOException {
        run("sweep", run, status);
    }

    public void run(String experiment, String run, String status) throws IOException {
        write("experiments/" + experiment + "/" + run + "/status.json", status);
        Path current = root.resolve("experiments/" + experiment + "/current");
        Files.deleteIfExists(current);
        Files.createSymbolicLink(current, Path.of(run));
    }

    /** The status of a run, with more fields behind it. */
    public static String status(String status, String more) {
        return "{\"version\": 1, \"status\": \"" + status
                + "\", \"hostname\": \"here\", \"started_at\": \"2025-03-01T10:15:00\"" + more + "}";
    }

    /** A submission to a run of {@code sweep}. */
    public void submit(String run, String task, String job, String tags) {
        append(
                "experiments/sweep/" + run + "/jobs.jsonl",
                "{\"job_id\": \"" + job + "\", \"task_id\": \"" + task + "\", \"tags\": " + tags
                        + ", \"timestamp\": 1740820500.25}\n");
    }

    /** What a job says of itself. */
    public void jobStatus(String task, String job, String state, String more) {
        write(
                "jobs/" + task + "/" + job + "/.experimaestro/status.json",
                "{\"job_id\": \"" + job + "\", \"task_id\": \"" + task + "\", \"state\": \"" + state + "\"" + more
                        + "}");
    }

    /** The scheduler's word on a job, as a line of an experiment's event file. */
    public static String scheduled(double time, String run, String task, String job, String state, String more) {
        return "{\"timestamp\":" + time + ",\"job_id\":\"" + job + "\",\"task_id\":\"" + task
                + "\",\"experiment_id\":\"sweep\",\"scheduler_state\":\"" + state + "\",\"run_id\":\"" + run + "\""
                + more + ",\"event_type\":\"ExperimentJobStateEvent\"}\n";
    }

    public static String changed(double time, String job, String state) {
        return "{\"timestamp\":" + time + ",\"job_id\":\"" + job + "\",\"task_id\":\"demo.train\",\"state\":\"" + state
                + "\",\"event_type\":\"JobStateChangedEvent\"}\n";
    }

    public static String progress(double time, String job, double progress) {
        return "{\"timestamp\":" + time + ",\"job_id\":\"" + job
                + "\",\"task_id\":\"demo.train\",\"level\":0,\"progress\":" + progress
                + ",\"desc\":null,\"event_type\":\"JobProgressEvent\"}\n";
    }

    /** The live event file of a job of the task {@code demo.train}. */
    public static String live(String job, int number) {
        return ".events/jobs/" + EventFiles.hash(new TaskId("demo.train")) + "-" + job + "-" + number + ".jsonl";
    }

    public void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    /** Every path with its size and times. */
    public Map<String, String> listing() throws IOException {
        var found = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                found.put(
                        path.toString(),
                        Files.readAttributes(path, "size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return found;
    }

    @Override
    public String name() {
        return "here";
    }

    @Override
    public Verdict isHeld(Path lock) {
        return held;
    }

    @Override
    public Verdict isAlive(long pid, Path jobDirectory, TaskId task) {
        return alive;
    }

    @Override
    public @Nullable Path stateDirectory() {
        return state;
    }

    @Override
    public List<Path> archives(Path workspace) throws IOException {
        return archives.get();
    }

    @Override
    public @Nullable SlurmAnswer batchJob(JobKey job, SlurmRecord record) {
        return batch;
    }
}
