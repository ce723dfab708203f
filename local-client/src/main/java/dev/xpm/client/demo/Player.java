package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills the sample workspace: first with experiments that ended days ago, then with one that runs now. When that is over
 * it is launched again after a pause, some times; then all is calm.
 */
final class Player implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Player.class.getName());

    private static final Duration STEP = Duration.ofMillis(250);

    /** A step takes milliseconds, unless the disk is busy. */
    private static final Duration LAST_STEP = Duration.ofSeconds(1);

    /** Long enough to see that the run is over. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    /** Half an hour of play, and some megabytes. */
    private static final int ROUNDS = 6;

    private final SampleWorkspace workspace;
    private final ChildProcesses processes = new ChildProcesses();
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private @Nullable LiveRun run;
    private Instant overSince = Instant.EPOCH;
    private int round;

    Player(SampleWorkspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            var worker = new Thread(work, "xpm-demo-player");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Writes the past, starts the present, and returns. To be closed also when this fails. */
    void start() throws IOException, MonitorException {
        Instant now = clock.instant();
        playInThePast(workspace, SampleExperiment.baseline(), now.minus(Duration.ofHours(49)));
        playInThePast(workspace, SampleExperiment.ablation(), now.minus(Duration.ofHours(26)));
        step();
        var unused = thread.scheduleWithFixedDelay(
                this::stepOrStop, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The same play, with the clock of another day and in no time. */
    static void playInThePast(SampleWorkspace workspace, SampleExperiment experiment, Instant start)
            throws IOException, MonitorException {
        Instant now = start;
        LiveRun past = LiveRun.begin(workspace, experiment, JobProcesses.NONE, now);
        while (!past.isOver()) {
            now = now.plusSeconds(10);
            past.advance(now);
        }
    }

    /** Stops playing and ends the processes; the files stay, and nothing is written to them any more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes.close();
    }

    private void stepOrStop() {
        try {
            step();
        } catch (IOException | MonitorException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the sample stands still from now on", e);
            thread.shutdown();
        }
    }

    private void step() throws IOException, MonitorException {
        Instant now = clock.instant();
        LiveRun current = run;
        if (current == null) {
            if (round < ROUNDS && Duration.between(overSince, now).compareTo(PAUSE) >= 0) {
                run = LiveRun.begin(workspace, SampleExperiment.sweep(round++), processes, now);
            }
            return;
        }
        current.advance(now);
        if (current.isOver()) {
            overSince = now;
            run = null;
        }
    }
}
