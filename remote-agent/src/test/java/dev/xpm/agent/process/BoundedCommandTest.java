package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedCommandTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void returnsExitCodeAndOutput() {
        var result = BoundedCommand.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), LONG, 100);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("out\n");
    }

    @Test
    void readsNothingFromUs() {
        assertThat(BoundedCommand.run(List.of("cat"), LONG, 100).succeeded()).isTrue();
    }

    @Test
    void cutsOutputAtTheLimitAndEndsWhoWritesForEver() {
        var result = BoundedCommand.run(List.of("yes"), LONG, 10);
        assertThat(result.output()).hasSize(10);
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void killsTheCommandAndItsChildrenAtTheTimeLimit() {
        Path pids = directory.resolve("pids");
        var script = "sleep 600 & echo $! > " + pids + "; echo $$ >> " + pids + "; wait";
        var result = BoundedCommand.run(List.of("sh", "-c", script), Duration.ofMillis(800), 100);
        assertThat(result.exitCode()).isEqualTo(-1);
        await().untilAsserted(
                        () -> assertThat(Files.readAllLines(pids)).hasSize(2).noneMatch(pid -> ProcessHandle.of(
                                        Long.parseLong(pid))
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
    }

    @Test
    void reportsACommandThatDoesNotExist() {
        assertThat(BoundedCommand.run(List.of("/no/such/command"), LONG, 10).exitCode())
                .isEqualTo(-1);
    }
}
