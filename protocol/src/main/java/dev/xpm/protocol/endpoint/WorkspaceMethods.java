package dev.xpm.protocol.endpoint;

import com.googlecode.jsonrpc4j.JsonRpcMethod;
import com.googlecode.jsonrpc4j.JsonRpcParam;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.ProcessInfo;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.Warning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The method table of a server: what it can be asked, under the names of the wire. Arguments come as the client sent
 * them, so a required one may be missing. {@code refresh} may be of any type; what is not false, zero or empty counts.
 * Source: protocol.md 3.3 and 7.
 */
public interface WorkspaceMethods {
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

    @JsonRpcMethod("get_process_info")
    @Nullable
    ProcessInfo processInfo(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** One entry, {@code warnings}. */
    @JsonRpcMethod("get_unresolved_warnings")
    Map<String, Streamed<Warning>> warnings() throws RpcException;

    @JsonRpcMethod("get_orphan_jobs")
    Streamed<Job> orphanJobs(@JsonRpcParam("refresh") @Nullable Object refresh) throws RpcException;

    @JsonRpcMethod("get_stray_jobs")
    Streamed<Job> strayJobs(@JsonRpcParam("refresh") @Nullable Object refresh) throws RpcException;

    /** {@code success}, and {@code error} where there is one to tell. */
    @JsonRpcMethod("kill_job")
    Map<String, Object> killJob(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** {@code success}, and {@code error} where there is one to tell. */
    @JsonRpcMethod("clean_job")
    Map<String, Object> cleanJob(
            @JsonRpcParam("task_id") @Nullable String task, @JsonRpcParam("job_id") @Nullable String job)
            throws RpcException;

    /** {@code success} and {@code message}. */
    @JsonRpcMethod("delete_job_safely")
    Map<String, Object> deleteJob(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("perform") @Nullable Boolean perform)
            throws RpcException;

    /** {@code success} and {@code message}. */
    @JsonRpcMethod("delete_experiment")
    Map<String, Object> deleteExperiment(
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("delete_jobs") @Nullable Boolean deleteJobs,
            @JsonRpcParam("perform") @Nullable Boolean perform)
            throws RpcException;

    @JsonRpcMethod("execute_warning_action")
    void executeWarningAction(
            @JsonRpcParam("warning_key") @Nullable String warning,
            @JsonRpcParam("action_key") @Nullable String action,
            @JsonRpcParam("experiment_id") @Nullable String experiment,
            @JsonRpcParam("run_id") @Nullable String run)
            throws RpcException;

    @JsonRpcMethod("x/log.read")
    LogSlice readLog(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("stream") @Nullable String stream,
            @JsonRpcParam("scope") @Nullable String scope,
            @JsonRpcParam("service_id") @Nullable String service,
            @JsonRpcParam("offset") @Nullable Long offset,
            @JsonRpcParam("limit") @Nullable Integer limit)
            throws RpcException;

    /** One entry, {@code subscription}; pieces of the log follow as {@code x/log.data}. */
    @JsonRpcMethod("x/log.follow")
    Map<String, Object> followLog(
            @JsonRpcParam("task_id") @Nullable String task,
            @JsonRpcParam("job_id") @Nullable String job,
            @JsonRpcParam("stream") @Nullable String stream,
            @JsonRpcParam("scope") @Nullable String scope,
            @JsonRpcParam("service_id") @Nullable String service,
            @JsonRpcParam("offset") @Nullable Long offset,
            @JsonRpcParam("limit") @Nullable Integer limit,
            @JsonRpcParam("min_ms") @Nullable Integer minMillis)
            throws RpcException;

    @JsonRpcMethod("x/log.unfollow")
    Map<String, Object> unfollowLog(@JsonRpcParam("subscription") @Nullable Long subscription) throws RpcException;
}
