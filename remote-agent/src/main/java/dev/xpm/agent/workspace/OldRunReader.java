package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads an experiment of the first layout, which has one run and no record of it: its jobs are links, its state is
 * that of its jobs. Source: workspace-format.md 1.5.
 */
final class OldRunReader {
    private final WorkspaceTree tree;
    private final ZoneId zone;
    private final JobReader jobs;

    OldRunReader(WorkspaceTree tree, ZoneId zone, JobReader jobs) {
        this.tree = tree;
        this.zone = zone;
        this.jobs = jobs;
    }

    RunView read(ExperimentId experiment) throws IOException {
        Path directory = tree.oldExperiment(experiment);
        var fold = new ExperimentFold(experiment, ExperimentDirectory.OLD_RUN);
        boolean unfinished = false;
        boolean failed = false;
        for (Map.Entry<JobKey, Path> job : directories(experiment).entrySet()) {
            BasicFileAttributes attributes = FileStamp.attributes(job.getValue());
            JobView view = jobs.readAt(job.getKey(), job.getValue());
            if (attributes == null) {
                continue;
            }
            fold.job(new JobInfo(
                    job.getKey(),
                    Map.of(),
                    seconds(attributes.lastModifiedTime().toInstant())));
            JobState state = view.job().state();
            failed |= state.isError();
            unfinished |= !state.phase().isFinished();
        }
        fold.status(unfinished ? RunStatus.RUNNING : failed ? RunStatus.FAILED : RunStatus.DONE);
        BasicFileAttributes attributes = FileStamp.attributes(directory);
        Instant started =
                attributes == null ? null : attributes.lastModifiedTime().toInstant();
        if (started != null) {
            fold.started(LocalStamp.of(started, zone));
        }
        return new RunView(fold.snapshot(), Map.of(), Map.of(), started);
    }

    /** Where the jobs are: the links may lead out of the workspace; those that lead nowhere are left out. */
    Map<JobKey, Path> directories(ExperimentId experiment) throws IOException {
        var found = new LinkedHashMap<JobKey, Path>();
        for (String folder : new String[] {"jobs", "jobs.bak"}) {
            Path directory = tree.oldExperiment(experiment).resolve(folder);
            for (Path tasks : ExperimentDirectory.list(directory)) {
                TaskId task = TaskId.orNull(FileName.of(tasks));
                for (Path link : ExperimentDirectory.list(tasks)) {
                    JobId job = JobId.orNull(FileName.of(link));
                    if (task != null && job != null && FileStamp.attributes(link) != null) {
                        found.putIfAbsent(new JobKey(task, job), link.toRealPath());
                    }
                }
            }
        }
        return found;
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }
}
