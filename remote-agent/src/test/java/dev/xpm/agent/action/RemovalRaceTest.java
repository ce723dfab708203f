package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A directory is replaced by a link to the outside while it is removed: nothing outside is touched. Once at every single
 * step of the removal, and ten thousand times at whatever moment a second thread hits. Source: assurance.md K4.
 */
@Tag("A-K4")
class RemovalRaceTest {
    private static final int TRIES = 10_000;
    private static final int RACES = 8;

    /** About as long as a removal takes, so that a link appears before, during or after it. */
    private static final int LATEST_NANOS = 600_000;

    /** More steps than a removal has; a loop that never ends has found a fault. */
    private static final int MANY = 500;

    @TempDir
    Path temporary;

    private Path root;
    private Path outside;
    private Path job;
    private Map<String, String> before;

    @BeforeEach
    void makeDirectories() throws IOException {
        Path top = temporary.toRealPath();
        root = Files.createDirectories(top.resolve("workspace"));
        outside = top.resolve("outside");
        fill(outside.resolve("9c41"));
        fill(outside);
        job = root.resolve("jobs/demo.train/9c41");
        before = ChangedWorkspace.contentBelow(outside);
    }

    private static void fill(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("deep/er"));
        Files.writeString(directory.resolve("train.done"), "precious");
        Files.writeString(directory.resolve("deep/er/data.bin"), "precious");
    }

    private void remove(Faults faults) {
        try (var removal = new Removal(root, faults)) {
            removal.take(job);
            removal.commit();
        } catch (IOException e) {
            // Refusing is as good as removing here.
            assertThat(e).isNotNull();
        }
    }

    /** Whichever of the directories it is, and whichever step comes next. */
    @ParameterizedTest
    @ValueSource(strings = {"jobs", "jobs/demo.train", "jobs/demo.train/9c41", "jobs/demo.train/9c41/deep"})
    void aLinkThatAppearsBeforeAnyStepLeadsNowhere(String place) throws IOException {
        int steps = 0;
        for (boolean reached = true; reached; steps++) {
            assertThat(steps).isLessThan(MANY);
            fill(job);
            var swap = new SwapAt(steps, root.resolve(place), outside);
            remove(swap);
            assertThat(ChangedWorkspace.contentBelow(outside))
                    .as("link in the place of %s at step %d", place, steps)
                    .isEqualTo(before);
            swap.takeBack();
            reached = swap.isReached();
        }
        assertThat(steps).isGreaterThan(10);
    }

    /** What was moved aside already lies in our own directory, whose name and content others may change too. */
    @Test
    void aLinkInThePlaceOfWhatIsBeingDeletedLeadsNowhere() throws IOException {
        int steps = 0;
        for (boolean reached = true; reached; steps++) {
            assertThat(steps).isLessThan(MANY);
            fill(job);
            int at = steps;
            var passed = new AtomicInteger();
            remove(operation -> {
                if (passed.getAndIncrement() == at) {
                    replaceTrash();
                }
            });
            assertThat(ChangedWorkspace.contentBelow(outside)).as("step %d", at).isEqualTo(before);
            reached = passed.get() > at;
        }
    }

    private void replaceTrash() throws IOException {
        try (var entries = Files.newDirectoryStream(root, ".xpm-trash-*")) {
            for (Path trash : entries) {
                if (!Files.isSymbolicLink(trash)) {
                    Files.move(trash, root.resolveSibling("moved-" + trash.getFileName()));
                    Files.createSymbolicLink(trash, outside);
                }
            }
        }
    }

    /**
     * Several races at a time, each in a place of its own: a try is mostly waiting for the other thread to be woken, on a
     * busy machine for long.
     */
    @Test
    void tenThousandTriesWithASecondThreadTouchNothingOutside() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            var races = new ArrayList<Future<Race>>();
            for (int number = 0; number < RACES; number++) {
                var race = new Race(temporary.toRealPath().resolve("race-" + number), number);
                races.add(pool.submit(() -> race.run(pool)));
            }
            int links = 0;
            int refused = 0;
            for (Future<Race> race : races) {
                links += race.get().links;
                refused += race.get().refused;
            }
            assertThat(links).as("links that stood in the place of the job").isGreaterThan(TRIES / 20);
            assertThat(refused).as("removals that found the link, or nothing").isPositive();
        } finally {
            pool.shutdownNow();
        }
    }

    /** One thread removes a job time and again, another one replaces it by a link meanwhile. */
    private static final class Race {
        private final Path root;
        private final Path outside;
        private final Path job;
        private final Random random;
        private final SynchronousQueue<Integer> swaps = new SynchronousQueue<>();
        private final SynchronousQueue<Boolean> done = new SynchronousQueue<>();
        private int links;
        private int refused;

        Race(Path top, int seed) throws IOException {
            root = Files.createDirectories(top.resolve("workspace"));
            outside = top.resolve("outside");
            fill(outside.resolve("9c41"));
            fill(outside);
            job = root.resolve("jobs/demo.train/9c41");
            random = new Random(20250301 + seed);
        }

        Race run(ExecutorService pool) throws Exception {
            Map<String, String> before = ChangedWorkspace.contentBelow(outside);
            Future<?> swapper = pool.submit(this::swap);
            for (int round = 0; round < TRIES / RACES; round++) {
                fill(job);
                assertThat(swaps.offer(random.nextInt(LATEST_NANOS), 1, TimeUnit.MINUTES))
                        .isTrue();
                try (var removal = new Removal(root, Faults.NONE)) {
                    removal.take(job);
                    removal.commit();
                } catch (IOException e) {
                    refused++;
                }
                if (Objects.requireNonNull(done.poll(1, TimeUnit.MINUTES), "the second thread has failed")) {
                    links++;
                }
                if (round % 100 == 0) {
                    assertThat(ChangedWorkspace.contentBelow(outside))
                            .as("round %d", round)
                            .isEqualTo(before);
                }
            }
            swapper.cancel(true);
            assertThat(ChangedWorkspace.contentBelow(outside)).isEqualTo(before);
            return this;
        }

        /** Puts a link in the place of the job so long after the removal begins, and takes it back after as long again. */
        private Void swap() throws IOException, InterruptedException {
            Path aside = job.resolveSibling("aside");
            while (true) {
                int delay = swaps.take();
                spin(delay);
                boolean isReplaced = replaced(aside);
                if (isReplaced) {
                    spin(delay);
                    Files.deleteIfExists(job);
                    Files.move(aside, job);
                }
                done.put(isReplaced);
            }
        }

        private boolean replaced(Path aside) {
            try {
                Files.move(job, aside);
                Files.createSymbolicLink(job, outside);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        private static void spin(int nanos) {
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }
    }

    /** Puts a link in the place of a directory right before one step. */
    private static final class SwapAt implements Faults {
        private final int step;
        private final Path place;
        private final Path target;
        private int passed;
        private boolean isSwapped;

        SwapAt(int step, Path place, Path target) {
            this.step = step;
            this.place = place;
            this.target = target;
        }

        private Path aside() {
            return place.resolveSibling("aside");
        }

        @Override
        public void at(String operation) throws IOException {
            if (passed++ == step) {
                try {
                    Files.move(place, aside());
                    Files.createSymbolicLink(place, target);
                    isSwapped = true;
                } catch (NoSuchFileException e) {
                    // It is gone by then.
                    isSwapped = false;
                }
            }
        }

        boolean isReached() {
            return passed > step;
        }

        void takeBack() throws IOException {
            if (isSwapped && Files.exists(aside())) {
                Files.deleteIfExists(place);
                Files.move(aside(), place);
            }
        }
    }
}
