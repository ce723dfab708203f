package dev.xpm.agent;

import dev.xpm.agent.log.LogRequest;
import dev.xpm.agent.log.WorkspaceLogs;
import dev.xpm.agent.process.ProcessProbe;
import dev.xpm.agent.workspace.Arguments;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.ProtocolVersion;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
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
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent answers: queries from the workspace, logs from their files, changes where they are allowed. Source:
 * protocol.md 3, 7.2 and 7.4.
 */
final class AgentMethods implements WorkspaceMethods {
    private static final String PROGRAM = "xpm-agent";

    private final Path workspace;
    private final WorkspaceQueries queries;
    private final WorkspaceLogs logs;
    private final AgentChanges changes;
    private final AgentExtensions extensions;

    AgentMethods(
            Path workspace,
            WorkspaceQueries queries,
            WorkspaceLogs logs,
            AgentChanges changes,
            AgentExtensions extensions) {
        this.extensions = extensions;
        this.workspace = workspace;
        this.queries = queries;
        this.logs = logs;
        this.changes = changes;
    }

    @Override
    public ServerInfo syncInfo() {
        return new ServerInfo(
                UntrustedText.of(ProtocolVersion.CURRENT),
                UntrustedText.of(workspace.toString()),
                UntrustedText.of(PROGRAM),
                UntrustedText.of(version()),
                changes.isReadOnly(),
                UntrustedText.of(ZoneId.systemDefault().getId()),
                AgentExtensions.announced(changes.isReadOnly()));
    }

    @Override
    public Streamed<Experiment> experiments(@Nullable String since, @Nullable Object refresh) throws RpcException {
        return queries.experiments(since);
    }

    @Override
    public @Nullable Experiment experiment(@Nullable String experiment, @Nullable Object refresh) throws RpcException {
        return queries.experiment(experiment);
    }

    @Override
    public Streamed<Experiment> runs(@Nullable String experiment, @Nullable Object refresh) throws RpcException {
        return queries.runs(experiment);
    }

    @Override
    public Streamed<Job> jobs(
            @Nullable String experiment,
            @Nullable String run,
            @Nullable String task,
            @Nullable String state,
            @Nullable Map<String, Object> tags,
            @Nullable String since,
            @Nullable Object refresh)
            throws RpcException {
        return queries.jobs(experiment, run, task, state, tags, since);
    }

    @Override
    public @Nullable Job job(@Nullable String task, @Nullable String job, @Nullable Object refresh)
            throws RpcException {
        return queries.job(task, job);
    }

    @Override
    public Streamed<Job> allJobs(
            @Nullable String state,
            @Nullable Map<String, Object> tags,
            @Nullable String since,
            @Nullable Object refresh)
            throws RpcException {
        return queries.allJobs(state, tags, since);
    }

    @Override
    public Streamed<Service> services(@Nullable String experiment, @Nullable String run) throws RpcException {
        return queries.services(experiment, run);
    }

    @Override
    public Map<String, Map<String, JsonValue>> tagsMap(
            @Nullable String experiment, @Nullable String run, @Nullable Object refresh) throws RpcException {
        return queries.tagsMap(experiment, run);
    }

    @Override
    public Map<String, List<String>> dependenciesMap(
            @Nullable String experiment, @Nullable String run, @Nullable Object refresh) throws RpcException {
        return queries.dependenciesMap(experiment, run);
    }

    @Override
    public @Nullable ProcessInfo processInfo(@Nullable String task, @Nullable String job) throws RpcException {
        Job found = queries.job(task, job);
        if (found == null || found.process() == null) {
            return null;
        }
        Path directory = ConfinedPath.of(workspace)
                .child("jobs")
                .child(found.key().task().value())
                .child(found.key().job().value())
                .toPath();
        return ProcessProbe.look(found, found.process(), directory);
    }

    @Override
    public Map<String, Streamed<Warning>> warnings() throws RpcException {
        return Map.of("warnings", new Streamed<>(changes.warnings()));
    }

    @Override
    public Streamed<Job> orphanJobs(@Nullable Object refresh, @Nullable Boolean includeFolders) throws RpcException {
        return queries.orphanJobs(!Boolean.FALSE.equals(includeFolders));
    }

