package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs on the disk that no run, or no current run, refers to. Reads the lists of jobs only, not the jobs. What
 * cannot be read makes the scan fail: a job must not seem unused because its run could not be asked. Source:
 * workspace-format.md 5.
 */
final class OrphanScan {
    private final WorkspaceReader reader;
    private final WorkspaceTree tree;
    private final Map<TaskId, TaskId> tasks = new HashMap<>();

    OrphanScan(WorkspaceReader reader) {
        this.reader = reader;
        this.tree = reader.tree;
    }

    /** The jobs that no run refers to, wherever else they are kept. */
    List<JobKey> unreferenced() throws IOException {
        return onDiskBut(referenced(false, any -> true));
    }

    /** The jobs that no run refers to and that are in no archive of the workspace. */
    List<JobKey> orphans() throws IOException {
        List<JobKey> unreferenced = unreferenced();
        List<Path> archives = unreferenced.isEmpty() ? List.of() : reader.host.archives(tree.root());
        var found = new ArrayList<JobKey>();
        for (JobKey job : unreferenced) {
            if (!isIn(archives, job)) {
                found.add(job);
            }
        }
        return found;
    }

    private static boolean isIn(List<Path> archives, JobKey job) throws IOException {
        for (Path archive : archives) {
            BasicFileAttributes kept = FileStamp.attributes(new WorkspaceTree(archive).job(job));
            if (kept != null && kept.isDirectory()) {
                return true;
            }
        }
        return false;
    }

    /** The jobs that no current run refers to. */
    List<JobKey> notCurrent() throws IOException {
        return onDiskBut(referenced(true, any -> true));
    }

    /** What all runs of these experiments refer to. */
    References referencedBy(Predicate<ExperimentId> experiments) throws IOException {
        return new References(referenced(false, experiments));
    }

    private List<JobKey> onDiskBut(Set<Object> referenced) throws IOException {
        var found = new ArrayList<JobKey>();
        for (Path tasksEntry : ExperimentDirectory.list(tree.jobs())) {
            TaskId task = TaskId.orNull(FileName.of(tasksEntry));
            if (task == null || FileName.of(tasksEntry).startsWith(".") || !Files.isDirectory(tasksEntry)) {
                continue;
            }
            for (Path entry : ExperimentDirectory.list(tasksEntry)) {
                JobId job = JobId.orNull(FileName.of(entry));
                if (job != null && !FileName.of(entry).startsWith(".") && Files.isDirectory(entry)) {
                    var key = new JobKey(task, job);
                    if (!referenced.contains(key) && !isReferencedElsewhere(tasksEntry, entry, referenced)) {
                        found.add(key);
                    }
                }
            }
        }
        return found;
    }

    /**
     * Whether the directory is known by another name: to a run of the first layout, whose links stand in the set as
     * paths, or as another job, where the entry or its parent is a link.
     */
    private boolean isReferencedElsewhere(Path tasksEntry, Path entry, Set<Object> referenced) throws IOException {
        Path real = entry.toRealPath();
        return referenced.contains(real)
                || isReferencedIn(real.getParent(), real, referenced)
                || isReferencedIn(tasksEntry.toRealPath(), entry, referenced);
    }

    private boolean isReferencedIn(@Nullable Path tasksDirectory, Path entry, Set<Object> referenced)
            throws IOException {
        if (tasksDirectory == null || !tree.jobs().toRealPath().equals(tasksDirectory.getParent())) {
            return false;
        }
        TaskId task = TaskId.orNull(FileName.of(tasksDirectory));
        JobId job = JobId.orNull(FileName.of(entry));
        return task != null && job != null && referenced.contains(new JobKey(task, job));
    }

    private Set<Object> referenced(boolean currentOnly, Predicate<ExperimentId> experiments) throws IOException {
        var keys = new HashSet<Object>();
        var look = reader.new Look();
        EventFiles live = EventFiles.ofExperiments(tree);
        for (ExperimentId experiment : reader.directory.experiments()) {
            if (!experiments.test(experiment)) {
                continue;
            }
            RunId current = reader.directory.current(experiment);
            if (reader.directory.isOld(experiment)) {
                keys.addAll(look.oldDirectories(experiment).values());
                continue;
            }
            for (RunId run : reader.directory.runs(experiment)) {
                if (!currentOnly || run.equals(current)) {
                    addSubmitted(keys, experiment, run);
                }
            }
            for (Path file : live.of(experiment).values()) {
                JsonLines.forEachEvent(file, event -> {
                    if (event instanceof WorkspaceEvent.OfJob ofJob && ofJob.key() != null) {
                        RunId run = Attribution.runOf(event);
                        if (!currentOnly || run == null || run.equals(current)) {
                            keys.add(ofJob.key());
                        }
                    }
                });
            }
        }
        return keys;
    }

    private void addSubmitted(Set<Object> keys, ExperimentId experiment, RunId run) throws IOException {
        Path directory = tree.run(experiment, run);
        JsonLines.forEachSubmission(
                directory.resolve("jobs.jsonl"),
                info -> keys.add(
                        new JobKey(shared(info.key().task()), info.key().job())));
        for (Path tasksEntry : ExperimentDirectory.list(directory.resolve("jobs"))) {
            TaskId task = TaskId.orNull(FileName.of(tasksEntry));
            for (Path link : ExperimentDirectory.list(tasksEntry)) {
                JobId job = JobId.orNull(FileName.of(link));
                if (task != null && job != null) {
                    keys.add(new JobKey(shared(task), job));
                }
            }
        }
    }

    /** One object per task instead of one per job. */
    private TaskId shared(TaskId task) {
        return tasks.computeIfAbsent(task, same -> same);
    }
}
