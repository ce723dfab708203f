package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds what the user should decide on. Looks only, and changes nothing. Source: workspace-format.md 5.1. */
public final class CleanupScan {
    /** How many jobs or folders a warning names. */
    private static final int MAX_NAMED = 10;

    private final WorkspaceReader reader;

    CleanupScan(WorkspaceReader reader) {
        this.reader = reader;
    }

    /**
     * A warning and what it is about.
     *
     * @param jobs for those about jobs
     * @param folders for those about partial folders
     */
    public record Finding(Warning warning, List<JobKey> jobs, List<Path> folders) {
        public Finding {
            jobs = List.copyOf(jobs);
            folders = List.copyOf(folders);
        }
    }

    /** Everything that can be found; reads every job that no current run refers to. */
    public List<Finding> all() throws IOException {
        var found = new ArrayList<>(orphanedEvents());
        found.addAll(strayJobs());
        found.addAll(orphanJobs());
        found.addAll(orphanPartials());
        return found;
    }

    /** Runs whose status does not say which of their events it holds. */
    public List<Finding> orphanedEvents() throws IOException {
        var warnings = new ArrayList<Finding>();
        EventFiles live = EventFiles.ofExperiments(reader.tree);
        for (String name : new TreeSet<>(live.byOwner().keySet())) {
            ExperimentId experiment = ExperimentId.orNull(name);
            RunId run = experiment == null ? null : reader.directory.current(experiment);
            if (experiment == null || run == null || !isUndecided(experiment, run)) {
                continue;
            }
            warnings.add(new Finding(orphanedEvents(experiment, run, live.of(experiment)), List.of(), List.of()));
        }
        return warnings;
    }

    private boolean isUndecided(ExperimentId experiment, RunId run) throws IOException {
        ObjectNode status = JsonFile.read(reader.tree.run(experiment, run).resolve("status.json"))
                .object();
        return status != null
                && status.has("events_count")
                && status.get("events_count").isNull();
    }

    private Warning orphanedEvents(ExperimentId experiment, RunId run, NavigableMap<Integer, Path> files)
            throws IOException {
        var events = new AtomicInteger();
        var names = new ArrayList<JsonValue>();
        for (Path file : files.values()) {
            JsonLines.forEachEvent(file, event -> events.incrementAndGet());
            names.add(text(FileName.wholeOf(file)));
        }
        var context = new LinkedHashMap<String, JsonValue>();
        context.put("title", text("Orphaned Events Detected"));
        context.put("experiment_id", text(experiment.value()));
        context.put("run_id", text(run.value()));
        context.put("event_count", number(events.get()));
        context.put("event_files", new JsonValue.Items(names));
        context.put("events_dir", text(reader.tree.liveExperimentEvents().toString()));
        return new Warning(
                UntrustedText.of("orphaned_events_" + experiment.value() + "_" + run.value()),
                experiment.display(),
                run.display(),
                UntrustedText.of(events + " events are left over, and the status of the run does not say which of them"
                        + " it holds already. They are shown with the run; the files stay as they are."),
                actions("merge", "Keep showing them", "skip", "Dismiss", "cancel", "Dismiss"),
                new JsonValue.Fields(context),
                UntrustedText.of("warning"));
    }

    /** Jobs that run or are queued though no current run refers to them. */
    List<Finding> strayJobs() throws IOException {
        List<Job> jobs = read(new OrphanScan(reader).notCurrent()).stream()
                .filter(job -> job.state().phase().isActive())
                .toList();
        String what = jobs.size() + " jobs run or are queued, though no current run refers to them.";
        return jobs.isEmpty()
                ? List.of()
                : List.of(aboutJobs(
                        "stray",
                        "Stray Jobs Detected",
                        what,
                        jobs,
                        actions("kill", "Kill them", "dismiss", "Dismiss")));
    }

