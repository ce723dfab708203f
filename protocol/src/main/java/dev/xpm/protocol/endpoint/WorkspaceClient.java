package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.codec.ExperimentCodec;
import dev.xpm.protocol.codec.FileCodec;
import dev.xpm.protocol.codec.HostCodec;
import dev.xpm.protocol.codec.InfoCodec;
import dev.xpm.protocol.codec.JobCodec;
import dev.xpm.protocol.codec.JsonValues;
import dev.xpm.protocol.codec.ServiceCodec;
import dev.xpm.protocol.codec.SnapshotCodec;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.codec.WarningCodec;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.ClientInfo;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ChangeResult;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.HostInfo;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Listing;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The questions a client can ask, typed. Works with our agent and with the original server. No call blocks; each future
 * ends with an answer or with one of the failures of {@link Connection#call}. Source: protocol.md 3.
 */
public final class WorkspaceClient implements AutoCloseable {
    private static final AtomicBoolean PREPARED = new AtomicBoolean();

    /** One object that is an experiment and a job at once. */
    private static final String SAMPLE = "{\"experiment_id\": \"e\", \"run_id\": \"20260101_000000\", \"started_at\":"
            + " \"2026-01-01T00:00:00.5\", \"job_states\": {\"j\": \"error:FAILED\"}, \"job_infos\": {\"j\": {\"job_id\":"
            + " \"j\", \"task_id\": \"t\", \"tags\": {\"a\": 0.1, \"b\": 1}}}, \"x\": {\"log\": 1}, \"job_id\": \"j\","
            + " \"task_id\": \"t\", \"state\": \"running\", \"progress\": [{\"level\": 0, \"progress\": 0.5}],"
            + " \"process\": {\"type\": \"local\", \"pid\": 1}}";

    private final Connection connection;
    private final Duration limit;

    private WorkspaceClient(Connection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /**
     * Loads what reading the first answers takes, on a thread of its own and once: in a fresh program that is a tenth of
     * a second, which connecting to a host leaves idle.
     */
    public static void prepare() {
        if (PREPARED.compareAndSet(false, true)) {
            var thread = new Thread(WorkspaceClient::readSample, "xpm-prepare");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void readSample() {
        try {
            JsonNode sample = StrictMapper.answer().readTree(SAMPLE);
            InfoCodec.readServer(sample);
            ExperimentCodec.read(sample);
            JobCodec.read(sample);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the sample is not valid JSON", e);
        }
    }

    /**
     * Starts reading and writing.
     *
     * @param limit how long an answer may take
     * @param name part of the thread names
     */
    public static WorkspaceClient open(
            InputStream in, OutputStream out, ConnectionListener listener, Duration limit, String name) {
        var connection = new Connection(in, out, listener, name);
        connection.start();
        return new WorkspaceClient(connection, limit);
    }

    /** The first question of a session. */
    public CompletableFuture<ServerInfo> hello(ClientInfo client, Duration handshakeLimit) {
        var params = new LinkedHashMap<String, @Nullable Object>();
        params.put("client", Map.of("name", client.name(), "version", client.version()));
        params.put("x", client.extensions());
        return connection.call("get_sync_info", params, InfoCodec::readServer, handshakeLimit);
    }

    public CompletableFuture<Listing<Experiment>> experiments(boolean refresh) {
        var params = params();
        params.put("since", null);
        params.put("refresh", refresh);
        return call("get_experiments", params, list(ExperimentCodec::read));
    }

    /** The current run; empty for an unknown experiment. */
    public CompletableFuture<Optional<Experiment>> experiment(ExperimentId id, boolean refresh) {
        var params = params();
        params.put("experiment_id", id.value());
        params.put("refresh", refresh);
        return call("get_experiment", params, optional(ExperimentCodec::read));
    }

    /** All runs, newest first. */
    public CompletableFuture<Listing<Experiment>> runs(ExperimentId id, boolean refresh) {
        var params = params();
        params.put("experiment_id", id.value());
        params.put("refresh", refresh);
        return call("get_experiment_runs", params, list(ExperimentCodec::read));
    }

    /** The jobs of a run in submission order; a null run is the current one. */
    public CompletableFuture<Listing<Job>> jobs(ExperimentId id, @Nullable RunId run, boolean refresh) {
        var params = runParams(id, run);
        params.put("task_id", null);
        params.put("state", null);
        params.put("tags", null);
        params.put("since", null);
        params.put("refresh", refresh);
        return call("get_jobs", params, list(JobCodec::read));
    }

    /** One job; empty if it has no directory yet. */
    public CompletableFuture<Optional<Job>> job(JobKey key, boolean refresh) {
        var params = jobParams(key);
        params.put("refresh", refresh);
        return call("get_job", params, optional(JobCodec::read));
    }

    /** The services of a run; a null run is the current one. */
    public CompletableFuture<Listing<Service>> services(ExperimentId id, @Nullable RunId run) {
        return call("get_services", runParams(id, run), list(ServiceCodec::read));
    }

    /** Tags per job; jobs without tags are absent. */
    public CompletableFuture<Map<JobId, Map<String, JsonValue>>> tags(ExperimentId id, @Nullable RunId run) {
        var params = runParams(id, run);
        params.put("refresh", false);
        return call("get_tags_map", params, node -> {
            var tags = new HashMap<JobId, Map<String, JsonValue>>();
            node.properties().forEach(entry -> {
                JobId job = JobId.orNull(entry.getKey());
                if (job != null) {
                    tags.put(job, JsonValues.readFields(entry.getValue()));
                }
            });
            return tags;
        });
    }

    /** Job to the jobs it waits for. */
    public CompletableFuture<Map<JobId, List<JobId>>> dependencies(ExperimentId id, @Nullable RunId run) {
        var params = runParams(id, run);
        params.put("refresh", false);
        return call("get_dependencies_map", params, node -> {
            Map<JobId, List<JobId>> dependencies = ExperimentCodec.readDependencies(node);
            return dependencies == null ? Map.of() : dependencies;
        });
    }

    /** A look at a job's process; empty if there is none. */
    public CompletableFuture<Optional<ProcessInfo>> processInfo(JobKey key) {
        var params = jobParams(key);
        params.put("experiment_id", "");
        params.put("run_id", "");
        return call("get_process_info", params, optional(InfoCodec::readProcess));
    }

    /** Scheduled and running jobs that only earlier runs know. */
    public CompletableFuture<Listing<Job>> strayJobs(boolean refresh) {
        return call("get_stray_jobs", Map.of("refresh", refresh), list(JobCodec::read));
    }

    /** Jobs on the disk that no run refers to. */
    public CompletableFuture<Listing<Job>> orphanJobs(boolean refresh) {
        return call("get_orphan_jobs", Map.of("refresh", refresh), list(JobCodec::read));
    }

    public CompletableFuture<List<Warning>> warnings() {
        return call("get_unresolved_warnings", Map.of(), node -> {
            var warnings = new ArrayList<Warning>();
            node.path("warnings").forEach(entry -> warnings.add(WarningCodec.read(entry)));
            return warnings;
        });
    }

    /** A piece of a log, with our agent only. A negative offset counts from the end. Source: protocol.md 7.4. */
    public CompletableFuture<LogSlice> readLog(JobKey key, LogStream stream, long offset, int bytes) {
        var params = jobParams(key);
        params.put("stream", stream.wireName());
        params.put("offset", offset);
        params.put("limit", bytes);
        return call("x/log.read", params, InfoCodec::readLog);
    }

    /** Starts sending what is appended from the offset on; the result is the number of the subscription. */
    public CompletableFuture<Long> followLog(JobKey key, LogStream stream, long offset) {
        var params = jobParams(key);
        params.put("stream", stream.wireName());
        params.put("offset", offset);
        return call("x/log.follow", params, node -> node.path("subscription").asLong(-1));
    }

    public CompletableFuture<Boolean> unfollowLog(long subscription) {
        var params = params();
        params.put("subscription", subscription);
        return call("x/log.unfollow", params, node -> true);
    }

    /** Whether the peer still answers; with our agent only. */
    public CompletableFuture<Boolean> ping() {
        return call("x/ping", params(), node -> true);
    }

    /**
     * Has the server number its events, with our agent only.
     *
     * @param progress how often progress of a job is told; zero for each time
     * @param carbon the same for its emissions
     * @param last the last event that arrived, after which all are wanted; null for none
     */
    public CompletableFuture<Subscribed> subscribe(Duration progress, Duration carbon, @Nullable EventPosition last) {
        var params = params();
        params.put("progress_ms", progress.toMillis());
        params.put("carbon_ms", carbon.toMillis());
        if (last != null) {
            params.put("resume", Map.of("epoch", last.epoch(), "seq", last.seq()));
        }
        return call("x/subscribe", params, SnapshotCodec::readSubscribed);
    }

    /** Bytes that arrived so far: as long as they grow the peer lives. A line that never ends does not count. */
    public long heard() {
        return connection.heard();
    }

    /** Requests that the peer has not answered, those included whose callers have given up. */
    public long unanswered() {
        return connection.unanswered();
    }

    /** As {@link #snapshot(List, String, Integer)}, with pages of a size that suits the server. */
    public CompletableFuture<Snapshot> snapshot(@Nullable List<ExperimentId> experiments, @Nullable String cursor) {
        return snapshot(experiments, cursor, null);
    }

    /**
     * A page of all that the workspace holds, with our agent only.
     *
     * @param experiments null for all
     * @param cursor of the page before; null for the first
     * @param limit about how many jobs a page holds; null for a size that suits the server
     */
    public CompletableFuture<Snapshot> snapshot(
            @Nullable List<ExperimentId> experiments, @Nullable String cursor, @Nullable Integer limit) {
        return snapshot(null, experiments, cursor, limit);
    }

    /**
     * As above, but only some kinds of things.
     *
     * @param parts such as {@code experiments} and {@code jobs}; null for all
     */
    public CompletableFuture<Snapshot> snapshot(
            @Nullable List<String> parts,
            @Nullable List<ExperimentId> experiments,
            @Nullable String cursor,
            @Nullable Integer limit) {
        var params = params();
        if (parts != null) {
            params.put("include", parts);
        }
        params.put("limit", limit);
        params.put(
                "experiment_ids",
                experiments == null
                        ? null
                        : experiments.stream().map(ExperimentId::value).toList());
        params.put("cursor", cursor);
        return call("x/snapshot", params, SnapshotCodec::read);
    }

    /** The machine on which our agent runs. */
    public CompletableFuture<HostInfo> hostInfo() {
        return call("x/host.info", params(), HostCodec::readHost);
    }

    /** How much the workspace holds, with our agent only. */
    public CompletableFuture<WorkspaceStats> stats(boolean disk) {
        var params = params();
        params.put("disk", disk);
        return call("x/workspace.stats", params, HostCodec::readStats);
    }

    /** The processes of at most 200 jobs, sampled at the same time; with our agent only. */
    public CompletableFuture<List<JobProcess>> processes(List<JobKey> jobs) {
        var params = params();
        params.put("jobs", jobs.stream().map(WorkspaceClient::jobParams).toList());
        return call("x/processes", params, node -> {
            var items = new ArrayList<JobProcess>();
            for (JsonNode item : node.path("items")) {
                JobProcess process = HostCodec.readJobProcess(item);
                if (process != null) {
                    items.add(process);
                }
            }
            return items;
        });
    }

    /** What lies in a job's directory, with our agent only. */
    public CompletableFuture<FilePage> jobFiles(JobKey key) {
        return call("x/job.files", jobParams(key), FileCodec::readPage);
    }

    /** What lies in a directory of the workspace, with our agent only; empty for the workspace itself. */
    public CompletableFuture<FilePage> listFiles(String path, @Nullable String cursor) {
        var params = params();
        params.put("path", path);
        params.put("cursor", cursor);
        return call("x/file.list", params, FileCodec::readPage);
    }

    /** A piece of a file of the workspace as it is, with our agent only. */
    public CompletableFuture<LogSlice> readFile(String path, long offset, int bytes) {
        var params = params();
        params.put("path", path);
        params.put("offset", offset);
        params.put("limit", bytes);
        params.put("encoding", "base64");
        return call("x/file.read", params, InfoCodec::readLog);
    }

    /** Has our agent look for what should be cleaned up; the warnings come as events, this is their number. */
    public CompletableFuture<Integer> scan() {
        return call("x/scan", params(), node -> node.path("warnings").asInt(0));
    }

    /**
     * Changes the tags of a run, with our agent only.
     *
     * @param force whether a tag is taken away from the run that has it
     * @return what came of it, in the server's words, and the tags as they are then
     */
    public CompletableFuture<TagResult> tagRun(
            ExperimentId experiment, RunId run, List<String> add, List<String> remove, boolean force) {
        var params = runParams(experiment, run);
        params.put("add", add);
        params.put("remove", remove);
        params.put("force", force);
        return call("x/run.tag", params, node -> {
            var tags = new ArrayList<UntrustedText>();
            node.path("run_tags").forEach(tag -> tags.add(UntrustedText.of(tag.asText(""))));
            return new TagResult(
                    node.path("success").asBoolean(false),
                    UntrustedText.of(node.path("message").asText("")),
                    List.copyOf(tags));
        });
    }

    /** Ends the process of a job, or takes it from its batch system. To be asked once: a repetition is a change too. */
    public CompletableFuture<ChangeResult> killJob(JobKey key) {
        return call("kill_job", jobParams(key), WorkspaceClient::result);
    }

    /** Deletes the directory of a job that is over. */
    public CompletableFuture<ChangeResult> deleteJob(JobKey key) {
        var params = jobParams(key);
        params.put("perform", true);
        return call("delete_job_safely", params, WorkspaceClient::result);
    }

    /**
     * Deletes all runs of an experiment.
     *
     * @param deleteJobs whether to delete its jobs too, but for those that others use
     */
    public CompletableFuture<ChangeResult> deleteExperiment(ExperimentId id, boolean deleteJobs) {
        var params = params();
        params.put("experiment_id", id.value());
        params.put("delete_jobs", deleteJobs);
        params.put("perform", true);
        return call("delete_experiment", params, WorkspaceClient::result);
    }

    /** Does what a warning proposes; a failure is the peer's error. */
    public CompletableFuture<ChangeResult> resolve(Warning warning, String action) {
        var params = params();
        params.put("warning_key", warning.key().raw());
        params.put("action_key", action);
        params.put("experiment_id", warning.experiment().raw());
        params.put("run_id", warning.run().raw());
        return call("execute_warning_action", params, node -> new ChangeResult(true, UntrustedText.EMPTY));
    }

    private static ChangeResult result(JsonNode node) {
        String words = node.path("error").asText("");
        return new ChangeResult(
                node.path("success").asBoolean(false),
                UntrustedText.of(words.isEmpty() ? node.path("message").asText("") : words));
    }

    /** What came of changing tags. */
    public record TagResult(boolean success, UntrustedText message, List<UntrustedText> tags) {}

    /** What the peer wrote that was no message, oldest first, bounded. */
    public List<UntrustedText> noise() {
        return connection.noise();
    }

    @Override
    public void close() {
        connection.close();
    }

    private <T> CompletableFuture<T> call(
            String method, Map<String, ? extends @Nullable Object> params, Connection.Decoder<T> decoder) {
        return connection.call(method, params, decoder, limit);
    }

    private static <T> Connection.Decoder<Optional<T>> optional(Function<JsonNode, @Nullable T> reader) {
        return result -> result.isObject() ? Optional.ofNullable(reader.apply(result)) : Optional.empty();
    }

    private static <T> Connection.Decoder<Listing<T>> list(Function<JsonNode, @Nullable T> reader) {
        return result -> {
            if (!result.isArray()) {
                throw new IllegalArgumentException("a list was expected");
            }
            var items = new ArrayList<T>(result.size());
            int unreadable = 0;
            for (JsonNode node : result) {
                T item = node.isObject() ? reader.apply(node) : null;
                if (item == null) {
                    unreadable++;
                } else {
                    items.add(item);
                }
            }
            return new Listing<>(items, unreadable);
        };
    }

    private static Map<String, @Nullable Object> params() {
        return new LinkedHashMap<>();
    }

    private static Map<String, @Nullable Object> runParams(ExperimentId id, @Nullable RunId run) {
        var params = params();
        params.put("experiment_id", id.value());
        params.put("run_id", run == null ? null : run.value());
        return params;
    }

    private static Map<String, @Nullable Object> jobParams(JobKey key) {
        var params = params();
        params.put("task_id", key.task().value());
        params.put("job_id", key.job().value());
        return params;
    }
}
