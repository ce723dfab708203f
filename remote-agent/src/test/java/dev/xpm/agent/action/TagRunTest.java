package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.process.Verdict;
import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags of runs: interfaces.md 1.4, workspace-format.md 9, W16. */
@Tag("W16")
class TagRunTest {
    private static final RunKey RUN = key("sweep", ChangedWorkspace.RUN);
    private static final RunKey OLDER = key("sweep", ChangedWorkspace.OLDER);

    @TempDir
    Path temporary;

    private ChangedWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new ChangedWorkspace(temporary.toRealPath());
    }

    private static RunKey key(String experiment, String run) {
        return new RunKey(new ExperimentId(experiment), new RunId(run));
    }

    private Outcome tag(RunKey run, String add, boolean force) {
        return workspace.changes().tag(run, Set.of(add), Set.of(), force);
    }

    private List<String> tags(RunKey run) throws IOException {
        return workspace.queries.records().tagsOf(run.experiment()).get(run.run());
    }

    @Test
    void tagsAreSortedOnTheDiskAndAllElseStays() throws IOException {
        assertThat(tag(RUN, "abc", false)).isEqualTo(Outcome.done("Tagged run " + ChangedWorkspace.RUN));
        assertThat(tags(RUN)).containsExactly("abc", "best");
        assertThat(workspace.status("sweep", ChangedWorkspace.RUN))
                .contains("\"x\" : 12345678901234567890", "\"y\" : NaN", "\"hostname\" : \"here\"");
        assertThat(workspace.changed).containsExactly(new ExperimentId("sweep"));
        assertThat(Files.readString(workspace.auditFile)).contains("tag-run", "abc");
        assertThat(workspace.root).isDirectoryNotContaining("glob:**/.xpm-trash-*");
    }

    @Test
    void whatIsSoAlreadyChangesNothing() throws IOException {
        workspace.changes().tag(OLDER, Set.of(), Set.of("best"), false);
        var before = workspace.content();
        assertThat(tag(RUN, "best", false).success()).isTrue();
        assertThat(workspace.changes().tag(RUN, Set.of(), Set.of("none"), false).success())
                .isTrue();
        assertThat(workspace.content()).isEqualTo(before);
    }

    @Test
    void aTagSitsOnOneRunAndIsMovedByForceOnly() throws IOException {
        tag(RUN, "paper", false);
        var before = workspace.content();
        Outcome refused = tag(OLDER, "paper", false);
        assertThat(refused.success()).isFalse();
        assertThat(refused.message()).contains("paper", ChangedWorkspace.RUN, "force");
        assertThat(workspace.content()).isEqualTo(before);

        assertThat(tag(OLDER, "paper", true).success()).isTrue();
        assertThat(tags(RUN)).containsExactly("best");
        assertThat(tags(OLDER)).containsExactly("best", "paper");
        assertThat(tag(key("other", ChangedWorkspace.RUN), "paper", false).success())
                .isTrue();
    }

    @Test
    void aRunThatIsNotThereIsRefused() {
        assertThat(tag(key("sweep", "20990101_000000"), "a", true).message()).contains("not found");
        assertThat(tag(key("none", "20990101_000000"), "a", true).message()).contains("not found");
    }

    @Test
    void theTagsOfALiveRunAreShownAtOnceAndWrittenWhenItHasEnded() throws Exception {
        workspace.files.held = Verdict.YES;
        workspace.files.run("sweep", ChangedWorkspace.RUN, TestWorkspace.status("running", ", \"run_tags\": []"));
        var changes = workspace.changes();
        Outcome outcome = changes.tag(RUN, Set.of("paper", "draft"), Set.of(), false);
        assertThat(outcome.message()).contains("when it ends");
        changes.tag(RUN, Set.of(), Set.of("draft"), false);
        assertThat(workspace.queries.experiment("sweep").runTags())
                .extracting(UntrustedText::raw)
                .containsExactly("paper");
        assertThat(workspace.status("sweep", ChangedWorkspace.RUN)).doesNotContain("paper");

        workspace.files.held = Verdict.NO;
        workspace.files.run("sweep", ChangedWorkspace.RUN, TestWorkspace.status("done", ", \"run_tags\": []"));

        Awaitility.await().untilAsserted(() -> assertThat(workspace.status("sweep", ChangedWorkspace.RUN))
                .contains("paper")
                .doesNotContain("draft"));
        Awaitility.await()
                .until(() -> workspace.queries.records().tags().waiting().isEmpty());
    }
}