    /** Jobs that no run refers to, that are in no archive, and that are over. */
    List<Finding> orphanJobs() throws IOException {
        List<Job> jobs = read(new OrphanScan(reader).orphans()).stream()
                .filter(job -> !job.state().phase().isActive())
                .toList();
        String what = jobs.size() + " jobs are on the disk, though no run refers to them.";
        return jobs.isEmpty()
                ? List.of()
                : List.of(aboutJobs(
                        "orphan",
                        "Orphan Jobs Detected",
                        what,
                        jobs,
                        actions("delete", "Delete them", "dismiss", "Dismiss")));
    }

    private List<Job> read(List<JobKey> keys) {
        var look = reader.new Look();
        return keys.stream().map(look::jobIfThere).filter(Objects::nonNull).toList();
    }

    private static Finding aboutJobs(
            String kind, String title, String what, List<Job> jobs, Map<String, UntrustedText> actions) {
        var named = new ArrayList<JsonValue>();
        for (Job job : jobs.subList(0, Math.min(MAX_NAMED, jobs.size()))) {
            named.add(aboutJob(
                    job.key().task().value(),
                    job.key().job().value(),
                    job.state().phase().wireName()));
        }
        if (jobs.size() > MAX_NAMED) {
            named.add(aboutJob("...", "and " + (jobs.size() - MAX_NAMED) + " more", ""));
        }
        var context = new LinkedHashMap<String, JsonValue>();
        context.put("title", text(title));
        context.put(kind + "_job_count", number(jobs.size()));
        context.put(kind + "_jobs", new JsonValue.Items(named));
        Warning warning = general(kind + "_jobs_" + jobs.size(), what, actions, context);
        return new Finding(warning, jobs.stream().map(Job::key).toList(), List.of());
    }

    private static JsonValue aboutJob(String task, String job, String state) {
        var fields = new LinkedHashMap<String, JsonValue>();
        fields.put("task_id", text(task));
        fields.put("job_id", text(job));
        fields.put("state", text(state));
        return new JsonValue.Fields(fields);
    }

    /** Partial folders that nothing refers to. */
    public List<Finding> orphanPartials() throws IOException {
        List<Path> folders = new PartialScan(reader.tree).orphans();
        if (folders.isEmpty()) {
            return List.of();
        }
        var named = new ArrayList<JsonValue>();
        for (Path folder : folders.subList(0, Math.min(MAX_NAMED, folders.size()))) {
            named.add(new JsonValue.Fields(Map.of("path", text(FileName.wholeOf(folder)))));
        }
        if (folders.size() > MAX_NAMED) {
            named.add(new JsonValue.Fields(Map.of("path", text("... and " + (folders.size() - MAX_NAMED) + " more"))));
        }
        var context = new LinkedHashMap<String, JsonValue>();
        context.put("title", text("Orphan Partials Detected"));
        context.put("orphan_partial_count", number(folders.size()));
        context.put("orphan_partials", new JsonValue.Items(named));
        Warning warning = general(
                "orphan_partials_" + folders.size(),
                folders.size() + " partial folders are on the disk, though no job refers to them.",
                actions("delete", "Delete them", "dismiss", "Dismiss"),
                context);
        return List.of(new Finding(warning, List.of(), folders));
    }

    private static Warning general(
            String key, String what, Map<String, UntrustedText> actions, Map<String, JsonValue> context) {
        return new Warning(
                UntrustedText.of(key),
                UntrustedText.EMPTY,
                UntrustedText.EMPTY,
                UntrustedText.of(what),
                actions,
                new JsonValue.Fields(context),
                UntrustedText.of("warning"));
    }

    /** Keys and labels in turn. */
    private static Map<String, UntrustedText> actions(String... keysAndLabels) {
        var actions = new LinkedHashMap<String, UntrustedText>();
        for (int at = 0; at < keysAndLabels.length; at += 2) {
            actions.put(keysAndLabels[at], UntrustedText.of(keysAndLabels[at + 1]));
        }
        return actions;
    }

    private static JsonValue number(int value) {
        return new JsonValue.Numeric(Integer.toString(value));
    }

    private static JsonValue text(String value) {
        return new JsonValue.Text(UntrustedText.of(value));
    }
}