    @Override
    public Streamed<Job> strayJobs(@Nullable Object refresh) throws RpcException {
        return queries.strayJobs();
    }

    @Override
    public Map<String, Object> killJob(@Nullable String task, @Nullable String job) throws RpcException {
        return changes.kill(task, job);
    }

    @Override
    public Map<String, Object> cleanJob(@Nullable String task, @Nullable String job) throws RpcException {
        return changes.clean(task, job);
    }

    @Override
    public Map<String, Object> deleteJob(@Nullable String task, @Nullable String job, @Nullable Boolean perform)
            throws RpcException {
        return changes.deleteJob(task, job, perform);
    }

    @Override
    public Map<String, Object> deleteExperiment(
            @Nullable String experiment, @Nullable Boolean deleteJobs, @Nullable Boolean perform) throws RpcException {
        return changes.deleteExperiment(experiment, deleteJobs, perform);
    }

    @Override
    public void executeWarningAction(
            @Nullable String warning, @Nullable String action, @Nullable String experiment, @Nullable String run)
            throws RpcException {
        changes.act(warning, action, experiment, run);
    }

    @Override
    public LogSlice readLog(
            @Nullable String task,
            @Nullable String job,
            @Nullable String stream,
            @Nullable String scope,
            @Nullable String service,
            @Nullable Long offset,
            @Nullable Integer limit,
            @Nullable String encoding)
            throws RpcException {
        return logs.read(new LogRequest(task, job, stream, scope, service), offset, limit, encoding);
    }

    @Override
    public Map<String, Object> followLog(
            @Nullable String task,
            @Nullable String job,
            @Nullable String stream,
            @Nullable String scope,
            @Nullable String service,
            @Nullable Long offset,
            @Nullable Integer limit,
            @Nullable String encoding,
            @Nullable Integer minMillis)
            throws RpcException {
        var request = new LogRequest(task, job, stream, scope, service);
        return Map.of("subscription", logs.follow(request, offset, limit, encoding, minMillis));
    }

    @Override
    public Map<String, Object> unfollowLog(@Nullable Long subscription) throws RpcException {
        logs.unfollow(subscription);
        return Map.of();
    }

    @Override
    public Map<String, Object> ping() {
        return Map.of("time", System.currentTimeMillis() / 1e3);
    }

    @Override
    public Subscribed subscribe(
            @Nullable Integer progressMillis, @Nullable Integer carbonMillis, @Nullable Map<String, Object> resume)
            throws RpcException {
        return extensions.subscribe(progressMillis, carbonMillis, resume);
    }

    @Override
    public Snapshot snapshot(
            @Nullable List<Object> include,
            @Nullable List<Object> experiments,
            @Nullable String cursor,
            @Nullable Integer limit)
            throws RpcException {
        return extensions.snapshots().page(include, experiments, cursor, limit);
    }

    @Override
    public HostInfo hostInfo() {
        return extensions.host().look();
    }

    @Override
    public WorkspaceStats stats(@Nullable Boolean disk) throws RpcException {
        return queries.stats(Boolean.TRUE.equals(disk));
    }

    @Override
    public Map<String, Object> scan() throws RpcException {
        return Map.of("warnings", changes.scan());
    }

    @Override
    public Map<String, Object> tagRun(
            @Nullable String experiment,
            @Nullable String run,
            @Nullable List<Object> add,
            @Nullable List<Object> remove,
            @Nullable Boolean force)
            throws RpcException {
        return changes.tag(experiment, run, add, remove, force);
    }

    @Override
    public Map<String, List<JobProcess>> processes(@Nullable List<Object> jobs) throws RpcException {
        return Map.of("items", extensions.processes(jobs));
    }

    @Override
    public FilePage jobFiles(@Nullable String task, @Nullable String job) throws RpcException {
        return extensions.files().ofJob(Arguments.job(task, job));
    }

    @Override
    public FilePage listFiles(@Nullable String path, @Nullable String cursor) throws RpcException {
        return extensions.files().list(path, cursor);
    }

    @Override
    public LogSlice readFile(
            @Nullable String path, @Nullable Long offset, @Nullable Integer limit, @Nullable String encoding)
            throws RpcException {
        return extensions.files().read(path, offset, limit, encoding);
    }

    private static String version() {
        String version = AgentMethods.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
