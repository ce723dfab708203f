package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags that an agent was told of, and that it could not write before it left: workspace-format.md 9, W16. */
@Tag("W16")
class LeftTagsTest {
    private static final RunKey RUN = new RunKey(TestWorkspace.SWEEP, new RunId(ChangedWorkspace.RUN));
    private static final RunKey OLDER = new RunKey(TestWorkspace.SWEEP, new RunId(ChangedWorkspace.OLDER));

    @TempDir
    Path temporary;

    private Path root;
    private Path state;

    /** One agent after the other. */
    private final class Agent implements WorkspaceChanges.Listener {
        private final TestWorkspace host = new TestWorkspace(root);
        private final WorkspaceQueries queries;
        private final WorkspaceChanges changes;

        Agent(Verdict held) {
            host.held = held;
            host.state = state;
            queries = host.queries();
            var audit = new AuditLog(temporary.resolve("audit.jsonl"), root.toString(), "alice", Clock.systemUTC());
            changes = new WorkspaceChanges(queries.records(), audit, this, Clock.systemUTC());
        }

        Outcome tag(RunKey run, Set<String> add, Set<String> remove) {
            return changes.tag(run, add, remove, false);
        }

        List<String> shown() throws Exception {
            return queries.experiment("sweep").runTags().stream()
                    .map(UntrustedText::raw)
                    .toList();
        }

        @Override
        public void onEvent(WorkspaceEvent event) {}

        @Override
        public void onChanged(Collection<ExperimentId> experiments) {}
    }

    @BeforeEach
    void tagARunThatGoesOnAndLeave() throws Exception {
        var workspace = new ChangedWorkspace(temporary.toRealPath());
        root = workspace.root;
        state = temporary.resolve("state/of/agents");
        status("running");
        var first = new Agent(Verdict.YES);
        assertThat(first.tag(RUN, Set.of("paper"), Set.of()).message())
                .endsWith("what belongs to a run that goes on is written when it ends");
        assertThat(onDisk()).doesNotContain("paper");
    }

    /** As the driver leaves it. */
    private void status(String status) throws IOException {
        new TestWorkspace(root).run("sweep", ChangedWorkspace.RUN, TestWorkspace.status(status, ", \"run_tags\": []"));
    }

    private String onDisk() throws IOException {
        return Files.readString(root.resolve("experiments/sweep/" + ChangedWorkspace.RUN + "/status.json"));
    }

    private boolean nothingIsKept() throws IOException {
        try (var files = Files.newDirectoryStream(state, "tags-*")) {
            return !files.iterator().hasNext();
        }
    }

    @Test
    void theNextAgentShowsThemAndWritesThemWhenTheRunEnds() throws Exception {
        var next = new Agent(Verdict.YES);
        assertThat(next.shown()).containsExactly("paper");
        next.changes.followTags();

        status("done");
        next.host.held = Verdict.NO;

        Awaitility.await().untilAsserted(() -> assertThat(onDisk()).contains("paper"));
        Awaitility.await().until(this::nothingIsKept);
        assertThat(new Agent(Verdict.NO).shown()).containsExactly("paper");
    }

    /** Opening a workspace does not change it. */
    @Test
    void thoseOfARunThatEndedMeanwhileAreShownAndWrittenWithTheNextChange() throws Exception {
        status("done");
        var next = new Agent(Verdict.NO);
        var before = next.host.listing();
        next.changes.followTags();
        assertThat(next.shown()).containsExactly("paper");
        assertThat(next.host.listing()).isEqualTo(before);

        assertThat(next.tag(OLDER, Set.of("other"), Set.of()).success()).isTrue();

        Awaitility.await().untilAsserted(() -> assertThat(onDisk()).contains("paper"));
        Awaitility.await().until(this::nothingIsKept);
    }

    @Test
    void whatIsTakenAwayLaterStaysAway() throws Exception {
        status("done");
        var next = new Agent(Verdict.NO);
        assertThat(next.tag(RUN, Set.of("final"), Set.of("paper")).success()).isTrue();
        assertThat(onDisk()).contains("final").doesNotContain("paper");
        assertThat(nothingIsKept()).isTrue();
        assertThat(new Agent(Verdict.NO).shown()).containsExactly("final");
    }

    @Test
    void twoAgentsAtOnceKeepBoth() throws Exception {
        var one = new Agent(Verdict.YES);
        var other = new Agent(Verdict.YES);
        assertThat(one.shown()).isEqualTo(other.shown());
        one.tag(RUN, Set.of("one"), Set.of());
        other.tag(RUN, Set.of("two"), Set.of("paper"));
        assertThat(new Agent(Verdict.YES).shown()).containsExactly("one", "two");
    }

    @Test
    void saysSoWhereTheyCannotBeKept() throws Exception {
        state = Files.writeString(temporary.resolve("file"), "").resolve("below");
        var agent = new Agent(Verdict.YES);
        assertThat(agent.tag(RUN, Set.of("draft"), Set.of()).message()).endsWith("unless the agent ends before");
        assertThat(agent.shown()).containsExactly("draft");
    }
}
