package dev.xpm.agent;

import dev.xpm.agent.host.HostProbe;
import dev.xpm.agent.log.WorkspaceFiles;
import dev.xpm.agent.process.ProcessSampler;
import dev.xpm.agent.workspace.Arguments;
import dev.xpm.agent.workspace.SnapshotPages;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.endpoint.CancelToken;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent answers beyond the original, where it is more than one call of a part. Source: protocol.md 7. */
final class AgentExtensions {
    private static final Map<String, Integer> ANNOUNCED = Map.of(
            Capability.EVENTS, 1,
            Capability.SNAPSHOT, 1,
            Capability.LOG, 1,
            Capability.HOST, 1,
            Capability.STATS, 1,
            Capability.PROCESSES, 1,
            Capability.FILES, 1,
            Capability.SCAN, 1,
            Capability.TAG, 1,
            Capability.CANCEL, 1);

    private static final int MAX_PROCESSES = 200;
    private static final int MAX_PERIOD_MILLIS = 60_000;

    private final Path workspace;
    private final WorkspaceQueries queries;
    private final Feed feed;
    private @Nullable SnapshotPages snapshots;
    private @Nullable WorkspaceFiles files;
    private @Nullable HostProbe host;

    AgentExtensions(Path workspace, WorkspaceQueries queries, Feed feed) {
        this.workspace = workspace;
        this.queries = queries;
        this.feed = feed;
    }

    /** Made when first needed, as the others: the start is to be quick. */
    synchronized SnapshotPages snapshots() {
        if (snapshots == null) {
            snapshots = queries.snapshots(feed::position);
        }
        return snapshots;
    }

    synchronized WorkspaceFiles files() {
        if (files == null) {
            files = new WorkspaceFiles(workspace, AgentBudget.LOGS);
        }
        return files;
    }

    synchronized HostProbe host() {
        if (host == null) {
            host = new HostProbe(workspace, Clock.system(ZoneId.systemDefault()));
        }
        return host;
    }

    /** What the handshake announces: tags only where they can be set. */
    static Map<String, Integer> announced(boolean readOnly) {
        var announced = new HashMap<>(ANNOUNCED);
        if (readOnly) {
            announced.remove(Capability.TAG);
        }
        return announced;
    }

    /** Where the events go. */
    interface Feed {
        EventPosition position();

        Subscribed subscribe(Duration progress, Duration carbon, @Nullable EventPosition from);
    }

    Subscribed subscribe(
            @Nullable Integer progressMillis, @Nullable Integer carbonMillis, @Nullable Map<String, Object> resume)
            throws RpcException {
        EventPosition from = null;
        if (resume != null) {
            Object epoch = resume.get("epoch");
            Object seq = resume.get("seq");
            if (!(epoch instanceof String name) || !(seq instanceof Number number)) {
                throw RpcException.invalidParams("resume needs an epoch and a seq");
            }
            from = new EventPosition(name, number.longValue());
        }
        return feed.subscribe(period(progressMillis, "progress_ms"), period(carbonMillis, "carbon_ms"), from);
    }

    private static Duration period(@Nullable Integer millis, String name) throws RpcException {
        if (millis != null && millis < 0) {
            throw RpcException.invalidParams(name + " must not be negative");
        }
        return Duration.ofMillis(millis == null ? 0 : Math.min(millis, MAX_PERIOD_MILLIS));
    }

    List<JobProcess> processes(@Nullable List<Object> jobs) throws RpcException {
        if (jobs == null) {
            throw RpcException.invalidParams("jobs is required");
        }
        if (jobs.size() > MAX_PROCESSES) {
            throw new RpcException(ErrorCode.LIMIT_EXCEEDED, "at most " + MAX_PROCESSES + " jobs can be asked for");
        }
        var tree = new WorkspaceTree(workspace);
        var asked = new ArrayList<ProcessSampler.Asked>();
        for (Object item : jobs) {
            JobKey key = item instanceof Map<?, ?> ids
                    ? Arguments.job(text(ids.get("task_id")), text(ids.get("job_id")))
                    : Arguments.job(null, null);
            CancelToken.current().check();
            Job job = queries.job(key.task().value(), key.job().value());
            if (job != null && job.process() != null) {
                asked.add(new ProcessSampler.Asked(job, job.process(), tree.job(key)));
            }
        }
        return ProcessSampler.sample(asked);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
