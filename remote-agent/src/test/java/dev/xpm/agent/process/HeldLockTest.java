package dev.xpm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldLockTest {
    @TempDir
    Path directory;

    @Test
    void holdsTheLockUntilItIsClosed() throws Exception {
        Path file = Files.createFile(directory.resolve("lock"));
        try (HeldLock lock = HeldLock.take(file, key(file))) {
            assertThat(lock).isNotNull();
            assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.YES);
            assertThat(flock(file)).isEqualTo(1);
        }
        assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);
        assertThat(flock(file)).isZero();
    }

    @Test
    void doesNotTakeALockThatAnotherProcessHolds() throws Exception {
        Path file = Files.createFile(directory.resolve("lock"));
        Process holder = new ProcessBuilder("flock", "-n", file.toString(), "cat").start();
        try {
            Awaitility.await().until(() -> FileLocks.isHeld(file) == Verdict.YES);
            assertThatThrownBy(() -> HeldLock.take(file, key(file))).isInstanceOf(HeldLock.BusyException.class);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    @Test
    void refusesAnotherFileUnderTheSameName() throws IOException {
        Path file = Files.createFile(directory.resolve("lock"));
        Path other = Files.createFile(directory.resolve("other"));
        assertThatThrownBy(() -> HeldLock.take(file, key(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("replaced");
        assertThat(FileLocks.isHeld(file)).isEqualTo(Verdict.NO);
    }

    @Test
    void makesNoFile() throws IOException {
        Path other = Files.createFile(directory.resolve("other"));
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> HeldLock.take(missing, key(other))).isInstanceOf(IOException.class);
        assertThat(missing).doesNotExist();
    }

    @Test
    void takesALockWhoseNameLooksLikeAnOptionOrACommand() throws Exception {
        for (String name : new String[] {"-x $(touch y)", "a\nb", "`id`", "'quote\""}) {
            Path file = Files.createFile(directory.resolve(name));
            HeldLock.take(file, key(file)).close();
        }
        assertThat(directory.resolve("y")).doesNotExist();
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static int flock(Path file) throws Exception {
        return new ProcessBuilder("flock", "-n", file.toString(), "true")
                .start()
                .waitFor();
    }
}
