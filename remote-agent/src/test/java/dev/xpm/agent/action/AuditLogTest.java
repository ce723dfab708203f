package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("A-K9")
class AuditLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:15:00Z"), ZoneOffset.UTC);

    @TempDir
    Path temporary;

    @Test
    void writesOnePlainLineWhateverTheNamesHold() throws IOException {
        Path file = temporary.resolve("state/audit.jsonl");
        new AuditLog(file, "/scratch/xp", "alice", CLOCK)
                .write("kill", Map.of("job", "a\"b\\\n\u00e9\u001b"), false, "no");
        assertThat(file)
                .hasContent("{\"time\": \"2026-03-01T10:15:00Z\", \"user\": \"alice\", \"workspace\":"
                        + " \"/scratch/xp\", \"action\": \"kill\", \"job\": \"a\\\"b\\\\\\u000a\\u00e9\\u001b\","
                        + " \"result\": \"refused\", \"message\": \"no\"}");
    }

    @Test
    void everyKindOfChangeLeavesALineOfWhoWhatWhenAndWithWhichResult() throws Exception {
        var workspace = new ChangedWorkspace(temporary.toRealPath());
        JobKey orphan = TestWorkspace.job(ChangedWorkspace.TASK, "0f0f");
        workspace.finish(orphan);
        Path partial = workspace.files.write("partials/demo.train/model/abcd/data", "x");
        var run = new RunKey(TestWorkspace.SWEEP, new RunId(ChangedWorkspace.RUN));
        WorkspaceChanges changes = workspace.changes();
        changes.kill(ChangedWorkspace.DONE);
        changes.clean(ChangedWorkspace.DONE);
        changes.deleteJob(ChangedWorkspace.FAILED, true);
        changes.tag(run, Set.of("paper"), Set.of(), false);
        WarningBook book = workspace.book(changes);
        book.scan();
        book.execute("orphan_jobs_1", "delete", null, null);
        changes.deleteExperiment(TestWorkspace.SWEEP, true, true);
        changes.deleteExperiment(new ExperimentId("other"), false, true);

        assertThat(partial).doesNotExist();
        List<String> lines = Files.readAllLines(workspace.auditFile);
        assertThat(lines)
                .allMatch(line -> line.matches("\\{\"time\": \"[-0-9T:.]+Z\", \"user\": \"alice\", \"workspace\": \""
                        + workspace.root + "\", \"action\": .*\"result\": \"(done|refused)\".*"));
        assertThat(lines)
                .extracting(line -> line.replaceAll(".*\"action\": \"([-a-z]+)\".*\"result\": \"([a-z]+)\".*", "$1 $2"))
                .containsExactly(
                        "kill refused",
                        "clean done",
                        "delete-job done",
                        "tag-run done",
                        "delete-job done",
                        "delete-partial done",
                        "delete-experiment-and-jobs done",
                        "delete-experiment done");
    }

    @Test
    void keepsOneOlderFileAndNoMore() throws IOException {
        Path file = temporary.resolve("audit.jsonl");
        var log = new AuditLog(file, "/scratch/xp", "alice", CLOCK);
        for (int line = 0; line < 4_000; line++) {
            log.write("kill", Map.of("job", "x".repeat(900)), true, "ok");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1 << 20);
        assertThat(Files.size(temporary.resolve("audit.jsonl.1"))).isLessThanOrEqualTo(1 << 20);
        try (var files = Files.list(temporary)) {
            assertThat(files.toList()).hasSize(2);
        }
    }

    @Test
    void aLogThatCannotBeWrittenStopsNothing() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        var log = new AuditLog(file.resolve("audit.jsonl"), "/scratch/xp", "alice", CLOCK);
        assertThatCode(() -> log.write("kill", Map.of(), true, "ok")).doesNotThrowAnyException();
    }

    @Test
    void doesNotWriteThroughALink() throws IOException {
        Path target = Files.createFile(temporary.resolve("target"));
        Path link = Files.createSymbolicLink(temporary.resolve("audit.jsonl"), target);
        new AuditLog(link, "/scratch/xp", "alice", CLOCK).write("kill", Map.of(), true, "ok");
        assertThat(target).isEmptyFile();
    }
}
