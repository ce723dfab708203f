package dev.xpm.agent.action;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A workspace with an experiment of two runs and three jobs, of which one is shared with another experiment, and the
 * changes that can be made to it.
 */
final class ChangedWorkspace implements WorkspaceChanges.Listener {
    static final String TASK = "demo.train";
    static final String OLDER = "20250301_091500";
    static final String RUN = TestWorkspace.RUN;
    static final JobKey DONE = TestWorkspace.job(TASK, "9c41");
    static final JobKey FAILED = TestWorkspace.job(TASK, "e07a");
    static final JobKey SHARED = TestWorkspace.job(TASK, "5ead");
    static final JobKey OLD = TestWorkspace.job(TASK, "01d0");

    private final boolean full;
    final TestWorkspace files;
    final Path root;
    final Path outside;
    final Path auditFile;
    final WorkspaceQueries queries;
    final WorkspaceTree tree;
    final List<WorkspaceEvent> events = new ArrayList<>();
    final List<ExperimentId> changed = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param parent a real path; the workspace, what is outside of it, and the audit log lie below
     */
    ChangedWorkspace(Path parent) throws IOException {
        this(parent, true);
    }

    /**
     * Makes one.
     *
     * @param full whether jobs have more files than they need
     */
    ChangedWorkspace(Path parent, boolean full) throws IOException {
        this.full = full;
        root = Files.createDirectories(parent.resolve("workspace"));
        outside = Files.createDirectories(parent.resolve("outside"));
        auditFile = parent.resolve("state/xpm-monitor/audit.jsonl");
        files = new TestWorkspace(root);
        files.write(".__experimaestro__", "");
        run("sweep", OLDER, OLD, SHARED);
        run("sweep", RUN, DONE, FAILED, SHARED);
        run("other", RUN, SHARED);
        finish(DONE);
        finish(SHARED);
        finish(OLD);
        files.jobStatus(TASK, "e07a", "error", "");
        files.write("jobs/demo.train/e07a/train.failed", "{\"code\": 1, \"reason\": \"failed\"}");
        queries = files.queries();
        tree = queries.records().tree();
    }

    WorkspaceChanges changes() {
        return changes(Faults.NONE);
    }

    WorkspaceChanges changes(Faults faults) {
        var audit = new AuditLog(auditFile, root.toString(), "alice", Clock.systemUTC());
        return new WorkspaceChanges(queries.records(), audit, this, Clock.systemUTC(), faults);
    }

    WarningBook book(WorkspaceChanges changes) {
        return new WarningBook(queries.cleanup(), changes, events::add, Clock.systemUTC());
    }

    /** A run that is over, with these jobs done. */
    void run(String experiment, String run, JobKey... jobs) throws IOException {
        var states = new StringBuilder();
        for (JobKey job : jobs) {
            String id = job.job().value();
            states.append(states.length() == 0 ? "" : ", ").append("\"" + id + "\": \"done\"");
            files.append(
                    "experiments/" + experiment + "/" + run + "/jobs.jsonl",
                    "{\"job_id\": \"" + id + "\", \"task_id\": \"" + TASK + "\", \"tags\": {}, \"timestamp\": 1.0}\n");
            Path link = root.resolve("experiments/" + experiment + "/" + run + "/jobs/" + job.locator());
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, root.resolve("jobs").resolve(job.locator()));
        }
        files.run(
                experiment,
                run,
                TestWorkspace.status(
                        "done",
                        ", \"run_tags\": [\"best\"], \"ours\": {\"x\": 12345678901234567890, \"y\": NaN},"
                                + " \"job_states\": {" + states + "}"));
    }

    void finish(JobKey job) {
        String path = "jobs/" + job.locator();
        files.jobStatus(job.task().value(), job.job().value(), "done", ", \"events_count\": 0");
        files.write(path + "/train.done", "");
        if (!full) {
            return;
        }
        files.write(path + "/train.out", "text");
        files.write(path + "/deep/er/data.bin", "data");
        files.write(path + "/.experimaestro/events/event-0.jsonl", "");
    }

    String status(String experiment, String run) throws IOException {
        return Files.readString(root.resolve("experiments/" + experiment + "/" + run + "/status.json"));
    }

    /** Every path of the workspace with the content of files and the targets of links; lock files left out. */
    Map<String, String> content() throws IOException {
        return contentBelow(root);
    }

    static Map<String, String> contentBelow(Path top) throws IOException {
        var found = new TreeMap<String, String>();
        try (var paths = Files.walk(top)) {
            paths.filter(path -> !path.equals(top)).forEach(path -> {
                String name = top.relativize(path).toString();
                if (!name.endsWith("lock")) {
                    found.put(name, describe(path));
                }
            });
        }
        return found;
    }

    private static String describe(Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                return "-> " + Files.readSymbolicLink(path);
            }
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    ? "directory"
                    : Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        events.add(event);
    }

    @Override
    public void onChanged(Collection<ExperimentId> experiments) {
        changed.addAll(experiments);
    }
}
