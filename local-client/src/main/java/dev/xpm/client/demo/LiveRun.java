package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run of an experiment that is being played: a driver with a few places, and its jobs. For one thread. */
final class LiveRun {
    /** As many as a small cluster would give; more would be over too soon. */
    private static final int PLACES = 4;

    private final JobProcesses processes;
    private final RunFiles files;
    private final List<LiveJob> jobs;
    private final Map<String, LiveJob> byId;
    private final AutoCloseable lock;
    private boolean over;

    private LiveRun(JobProcesses processes, RunFiles files, List<LiveJob> jobs, AutoCloseable lock) {
        this.processes = processes;
        this.files = files;
        this.jobs = jobs;
        this.lock = lock;
        this.byId = jobs.stream().collect(Collectors.toMap(live -> live.job().id(), Function.identity()));
    }

    /** The driver starts, and submits all jobs. */
    static LiveRun begin(SampleWorkspace workspace, SampleExperiment experiment, JobProcesses processes, Instant now)
            throws IOException, MonitorException {
        java.nio.file.Files.createDirectories(workspace.experiment(experiment.id()));
        java.nio.file.Path lockFile = workspace.experiment(experiment.id()).resolve("lock");
        SampleFiles.write(lockFile, "", now);
        AutoCloseable lock = processes.lock(lockFile);
        RunFiles files = RunFiles.begin(workspace, experiment, now);
        List<LiveJob> jobs = experiment.jobs().stream()
                .map(job -> new LiveJob(workspace, job, files))
                .toList();
        return new LiveRun(processes, files, jobs, lock);
    }

    /** Plays what is due at that time; does nothing once the run is over. */
    void advance(Instant now) throws IOException, MonitorException {
        if (over) {
            return;
        }
        for (LiveJob job : jobs) {
            job.advance(files.runs(), now);
        }
        for (LiveJob job : jobs) {
            if (job.isWaiting()) {
                decide(job, now);
            }
        }
        if (jobs.stream().allMatch(LiveJob::isOver)) {
            files.completed(now);
            unlock();
            over = true;
        }
    }

    boolean isOver() {
        return over;
    }

    private void decide(LiveJob job, Instant now) throws IOException, MonitorException {
        List<LiveJob> needs =
                job.job().needs().stream().map(need -> byId.get(need.id())).toList();
        if (needs.stream().anyMatch(need -> need.isOver() && !need.isDone())) {
            job.abandon(now);
        } else if (needs.stream().allMatch(LiveJob::isDone)
                && jobs.stream().filter(LiveJob::isActive).count() < PLACES) {
            job.launch(processes, now);
        }
    }

    private void unlock() throws IOException {
        try {
            lock.close();
        } catch (Exception e) {
            throw new IOException("the lock of the sample run was not given back", e);
        }
    }
}
