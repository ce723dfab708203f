package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A-S7")
class PrivateSocketTest {
    /** Not the one of the build: its path is too long for a socket. */
    private Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "t");
        first = Files.createDirectory(folder.resolve("1"));
        second = Files.createDirectory(folder.resolve("2"));
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Test
    void theFirstPlaceThatRunsProgramsIsTakenAndTheOtherLeftClean() throws Exception {
        try (var place = PrivateSocket.create(
                List.of(first, second), "xpm-", it -> it.path().startsWith(second))) {
            assertThat(place.path()).startsWithRaw(second);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(place.path().getParent())))
                    .isEqualTo("rwx------");
        }
        assertThat(first).isEmptyDirectory();
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void oneWithoutProgramsIsBetterThanNone() throws Exception {
        try (var place = PrivateSocket.create(List.of(first, second), "xpm-", it -> false)) {
            assertThat(place.path()).startsWithRaw(first);
        }
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void aPathThatIsTooLongForASocketIsNotTaken() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("x".repeat(100)));
        try (var place = PrivateSocket.create(List.of(deep, second), "xpm-", it -> true)) {
            assertThat(place.path()).startsWithRaw(second);
        }
        assertThatThrownBy(() -> PrivateSocket.create(List.of(deep), "xpm-", it -> true))
                .isInstanceOf(IOException.class);
        assertThat(deep).isEmptyDirectory();
    }
}
