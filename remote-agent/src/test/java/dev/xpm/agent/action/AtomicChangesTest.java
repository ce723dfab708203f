package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation on the disk that a change makes fails once, before it is done or after: the workspace is then as it was
 * or as it should be, never between, and the same change made again succeeds.
 */
class AtomicChangesTest {
    /** More than any of these changes has; a loop that never ends has found a fault. */
    private static final int MANY = 1_000;

    private static final int LANES = 4;

    @TempDir
    Path temporary;

    private interface Change {
        boolean run(ChangedWorkspace workspace, WorkspaceChanges changes) throws IOException;
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("clean", (workspace, changes) -> {
                    Outcome outcome = changes.clean(ChangedWorkspace.SHARED);
                    return outcome.success() || outcome.message().equals("Job not found");
                }),
                change("delete job", (workspace, changes) -> {
                    Outcome outcome = changes.deleteJob(ChangedWorkspace.SHARED, true);
                    return outcome.success() || outcome.message().equals("Job not found");
                }),
                change(
                        "delete experiment",
                        (workspace, changes) -> isGone(changes.deleteExperiment(TestWorkspace.SWEEP, false, true))),
                change(
                        "delete experiment and jobs",
                        (workspace, changes) -> isGone(changes.deleteExperiment(TestWorkspace.SWEEP, true, true))),
                change("clean partials", (workspace, changes) -> {
                    changes.cleanPartials(workspace.queries.records().orphanPartials());
                    return true;
                }));
    }

    private static Arguments change(String name, Change change) {
        return Arguments.of(name, change);
    }

    private static boolean isGone(Outcome outcome) {
        return outcome.success() || outcome.message().equals("Experiment sweep not found");
    }

    /**
     * Several tries at a time, each in a place of its own: a change mostly waits for the helpers that hold its locks.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aFailedOperationLeavesTheOldStateOrTheNewOne(String name, Change change) throws Exception {
        Path top = temporary.toRealPath();
        var tries = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(LANES);
        try {
            var lanes = new ArrayList<Future<?>>();
            for (int lane = 0; lane < LANES; lane++) {
                Path place = top.resolve("place-" + lane);
                lanes.add(pool.submit(() -> failInTurns(name, change, place, tries)));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(tries.get()).isGreaterThan(5 + LANES);
    }

    /** Takes the next operation that no other lane has taken, until there are no more. */
    private static @Nullable Void failInTurns(String name, Change change, Path place, AtomicInteger tries)
            throws IOException {
        Map<String, String> before = prepared(place, "before").content();
        ChangedWorkspace changed = prepared(place, "after");
        change.run(changed, changed.changes());
        Map<String, String> after = changed.content();
        assertThat(after).isNotEqualTo(before);

        boolean isReached = true;
        while (isReached) {
            int failing = tries.getAndIncrement();
            assertThat(failing).isLessThan(MANY);
            ChangedWorkspace workspace = prepared(place, "try-" + failing);
            var faults = new FailOnce(failing);
            try {
                change.run(workspace, workspace.changes(faults));
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("injected");
            }
            Map<String, String> found = workspace.content();
            assertThat(found.equals(before) || found.equals(after))
                    .as("%s, operation %s: %s", name, faults, difference(found, before, after))
                    .isTrue();
            assertThat(change.run(workspace, workspace.changes())).isTrue();
            assertThat(workspace.content()).as("repeated after %s", faults).isEqualTo(after);
            isReached = faults.isUsed();
        }
        return null;
    }

    private static String difference(Map<String, String> found, Map<String, String> before, Map<String, String> after) {
        Function<Map<String, String>, Map<String, String>> to = other -> {
            var rest = new java.util.TreeMap<>(found);
            rest.entrySet().removeAll(other.entrySet());
            return rest;
        };
        return "not before: " + to.apply(before) + ", not after: " + to.apply(after);
    }

    /** The same paths each time, because links name them. */
    private static ChangedWorkspace prepared(Path place, String name) throws IOException {
        if (Files.exists(place)) {
            Files.move(place, place.resolveSibling(place.getFileName() + "-before-" + name));
        }
        var workspace = new ChangedWorkspace(place, false);
        workspace.files.write(TestWorkspace.live("5ead", 0), "");
        workspace.files.write(TestWorkspace.live("9c41", 0), "");
        workspace.files.write(".events/experiments/sweep-0.jsonl", "");
        workspace.files.write("partials/demo.train/model/abcd/data", "x");
        return workspace;
    }

    private static final class FailOnce implements Faults {
        private final int failing;
        private int passed;
        private String point = "none";

        FailOnce(int failing) {
            this.failing = failing;
        }

        @Override
        public void at(String operation) throws IOException {
            if (passed++ == failing) {
                point = failing + " (" + operation + ")";
                throw new IOException("injected at " + operation);
            }
        }

        boolean isUsed() {
            return passed > failing;
        }

        @Override
        public String toString() {
            return point;
        }
    }
}
