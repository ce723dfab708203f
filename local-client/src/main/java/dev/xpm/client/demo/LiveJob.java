package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job that is being played: its state, and what is due next. */
final class LiveJob {
    /** Between the start of a process and its first line: long enough to be seen. */
    private static final Duration STARTING = Duration.ofMillis(1_500);

    /** Part of its length after which a job that fails does so. */
    private static final double FAILS_AT = 0.65;

    private enum Phase {
        WAITING,
        LAUNCHED,
        RUNNING,
        ENDED,
        CLOSED
    }

    private final SampleJob job;
    private final JobFiles files;
    private final RunFiles run;
    private Phase phase = Phase.WAITING;
    private boolean well;
    private Instant since = Instant.EPOCH;
    private JobProcesses.@Nullable Running process;
    private @Nullable Work work;

    LiveJob(SampleWorkspace workspace, SampleJob job, RunFiles run) {
        this.job = job;
        this.files = new JobFiles(workspace, job);
        this.run = run;
    }

    SampleJob job() {
        return job;
    }

    boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /** Whether it takes one of the places that the driver gives. */
    boolean isActive() {
        return phase != Phase.WAITING && phase != Phase.CLOSED;
    }

    boolean isOver() {
        return phase == Phase.CLOSED;
    }

    boolean isDone() {
        return isOver() && well;
    }

    void launch(JobProcesses processes, Instant now) throws IOException, MonitorException {
        files.prepare(now);
        run.link(job);
        process = processes.job(files.directory(), files.lockName());
        files.launched(process.pid(), now);
        run.state(job, "scheduled", null, now);
        enter(Phase.LAUNCHED, now);
    }

    /** Something it needs has failed. */
    void abandon(Instant now) throws IOException {
        files.abandoned(now);
        run.state(job, "error", "DEPENDENCY", now);
        enter(Phase.CLOSED, now);
    }

    void advance(Path boards, Instant now) throws IOException {
        if (isKilled()) {
            files.killed(now);
            run.state(job, "error", null, now);
            stopProcess();
            enter(Phase.CLOSED, now);
            return;
        }
        Duration spent = Duration.between(since, now);
        switch (phase) {
            case LAUNCHED -> {
                if (spent.compareTo(STARTING) >= 0) {
                    files.running(now);
                    work = Work.begin(
                            job, files, boards, Objects.requireNonNull(process).pid(), now);
                    enter(Phase.RUNNING, now);
                }
            }
            case RUNNING -> work((double) spent.toMillis() / job.length().toMillis(), now);
            case ENDED -> {
                files.closed(well, now);
                run.state(job, well ? "done" : "error", null, now);
                enter(Phase.CLOSED, now);
            }
            default -> {}
        }
    }

    private boolean isKilled() {
        JobProcesses.Running running = process;
        return running != null
                && (phase == Phase.LAUNCHED || phase == Phase.RUNNING)
                && running.isOver().getAsBoolean();
    }

    private void work(double fraction, Instant now) throws IOException {
        Work current = Objects.requireNonNull(work);
        if (job.fails() && fraction >= FAILS_AT) {
            files.failed(current.fail(now), now);
        } else if (fraction >= 1) {
            current.succeed(now);
            files.succeeded(now);
            well = true;
        } else {
            current.advance(fraction, now);
            return;
        }
        stopProcess();
        enter(Phase.ENDED, now);
    }

    private void stopProcess() throws IOException {
        JobProcesses.Running running = process;
        if (running != null) {
            try {
                running.process().close();
            } catch (Exception e) {
                throw new IOException("a sample job did not end", e);
            }
        }
    }

    private void enter(Phase next, Instant now) {
        phase = next;
        since = now;
    }
}
