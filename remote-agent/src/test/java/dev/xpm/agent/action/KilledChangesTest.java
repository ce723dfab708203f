package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent is killed before and after every single operation on the disk that a change makes: from there on nothing is
 * done any more, nothing taken back either. What is left can be read, and the same change, made again by the next agent,
 * ends in the new state. Source: assurance.md K6, workspace-format.md 6.1.
 */
@Tag("A-K6")
class KilledChangesTest {
    /** More than any of these changes has; a loop that never ends has found a fault. */
    private static final int MANY = 1_000;

    private static final RunKey RUN = new RunKey(new ExperimentId("sweep"), new RunId(ChangedWorkspace.RUN));

    @TempDir
    Path temporary;

    private interface Change {
        Outcome run(WorkspaceChanges changes);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("delete job", changes -> changes.deleteJob(ChangedWorkspace.SHARED, true)),
                change(
                        "delete experiment and jobs",
                        changes -> changes.deleteExperiment(TestWorkspace.SWEEP, true, true)),
                change("tag", changes -> changes.tag(RUN, Set.of("paper"), Set.of("best"), false)),
                change("move a tag", changes -> changes.tag(RUN, Set.of("older"), Set.of(), true)));
    }

    private static Arguments change(String name, Change change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeThatIsMadeAgainAfterAKillEndsInTheNewState(String name, Change change) throws IOException {
        ChangedWorkspace changed = prepared("after");
        assertThat(change.run(changed.changes()).success()).isTrue();
        Map<String, String> after = content(changed);

        int killed = 0;
        for (boolean reached = true; reached; killed++) {
            assertThat(killed).isLessThan(MANY);
            ChangedWorkspace workspace = prepared("try-" + killed);
            var faults = new DeadFrom(killed);
            change.run(workspace.changes(faults));
            reached = faults.isDead();

            var next = new TestWorkspace(workspace.root).queries();
            assertThatCode(() -> {
                        next.experiments(null).items().forEach(experiment -> assertThat(experiment.problem())
                                .isNull());
                        next.allJobs(null, null, null).items().forEach(job -> assertThat(job)
                                .isNotNull());
                    })
                    .as("%s, killed at %s", name, faults)
                    .doesNotThrowAnyException();

            Outcome again = change.run(workspace.changes());
            assertThat(again.success() || again.message().endsWith("not found"))
                    .as("%s again after a kill at %s: %s", name, faults, again)
                    .isTrue();
            assertThat(content(workspace)).as("%s, killed at %s", name, faults).isEqualTo(after);
        }
        assertThat(killed).isGreaterThan(5);
    }

    /** What a killed agent had moved aside is deleted by a later one, and seen by nobody until then. */
    private static Map<String, String> content(ChangedWorkspace workspace) throws IOException {
        var content = new TreeMap<>(workspace.content());
        content.keySet().removeIf(path -> path.startsWith(".xpm-trash-"));
        return content;
    }

    /** The same paths each time, because links name them. */
    private ChangedWorkspace prepared(String name) throws IOException {
        Path place = temporary.toRealPath().resolve("place");
        if (Files.exists(place)) {
            Files.move(place, place.resolveSibling("used-before-" + name));
        }
        var workspace = new ChangedWorkspace(place, false);
        workspace.files.write(TestWorkspace.live("5ead", 0), "");
        workspace.files.write(".events/experiments/sweep-0.jsonl", "");
        Path older = workspace.root.resolve("experiments/sweep/" + ChangedWorkspace.OLDER + "/status.json");
        Files.writeString(older, Files.readString(older).replace("\"best\"", "\"older\""));
        return workspace;
    }

    /** Everything fails from one point on, as nothing is done by a process that is dead. */
    private static final class DeadFrom implements Faults {
        private final int last;
        private int passed;
        private String point = "the end";

        DeadFrom(int last) {
            this.last = last;
        }

        @Override
        public void at(String operation) throws IOException {
            if (passed++ >= last) {
                point = passed == last + 1 ? last + " (" + operation + ")" : point;
                throw new IOException("dead at " + operation);
            }
        }

        boolean isDead() {
            return passed > last;
        }

        @Override
        public String toString() {
            return point;
        }
    }
}
