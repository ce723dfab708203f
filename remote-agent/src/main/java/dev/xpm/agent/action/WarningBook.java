package dev.xpm.agent.action;

import dev.xpm.agent.workspace.CleanupScan;
import dev.xpm.agent.workspace.CleanupScan.Finding;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The warnings that wait for a decision, in memory: one goes when an action on it succeeds, and comes again if the next
 * clean-up scan still finds its reason. Source: workspace-format.md 5.1.
 *
 * <p>Safe for use by several threads.
 */
public final class WarningBook {
    private final CleanupScan cleanup;
    private final WorkspaceChanges changes;
    private final Consumer<WorkspaceEvent> listener;
    private final Clock clock;
    private final Map<String, Finding> scanned = new LinkedHashMap<>();
    private final Set<String> resolved = new HashSet<>();

    /** @param listener is told of warnings that a scan found, and of actions that failed; must not block */
    public WarningBook(CleanupScan cleanup, WorkspaceChanges changes, Consumer<WorkspaceEvent> listener, Clock clock) {
        this.cleanup = cleanup;
        this.changes = changes;
        this.listener = listener;
        this.clock = clock;
    }

    /** What is to be decided: events that nobody claims, and what the last scan found. */
    public List<Warning> unresolved() throws IOException {
        return open().values().stream().map(Finding::warning).toList();
    }

    /**
     * Looks for everything that a clean-up may concern, and tells of each warning.
     *
     * @return how many there are
     */
    public int scan() throws IOException {
        List<Finding> found = cleanup.all();
        synchronized (this) {
            scanned.clear();
            resolved.clear();
            found.forEach(finding -> scanned.put(key(finding), finding));
        }
        found.forEach(finding -> listener.accept(new WorkspaceEvent.WarningRaised(now(), finding.warning())));
        return found.size();
    }

    /**
     * Takes an action. If it fails, an event tells why and the warning stays.
     *
     * @param experiment as the client sent it, for the event
     * @param run as the client sent it, for the event
     */
    public void execute(String warning, String action, @Nullable String experiment, @Nullable String run)
            throws RpcException {
        String problem;
        try {
            problem = attempt(warning, action);
        } catch (IOException | RuntimeException e) {
            problem = failed(
                    action,
                    e instanceof IOException io ? Refusal.why(io) : e.getClass().getSimpleName());
        }
        if (problem == null) {
            return;
        }
        listener.accept(new WorkspaceEvent.ErrorRaised(
                now(), text(experiment), text(run), text(warning), text(action), text(problem)));
        throw new RpcException(ErrorCode.INTERNAL_ERROR, problem);
    }

    /** Null if it succeeded. */
    private @Nullable String attempt(String warning, String action) throws IOException {
        Finding finding = open().get(warning);
        if (finding == null) {
            return "Warning '" + warning + "' not found";
        }
        if (!finding.warning().actions().containsKey(action)) {
            return "Action '" + action + "' not found for warning '" + warning + "'";
        }
        List<String> failures = perform(finding, action);
        if (!failures.isEmpty()) {
            return failed(action, String.join("; ", failures));
        }
        synchronized (this) {
            scanned.remove(warning);
            resolved.add(warning);
        }
        return null;
    }

    /** Does it for all that the warning is about, also where it fails for some; returns what failed, first the sum of it. */
    private List<String> perform(Finding finding, String action) throws IOException {
        var failures = new ArrayList<String>();
        if (action.equals("kill")) {
            for (JobKey job : finding.jobs()) {
                add(failures, job, changes.kill(job));
            }
            return summed(failures, finding.jobs().size(), "killed");
        }
        if (action.equals("delete")) {
            for (JobKey job : finding.jobs()) {
                add(failures, job, changes.deleteJob(job, true));
            }
            changes.cleanPartials(finding.jobs().isEmpty() ? finding.folders() : orphanPartials());
            return summed(failures, finding.jobs().size(), "deleted");
        }
        return failures;
    }

    /** Those of deleted jobs are among them. Source: workspace-format.md 5.1. */
    private List<Path> orphanPartials() throws IOException {
        return cleanup.orphanPartials().stream()
                .flatMap(finding -> finding.folders().stream())
                .toList();
    }

    private static void add(List<String> failures, JobKey job, Outcome outcome) {
        if (!outcome.success()) {
            failures.add(job.locator() + ": " + outcome.message());
        }
    }

    private static List<String> summed(List<String> failures, int all, String done) {
        if (!failures.isEmpty()) {
            failures.add(0, (all - failures.size()) + " of " + all + " " + done);
        }
        return failures;
    }

    private Map<String, Finding> open() throws IOException {
        List<Finding> orphaned = cleanup.orphanedEvents();
        var all = new LinkedHashMap<String, Finding>();
        synchronized (this) {
            orphaned.forEach(finding -> all.put(key(finding), finding));
            all.putAll(scanned);
            all.keySet().removeAll(resolved);
        }
        return all;
    }

    private static String failed(String action, String why) {
        return "Action '" + action + "' failed: " + why;
    }

    private static String key(Finding finding) {
        return finding.warning().key().raw();
    }

    private static UntrustedText text(@Nullable String value) {
        return UntrustedText.of(value == null ? "" : value);
    }

    private double now() {
        return clock.millis() / 1e3;
    }
}
