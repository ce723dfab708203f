package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {
    @TempDir
    Path directory;

    @Test
    void seesTheLockOfAnotherProcessUntilItIsGivenBack() throws Exception {
        Path file = Files.createFile(directory.resolve("lock"));
        assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);

        Process holder = new ProcessBuilder("flock", "-n", file.toString(), "cat").start();
        try {
            await().untilAsserted(() -> assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.YES));
        } finally {
            holder.getOutputStream().close();
        }
        assertThat(holder.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);
    }

    @Test
    void doesNotTakeAWaitingProcessForAHolder() throws Exception {
        Path held = Files.createFile(directory.resolve("held"));
        Path other = Files.createFile(directory.resolve("other"));
        Process holder = new ProcessBuilder("flock", held.toString(), "cat").start();
        await().until(() -> FileLocks.isHeld(held) == Verdict.YES);
        Process waiter = new ProcessBuilder("flock", held.toString(), "true").start();
        try {
            assertThat(FileLocks.isHeld(other)).isEqualTo(Verdict.NO);
            assertThat(FileLocks.isHeld(held)).isEqualTo(Verdict.YES);
        } finally {
            holder.getOutputStream().close();
            waiter.waitFor(5, TimeUnit.SECONDS);
        }
        assertThat(FileLocks.isHeld(held)).isEqualTo(Verdict.NO);
    }

    @Test
    void isNotMisledByTheLocksOfTheJdk() throws IOException {
        Path file = Files.createFile(directory.resolve("lock"));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);
        }
    }

    @Test
    void saysNoForAMissingFileAndDoesNotCreateIt() {
        Path file = directory.resolve("none");
        assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);
        assertThat(file).doesNotExist();
    }

    @Test
    void doesNotFollowALink() throws IOException {
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(FileLocks.isHeld(link)).isEqualTo(Verdict.NO);
    }
}
