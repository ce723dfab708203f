package dev.xpm.protocol.endpoint;

import com.googlecode.jsonrpc4j.JsonRpcMethod;
import com.googlecode.jsonrpc4j.JsonRpcParam;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.HostInfo;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The method table of a server: what it can be asked, under the names of the wire. Arguments come as the client sent
 * them, so a required one may be missing. A server has those of the methods under {@code x/} that it announces.
 * {@code refresh} may be of any type; what is not false, zero or empty counts.
 * Source: protocol.md 3.3 and 7.
 */
public interface WorkspaceMethods {
    @RunsIn(Lane.AT_ONCE)
    @JsonRpcMethod("get_sync_info")
    ServerInfo syncInfo() throws RpcException;

    @JsonRpcMethod("get_experiments")
    Streamed<Experiment> experiments(
            @JsonRpcParam("since") @Nullable String since, @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_experiment")
    @Nullable
    Experiment experiment(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_experiment_runs")
    Streamed<Experiment> runs(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_jobs")
    Streamed<Job> jobs(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run,
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("state") @Nullable String state,
            @JsonRpcParam("tags") @Nullable Map<String, Object> tags,
            @JsonRpcParam("since") @Nullable String since,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_job")
    @Nullable
    Job job(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("get_all_jobs")
    Streamed<Job> allJobs(
            @JsonRpcParam("state") @Nullable String state,
            @JsonRpcParam("tags") @Nullable Map<String, Object> tags,
            @JsonRpcParam("since") @Nullable String since,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_services")
    Streamed<Service> services(
            @JsonRpcParam("experiment_id") @Nullable String experiment, @JsonRpcParam("run_id") @Nullable String run)
            throws RpcException;

    @JsonRpcMethod("get_tags_map")
    Map<String, Map<String, JsonValue>> tagsMap(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @JsonRpcMethod("get_dependencies_map")
    Map<String, List<String>> dependenciesMap(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run,
            @JsonRpcParam("refresh") @Nullable Object refresh)
            throws RpcException;

    @RunsIn(Lane.SAMPLE)
    @JsonRpcMethod("get_process_info")
    @Nullable
    ProcessInfo processInfo(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** One entry, {@code warnings}. */
    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("get_unresolved_warnings")
    Map<String, Streamed<Warning>> warnings() throws RpcException;

    /** With {@code x_include_folders} false also the jobs that a backup or move folder holds as well. */
    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("get_orphan_jobs")
    Streamed<Job> orphanJobs(
            @JsonRpcParam("refresh") @Nullable Object refresh,
            @JsonRpcParam("x_include_folders") @Nullable Boolean includeFolders)
            throws RpcException;

    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("get_stray_jobs")
    Streamed<Job> strayJobs(@JsonRpcParam("refresh") @Nullable Object refresh) throws RpcException;

    /** {@code success}, and {@code error} where there is one to tell. */
    @RunsIn(Lane.SAMPLE)
    @JsonRpcMethod("kill_job")
    Map<String, Object> killJob(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** {@code success}, and {@code error} where there is one to tell. */
    @RunsIn(Lane.CHANGE)
    @JsonRpcMethod("clean_job")
    Map<String, Object> cleanJob(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** {@code success} and {@code message}. */
    @RunsIn(Lane.CHANGE)
    @JsonRpcMethod("delete_job_safely")
    Map<String, Object> deleteJob(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("perform") @Nullable Boolean perform)
            throws RpcException;

    /** {@code success} and {@code message}. */
    @RunsIn(Lane.CHANGE)
    @JsonRpcMethod("delete_experiment")
    Map<String, Object> deleteExperiment(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("delete_jobs") @Nullable Boolean deleteJobs,
            @JsonRpcParam("perform") @Nullable Boolean perform)
            throws RpcException;

    @RunsIn(Lane.CHANGE)
    @JsonRpcMethod("execute_warning_action")
    void executeWarningAction(
            @JsonRpcParam("warning_key") @Nullable String warning,
            @JsonRpcParam("action_key") @Nullable String action,
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run)
            throws RpcException;

    /** A piece of a log: as {@code text}, or as {@code data} where the encoding is {@code base64}. */
    @JsonRpcMethod("x/log.read")
    default LogSlice readLog(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("stream") @Nullable String stream,
            @JsonRpcParam("scope") @Nullable String scope,
            @JsonRpcParam("service_id") @Nullable String service,
            @JsonRpcParam("offset") @Nullable Long offset,
            @JsonRpcParam("limit") @Nullable Integer limit,
            @JsonRpcParam("encoding") @Nullable String encoding)
            throws RpcException {
        throw notOffered("x/log.read");
    }

    /** One entry, {@code subscription}; pieces of the log follow as {@code x/log.data}. */
    @JsonRpcMethod("x/log.follow")
    default Map<String, Object> followLog(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("stream") @Nullable String stream,
            @JsonRpcParam("scope") @Nullable String scope,
            @JsonRpcParam("service_id") @Nullable String service,
            @JsonRpcParam("offset") @Nullable Long offset,
            @JsonRpcParam("limit") @Nullable Integer limit,
            @JsonRpcParam("encoding") @Nullable String encoding,
            @JsonRpcParam("min_ms") @Nullable Integer minMillis)
            throws RpcException {
        throw notOffered("x/log.follow");
    }

    @JsonRpcMethod("x/log.unfollow")
    default Map<String, Object> unfollowLog(@JsonRpcParam("subscription") @Nullable Long subscription)
            throws RpcException {
        throw notOffered("x/log.unfollow");
    }

    /** Answered out of order, never behind a query. */
    @RunsIn(Lane.URGENT)
    @JsonRpcMethod("x/ping")
    default Map<String, Object> ping() throws RpcException {
        throw notOffered("x/ping");
    }

    /**
     * From now on events have positions, and may be thinned.
     *
     * @param resume {@code epoch} and {@code seq} of the last event that the client has
     */
    @RunsIn(Lane.AT_ONCE)
    @JsonRpcMethod("x/subscribe")
    default Subscribed subscribe(
            @JsonRpcParam("progress_ms") @Nullable Integer progressMillis,
            @JsonRpcParam("carbon_ms") @Nullable Integer carbonMillis,
            @JsonRpcParam("resume") @Nullable Map<String, Object> resume)
            throws RpcException {
        throw notOffered("x/subscribe");
    }

    /** A page of all that the workspace holds; the cursor of one page asks for the next. */
    @JsonRpcMethod("x/snapshot")
    default Snapshot snapshot(
            @JsonRpcParam("include") @Nullable List<Object> include,
            @JsonRpcParam("experiment_ids") @Nullable List<Object> experiments,
            @JsonRpcParam("cursor") @Nullable String cursor,
            @JsonRpcParam("limit") @Nullable Integer limit)
            throws RpcException {
        throw notOffered("x/snapshot");
    }

    /** The machine; never asked of it more often than it is worth. */
    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("x/host.info")
    default HostInfo hostInfo() throws RpcException {
        throw notOffered("x/host.info");
    }

    /** How much there is; with {@code disk} also how large it is, as far as that can be counted in bounded time. */
    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("x/workspace.stats")
    default WorkspaceStats stats(@JsonRpcParam("disk") @Nullable Boolean disk) throws RpcException {
        throw notOffered("x/workspace.stats");
    }

    /** One entry, {@code items}: the processes of the jobs that have one, all sampled at the same time. */
    @RunsIn(Lane.SAMPLE)
    @JsonRpcMethod("x/processes")
    default Map<String, List<JobProcess>> processes(@JsonRpcParam("jobs") @Nullable List<Object> jobs)
            throws RpcException {
        throw notOffered("x/processes");
    }

    /** What lies in a job's own directory. */
    @JsonRpcMethod("x/job.files")
    default FilePage jobFiles(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException {
        throw notOffered("x/job.files");
    }

    /** What lies in a directory of the workspace; no link is followed. */
    @JsonRpcMethod("x/file.list")
    default FilePage listFiles(
            @JsonRpcParam("path") @Nullable String path, @JsonRpcParam("cursor") @Nullable String cursor)
            throws RpcException {
        throw notOffered("x/file.list");
    }

    /** A piece of a file of the workspace, as {@code x/log.read} gives it; no link is followed. */
    @JsonRpcMethod("x/file.read")
    default LogSlice readFile(
            @JsonRpcParam("path") @Nullable String path,
            @JsonRpcParam("offset") @Nullable Long offset,
            @JsonRpcParam("limit") @Nullable Integer limit,
            @JsonRpcParam("encoding") @Nullable String encoding)
            throws RpcException {
        throw notOffered("x/file.read");
    }

    /** Looks for what should be cleaned up; warnings follow, and {@code warnings} is their number. */
    @RunsIn(Lane.SCAN)
    @JsonRpcMethod("x/scan")
    default Map<String, Object> scan() throws RpcException {
        throw notOffered("x/scan");
    }

    /** Changes the tags of a run: {@code success}, {@code message} and the {@code run_tags} as they are now. */
    @RunsIn(Lane.CHANGE)
    @JsonRpcMethod("x/run.tag")
    default Map<String, Object> tagRun(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run,
            @JsonRpcParam("add") @Nullable List<Object> add,
            @JsonRpcParam("remove") @Nullable List<Object> remove,
            @JsonRpcParam("force") @Nullable Boolean force)
            throws RpcException {
        throw notOffered("x/run.tag");
    }

    private static RpcException notOffered(String method) {
        return new RpcException(ErrorCode.METHOD_NOT_FOUND, "Unknown method: " + method);
    }
}
