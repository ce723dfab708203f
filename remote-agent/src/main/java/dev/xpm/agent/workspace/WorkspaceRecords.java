package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.JobCodec;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.ProcessSpec;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What whoever changes a workspace must know before: who refers to a job, what runs, which event files belong to whom.
 * Each answer is looked up on the disk when it is asked for. Changes nothing.
 *
 * <p>Safe for use by several threads.
 */
public final class WorkspaceRecords {
    private static final System.Logger LOG = System.getLogger(WorkspaceRecords.class.getName());

    private final WorkspaceReader reader;
    private final WorkspaceTree tree;

    WorkspaceRecords(WorkspaceReader reader) {
        this.reader = reader;
        this.tree = reader.tree;
    }

    public WorkspaceTree tree() {
        return tree;
    }

    /** A run by its two names. */
    public record RunKey(ExperimentId experiment, RunId run) {}

    /** The process of a job as the disk has it, and when that was written. */
    public record ProcessRecord(ProcessSpec spec, Instant written) {}

    /** A job that has a directory; null if it has none. */
    public @Nullable Job job(JobKey job) throws IOException {
        return reader.new Look().job(job);
    }

    /** What the job's process file says; null if there is none, or none that can be read. */
    public @Nullable ProcessRecord process(JobKey job) throws IOException {
        JsonFile file = JsonFile.read(FileName.in(tree.job(job), job.task().script() + ".pid"));
        ProcessSpec spec = JobCodec.readProcess(file.object());
        return spec == null || file.stamp() == null
                ? null
                : new ProcessRecord(spec, file.stamp().modified().toInstant());
    }

    /** Whether all runs that may have launched the job did so on this machine, and there is one. */
    public boolean isLaunchedHere(JobKey job) {
        return reader.isLaunchedHere(job);
    }

    /** Whether there is such an experiment, in either layout. */
    public boolean exists(ExperimentId experiment) throws IOException {
        return reader.directory.exists(experiment);
    }

    /** The current run of an experiment; null if it has none. */
    public @Nullable Experiment current(ExperimentId experiment) throws IOException {
        RunView run = reader.new Look().currentRun(experiment);
        return run == null ? null : run.experiment();
    }

    /** Whether the experiment exists in the first layout only, which knows no lock. */
    public boolean isOld(ExperimentId experiment) throws IOException {
        return reader.directory.isOld(experiment);
    }

    /** Every run of this layout that refers to the job, or names it in its list or status; those that cannot be read are left out. */
    public List<RunKey> runsOf(JobKey job) throws IOException {
        var found = new ArrayList<RunKey>();
        for (ExperimentId experiment : reader.directory.experiments()) {
            if (reader.directory.isOld(experiment)) {
                continue;
            }
            try {
                addRunsOf(found, experiment, job);
            } catch (AccessDeniedException e) {
                LOG.log(System.Logger.Level.WARNING, "an experiment cannot be asked for a job: permission denied");
            }
        }
        return found;
    }

    private void addRunsOf(List<RunKey> found, ExperimentId experiment, JobKey job) throws IOException {
        for (RunId run : reader.directory.runs(experiment)) {
            if (reader.knows(experiment, run, job)
                    || mentions(experiment, run, "status.json", job)
                    || mentions(experiment, run, "jobs.jsonl", job)) {
                found.add(new RunKey(experiment, run));
            }
        }
    }

    private boolean mentions(ExperimentId experiment, RunId run, String name, JobKey job) throws IOException {
        Path file = tree.run(experiment, run).resolve(name);
        return FileStamp.of(file) != null && RunStatusText.mentions(Files.readAllBytes(file), job.job());
    }

    /** Whether a driver may still write the status of the run: not where its end is certain. */
    public boolean mayBeLive(RunKey key) throws IOException {
        RunView run = reader.new Look().run(key.experiment(), key.run());
        return run != null && !Boolean.FALSE.equals(run.experiment().live());
    }

    /** The tags that wait for the end of their run. */
    public RunTags tags() {
        return reader.tags;
    }

    /** The tags of each run of an experiment, newest run first; none for one of the first layout, which has no tags. */
    public Map<RunId, List<String>> tagsOf(ExperimentId experiment) throws IOException {
        var tags = new LinkedHashMap<RunId, List<String>>();
        if (reader.directory.isOld(experiment)) {
            return tags;
        }
        var look = reader.new Look();
        for (RunId run : reader.directory.runs(experiment)) {
            RunView view = look.run(experiment, run);
            if (view != null) {
                tags.put(
                        run,
                        view.experiment().runTags().stream()
                                .map(UntrustedText::raw)
                                .toList());
            }
        }
        return tags;
    }

    /** The jobs of all runs of the experiment; in the first layout those that lie where all jobs of this layout do. */
    public Set<JobKey> jobsOf(ExperimentId experiment) throws IOException {
        if (reader.directory.isOld(experiment)) {
            return reader.new Look()
                    .oldDirectories(experiment).entrySet().stream()
                            .filter(job -> job.getValue().equals(tree.job(job.getKey())))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
        }
        return new OrphanScan(reader).referencedBy(experiment::equals).keys();
    }

    /** What the runs of all other experiments refer to. */
    public References referencedByOthers(ExperimentId experiment) throws IOException {
        return new OrphanScan(reader).referencedBy(other -> !other.equals(experiment));
    }

    /** Partial folders that no job refers to. */
    public List<Path> orphanPartials() throws IOException {
        return new PartialScan(tree).orphans();
    }

    /** The live event files of a job. */
    public Collection<Path> liveEvents(JobKey job) throws IOException {
        return EventFiles.ofJobs(tree).of(job).values();
    }

    /** The live event files of an experiment. */
    public Collection<Path> liveEvents(ExperimentId experiment) throws IOException {
        return EventFiles.ofExperiments(tree).of(experiment).values();
    }

    /** The experiments that a job belongs to, by the runs that refer to it. */
    public static Set<ExperimentId> experimentsOf(Collection<RunKey> runs) {
        return runs.stream().map(RunKey::experiment).collect(Collectors.toSet());
    }
}
