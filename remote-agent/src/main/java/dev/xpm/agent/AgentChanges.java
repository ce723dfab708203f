package dev.xpm.agent;

import dev.xpm.agent.action.AuditLog;
import dev.xpm.agent.action.Outcome;
import dev.xpm.agent.action.WarningBook;
import dev.xpm.agent.action.WorkspaceChanges;
import dev.xpm.agent.workspace.Arguments;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that change a workspace, in the words of the wire. Started read-only, it refuses all of them by itself, as
 * each method has a word for a refusal. Source: protocol.md 3.4 and 7.2.
 */
final class AgentChanges {
    private static final String READ_ONLY = "this agent is read-only: it changes nothing in the workspace";

    private final Path workspace;
    private final WorkspaceQueries queries;
    private final WorkspaceChanges.Listener listener;
    private final boolean readOnly;
    private @Nullable WorkspaceChanges changes;
    private @Nullable WarningBook warnings;

    AgentChanges(Path workspace, WorkspaceQueries queries, WorkspaceChanges.Listener listener, boolean readOnly) {
        this.workspace = workspace;
        this.queries = queries;
        this.listener = listener;
        this.readOnly = readOnly;
    }

    /** Made when first needed: most sessions change nothing, and the start is to be quick. */
    private synchronized WorkspaceChanges changes() {
        if (changes == null) {
            Clock clock = Clock.systemUTC();
            changes = new WorkspaceChanges(queries.records(), AuditLog.of(workspace, clock), listener, clock);
        }
        return changes;
    }

    private synchronized WarningBook book() {
        if (warnings == null) {
            warnings = new WarningBook(queries.cleanup(), changes(), listener::onEvent, Clock.systemUTC());
        }
        return warnings;
    }

    /** Looks for everything that a clean-up may concern; the warnings follow as events. Returns how many there are. */
    int scan() throws RpcException {
        try {
            return book().scan();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** For methods that the original does not have: they are refused by an error. */
    void requireWritable() throws RpcException {
        if (readOnly) {
            throw new RpcException(ErrorCode.READ_ONLY, READ_ONLY);
        }
    }

    Map<String, Object> kill(@Nullable String task, @Nullable String job) throws RpcException {
        JobKey key = Arguments.job(task, job);
        if (readOnly) {
            return refusedJob(task, job);
        }
        Outcome outcome = changes().kill(key);
        return outcome.success() ? Map.of("success", true) : Map.of("success", false, "error", outcome.message());
    }

    Map<String, Object> clean(@Nullable String task, @Nullable String job) throws RpcException {
        JobKey key = Arguments.job(task, job);
        if (readOnly) {
            return refusedJob(task, job);
        }
        Outcome outcome = changes().clean(key);
        return outcome.success() ? Map.of("success", true) : Map.of("success", false, "error", outcome.message());
    }

    Map<String, Object> deleteJob(@Nullable String task, @Nullable String job, @Nullable Boolean perform)
            throws RpcException {
        JobKey key = Arguments.job(task, job);
        return readOnly ? refusedJob(task, job) : answer(changes().deleteJob(key, !Boolean.FALSE.equals(perform)));
    }

    Map<String, Object> deleteExperiment(
            @Nullable String experiment, @Nullable Boolean deleteJobs, @Nullable Boolean perform) throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        if (readOnly) {
            return refused(
                    queries.experiment(experiment) == null ? "Experiment " + experiment + " not found" : READ_ONLY);
        }
        return answer(changes().deleteExperiment(id, Boolean.TRUE.equals(deleteJobs), !Boolean.FALSE.equals(perform)));
    }

    void act(@Nullable String warning, @Nullable String action, @Nullable String experiment, @Nullable String run)
            throws RpcException {
        if (warning == null || warning.isEmpty() || action == null || action.isEmpty()) {
            throw RpcException.invalidParams("warning_key and action_key are required");
        }
        if (readOnly) {
            throw new RpcException(ErrorCode.PERMISSION_DENIED, READ_ONLY);
        }
        book().execute(warning, action, experiment, run);
    }

    List<Warning> warnings() throws RpcException {
        try {
            return book().unresolved();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static RpcException unreadable(IOException failure) {
        return new RpcException(
                ErrorCode.INTERNAL_ERROR,
                "unable to read the workspace: " + failure.getClass().getSimpleName());
    }

    private Map<String, Object> refusedJob(@Nullable String task, @Nullable String job) throws RpcException {
        return refused(queries.job(task, job) == null ? "Job not found" : READ_ONLY);
    }

    /** What the message has no room for stands beside it, where an original client does not look. */
    private static Map<String, Object> answer(Outcome outcome) {
        String reason = outcome.reason();
        return outcome.success() || reason == null
                ? Map.of("success", outcome.success(), "message", outcome.message())
                : Map.of("success", false, "message", outcome.message(), "error", reason);
    }

    private static Map<String, Object> refused(String why) {
        return Map.of("success", false, "error", why, "message", why);
    }
}
