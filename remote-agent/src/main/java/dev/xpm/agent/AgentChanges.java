package dev.xpm.agent;

import dev.xpm.agent.action.AuditLog;
import dev.xpm.agent.action.Outcome;
import dev.xpm.agent.action.WarningBook;
import dev.xpm.agent.action.WorkspaceChanges;
import dev.xpm.agent.workspace.Arguments;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The methods that change a workspace, in the words of the wire. Started read-only, it refuses all of them by itself, as
 * each method has a word for a refusal. Source: protocol.md 3.4 and 7.2.
 */
final class AgentChanges {
    private static final String READ_ONLY = "this agent is read-only: it changes nothing in the workspace";

    /** Tags are short words that people type. */
    private static final int MAX_TAG = 200;

    private static final int MAX_TAGS = 100;

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

    /** Takes over the tags that an earlier agent could not write. Reads the workspace only where there are some. */
    void followTags() {
        if (!readOnly && !queries.records().tags().waiting().isEmpty()) {
            changes().followTags();
        }
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

    Map<String, Object> tag(
            @Nullable String experiment,
            @Nullable String run,
            @Nullable List<Object> add,
            @Nullable List<Object> remove,
            @Nullable Boolean force)
            throws RpcException {
        ExperimentId id = Arguments.experiment(experiment);
        RunId runId = Arguments.optionalRun(run);
        if (runId == null) {
            throw RpcException.invalidParams("run_id is required");
        }
        Set<String> added = tags(add, "add");
        Set<String> removed = tags(remove, "remove");
        requireWritable();
        var key = new RunKey(id, runId);
        Outcome outcome = changes().tag(key, added, removed, Boolean.TRUE.equals(force));
        try {
            List<String> now = queries.records().tagsOf(id).getOrDefault(runId, List.of());
            return Map.of("success", outcome.success(), "message", outcome.message(), "run_tags", now);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Set<String> tags(@Nullable List<Object> list, String name) throws RpcException {
        var tags = new TreeSet<String>();
        for (Object tag : list == null ? List.of() : list) {
            if (!(tag instanceof String text) || text.isBlank() || text.length() > MAX_TAG) {
                throw RpcException.invalidParams(name + " must be a list of tags of at most " + MAX_TAG + " letters");
            }
            tags.add(text);
        }
        if (tags.size() > MAX_TAGS) {
            throw RpcException.invalidParams(name + " names more than " + MAX_TAGS + " tags");
        }
        return tags;
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
