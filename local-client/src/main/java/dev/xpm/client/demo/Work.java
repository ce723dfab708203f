package dev.xpm.client.demo;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a running job of the sample does with its time: rounds of steps, with logs, two levels of progress, emissions, and
 * for trainings the curves that TensorBoard shows.
 */
final class Work {
    private static final Duration BETWEEN_EMISSIONS = Duration.ofSeconds(5);
    private static final double CPU_W = 61;
    private static final double GPU_W = 182;
    private static final double RAM_W = 12;
    private static final double KG_PER_KWH = 0.052;

    private final SampleJob job;
    private final JobFiles files;
    private final Instant start;
    private final Shape shape;
    private final @Nullable TensorBoardFile board;
    private final double learningRate;
    private int round = -1;
    private int step = -1;
    private Instant lastEmissions;

    /** Words and numbers of a kind of job; a single round has no inner level. */
    private record Shape(String rounds, int roundCount, String steps, int stepCount) {
        static Shape of(SampleJob.Kind kind) {
            return switch (kind) {
                case PREPARE -> new Shape("Shards", 20, "", 1);
                case TRAIN -> new Shape("Epochs", 12, "Batches", 8);
                case EVALUATE -> new Shape("Queries", 16, "", 1);
                case REPORT -> new Shape("Sections", 4, "", 1);
            };
        }

        boolean nested() {
            return stepCount > 1;
        }
    }

    private Work(SampleJob job, JobFiles files, @Nullable TensorBoardFile board, Instant start) {
        this.job = job;
        this.files = files;
        this.board = board;
        this.start = start;
        this.lastEmissions = start;
        this.shape = Shape.of(job.kind());
        this.learningRate = job.parameters().get("lr") instanceof Double rate ? rate : 0;
    }

    /** @param runs directory of the TensorBoard files of the run */
    static Work begin(SampleJob job, JobFiles files, Path runs, long pid, Instant start) throws IOException {
        TensorBoardFile board = null;
        if (job.kind() == SampleJob.Kind.TRAIN) {
            String name = job.tags().values().toString().replaceAll("[^A-Za-z0-9.]+", "-");
            board = TensorBoardFile.create(runs.resolve(name.replaceAll("^-|-$", "")), pid, start);
        }
        var work = new Work(job, files, board, start);
        files.log("INFO", job.task(), "parameters " + JsonText.of(job.parameters()), start);
        if (job.kind() == SampleJob.Kind.TRAIN) {
            files.log("DEBUG", "reader.data", "12 workers, 128 batches ahead", start);
            if (work.learningRate > 0.05) {
                files.log("WARNING", "reader.learn", "lr=" + work.learningRate + " is large", start);
            }
        }
        files.progress(0, 0, work.shape.rounds, start);
        return work;
    }

    /** Does what is due when that part of the work is done. */
    void advance(double fraction, Instant now) throws IOException {
        int total = shape.roundCount * shape.stepCount;
        int due = (int) Math.min(total, fraction * total);
        int dueRound = due / shape.stepCount;
        int dueStep = due % shape.stepCount;
        if (dueRound != round) {
            finishRounds(dueRound, now);
        }
        if (shape.nested() && dueStep != step && dueRound < shape.roundCount) {
            step = dueStep;
            files.progress(1, (double) dueStep / shape.stepCount, shape.steps, now);
            Duration sinceRound = Duration.between(start, now).dividedBy(dueRound + 1L);
            String bar = ProgressBar.draw(shape.steps, dueStep, shape.stepCount, sinceRound);
            files.error("\n\r" + bar + "\u001b[A", now);
        }
        if (Duration.between(lastEmissions, now).compareTo(BETWEEN_EMISSIONS) >= 0) {
            lastEmissions = now;
            files.emissions(emissions(now, false), now);
        }
    }

    /** The last words of a job that goes well. */
    void succeed(Instant now) throws IOException {
        advance(1, now);
        files.error("\n", now);
        files.emissions(emissions(now, true), now);
        String result =
                switch (job.kind()) {
                    case PREPARE -> "wrote 20 shards, 1048576 passages";
                    case TRAIN -> String.format(Locale.ROOT, "best accuracy %.4f, saved model.pt", accuracy(round));
                    case EVALUATE -> String.format(Locale.ROOT, "mrr %.4f over 6980 queries", 0.31 + spread() / 8);
                    case REPORT -> "wrote report.md";
                };
        files.output(result + "\n", now);
        files.log("INFO", job.task(), result, now);
    }

    /** The last words of a job that does not. Returns the message of its exception. */
    String fail(Instant now) throws IOException {
        String message = "loss is nan at step " + (round * 128 + 37) + " (lr=" + learningRate + ")";
        files.error("\n\n", now);
        files.log("WARNING", "reader.learn", "gradient norm 3.2e+07 clipped to 1.0", now);
        files.log("ERROR", "xpm", "Got exception while running", now);
        files.error("""
                Traceback (most recent call last):
                  File "reader/learn.py", line 142, in execute
                    self.fit(model, batches, optimizer)
                  File "reader/learn.py", line 97, in fit
                    loss = self.step(model, batch)
                  File "reader/learn.py", line 118, in step
                    raise FloatingPointError(f"loss is nan at step {step} (lr={self.lr})")
                FloatingPointError: %s
                """.formatted(message), now);
        files.emissions(emissions(now, true), now);
        return "FloatingPointError: " + message;
    }

    private void finishRounds(int dueRound, Instant now) throws IOException {
        for (int next = Math.max(round + 1, 1); next <= dueRound; next++) {
            if (job.kind() == SampleJob.Kind.TRAIN) {
                files.output(
                        String.format(
                                Locale.ROOT, "epoch %d loss %.4f accuracy %.4f%n", next, loss(next), accuracy(next)),
                        now);
            }
            if (board != null) {
                board.scalar("train/loss", next, (float) loss(next), now);
                board.scalar("val/accuracy", next, (float) accuracy(next), now);
            }
        }
        round = dueRound;
        step = -1;
        files.progress(0, (double) dueRound / shape.roundCount, shape.rounds, now);
        String bar = ProgressBar.draw(shape.rounds, dueRound, shape.roundCount, Duration.between(start, now));
        files.error("\r" + bar, now);
    }

    private double loss(int epoch) {
        double decay = Math.exp(-epoch * (0.18 + learningRate));
        return 0.35 + 1.9 * decay + 0.05 * Math.sin(epoch * 1.7 + spread() * 6);
    }

    private double accuracy(int epoch) {
        return 0.86 - 0.5 * Math.exp(-epoch * 0.3) + spread() * 0.05;
    }

    /** Between 0 and 1, the same for a job each time. */
    private double spread() {
        return Integer.parseInt(job.id().substring(0, 4), 16) / 65_536.0;
    }

    private Carbon emissions(Instant now, boolean last) {
        double seconds = Duration.between(start, now).toMillis() / 1_000.0;
        double gpu = job.kind() == SampleJob.Kind.TRAIN ? GPU_W : 0;
        double energy = (CPU_W + gpu + RAM_W) * seconds / 3_600_000;
        return new Carbon(
                energy * KG_PER_KWH, energy, CPU_W, gpu, RAM_W, seconds, UntrustedText.of("FRA"), last, false);
    }
}
