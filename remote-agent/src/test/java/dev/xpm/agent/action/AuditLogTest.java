package dev.xpm.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
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
