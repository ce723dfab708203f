package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.ExperimentDirectory;
import dev.xpm.agent.workspace.FileStamp;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices what changes without an event: the set of experiments, that of the runs of each, their current runs, the files of
 * these, and the markers of jobs that are not known to have ended. Looks at times and sizes only. Source: workspace-format.md 7.2.7.
 */
final class FilePulse {
    /** A job that went away and left no marker for that many looks was deleted, or ended by a crash. */
    private static final int PATIENCE = 600;

    private final WorkspaceTree tree;
    private final ExperimentDirectory directory;
    private final Map<ExperimentId, Pulse> pulses = new HashMap<>();
    private final Map<JobKey, Integer> unmarked = new HashMap<>();
    private final Map<JobKey, Boolean> liveIsMarked = new HashMap<>();
    private boolean begun;

    FilePulse(WorkspaceTree tree, ExperimentDirectory directory) {
        this.tree = tree;
        this.directory = directory;
    }

    private record Pulse(
            @Nullable RunId run,
            Optional<FileStamp> runs,
            Optional<FileStamp> status,
            Optional<FileStamp> submissions) {}

    /** What one look found. */
    record Changes(List<ExperimentId> experiments, Map<ExperimentId, RunId> newRuns, List<JobKey> ended) {}

    /**
     * Looks once; the first look finds no change.
     *
     * @param live jobs that have live event files: one of them may be marked by somebody else, without an event
     */
    Changes look(Collection<JobKey> live) throws IOException {
        var changed = new ArrayList<ExperimentId>();
        var newRuns = new HashMap<ExperimentId, RunId>();
        List<ExperimentId> experiments = directory.experiments();
        for (ExperimentId experiment : experiments) {
            Pulse now;
            try {
                now = pulseOf(experiment);
            } catch (IOException e) {
                continue;
            }
            Pulse before = pulses.put(experiment, now);
            if (!now.equals(before)) {
                changed.add(experiment);
                if (now.run != null && (before == null || !now.run.equals(before.run))) {
                    newRuns.put(experiment, now.run);
                }
            }
        }
        pulses.keySet().removeIf(known -> {
            boolean isGone = !experiments.contains(known);
            if (isGone) {
                changed.add(known);
            }
            return isGone;
        });
        List<JobKey> marked = markedNow();
        addMarkedLive(live, marked);
        if (!begun) {
            begun = true;
            return new Changes(List.of(), Map.of(), List.of());
        }
        return new Changes(changed, newRuns, marked);
    }

    private void addMarkedLive(Collection<JobKey> live, List<JobKey> marked) throws IOException {
        liveIsMarked.keySet().retainAll(live);
        for (JobKey job : live) {
            boolean now = isMarked(job);
            Boolean before = liveIsMarked.put(job, now);
            if (now && Boolean.FALSE.equals(before)) {
                marked.add(job);
            }
        }
    }

    private boolean isMarked(JobKey job) throws IOException {
        Path files = tree.job(job);
        String script = job.task().script();
        return FileStamp.of(FileName.in(files, script + ".done")) != null
                || FileStamp.of(FileName.in(files, script + ".failed")) != null;
    }

    private Pulse pulseOf(ExperimentId experiment) throws IOException {
        RunId run = directory.current(experiment);
        if (run == null || directory.isOld(experiment)) {
            return new Pulse(run, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Path files = tree.run(experiment, run);
        return new Pulse(
                run,
                Optional.ofNullable(FileStamp.ofDirectory(tree.experiment(experiment))),
                Optional.ofNullable(FileStamp.of(files.resolve("status.json"))),
                Optional.ofNullable(FileStamp.of(files.resolve("jobs.jsonl"))));
    }

    /** How many experiments a look goes through. */
    int experiments() {
        return pulses.size();
    }

    /** From now on the job's marker is looked for. */
    void awaitMarker(JobKey job) {
        unmarked.put(job, 0);
    }

    boolean awaitsMarkers() {
        return !unmarked.isEmpty();
    }

    /** The jobs whose marker is there since the last look. */
    List<JobKey> markedNow() throws IOException {
        var marked = new ArrayList<JobKey>();
        for (JobKey job : List.copyOf(unmarked.keySet())) {
            if (isMarked(job)) {
                marked.add(job);
                unmarked.remove(job);
            } else if (Objects.requireNonNullElse(unmarked.merge(job, 1, Integer::sum), 0) > PATIENCE) {
                unmarked.remove(job);
            }
        }
        return marked;
    }
}
