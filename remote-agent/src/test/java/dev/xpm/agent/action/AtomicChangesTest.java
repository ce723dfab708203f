package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aFailedOperationLeavesTheOldStateOrTheNewOne(String name, Change change) throws IOException {
        Map<String, String> before = prepared("before").content();
        ChangedWorkspace changed = prepared("after");
        change.run(changed, changed.changes());
        Map<String, String> after = changed.content();
        assertThat(after).isNotEqualTo(before);

        int failing = 0;
        for (boolean reached = true; reached; failing++) {
            assertThat(failing).isLessThan(MANY);
            ChangedWorkspace workspace = prepared("try-" + failing);
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
            reached = faults.isUsed();
        }
        assertThat(failing).isGreaterThan(5);
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
    private ChangedWorkspace prepared(String name) throws IOException {
        Path place = temporary.toRealPath().resolve("place");
        if (Files.exists(place)) {
            Files.move(place, place.resolveSibling("used-before-" + name));
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
