package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("A-S7")
class PrivateSocketTest {
    @TempDir
    private Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void make() throws IOException {
        first = Files.createDirectory(folder.resolve("1"));
        second = Files.createDirectory(folder.resolve("2"));
    }

    @Test
    void theFirstPlaceThatRunsProgramsIsTakenAndTheOtherLeftClean() throws Exception {
        try (var place = PrivateSocket.create(
                List.of(first, second), "xpm-", it -> it.path().startsWith(second))) {
            assertThat(place.path()).startsWith(second);
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
            assertThat(place.path()).startsWith(first);
        }
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void aPathThatIsTooLongForASocketIsNotTaken() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("x".repeat(100)));
        try (var place = PrivateSocket.create(List.of(deep, second), "xpm-", it -> true)) {
            assertThat(place.path()).startsWith(second);
        }
        assertThatThrownBy(() -> PrivateSocket.create(List.of(deep), "xpm-", it -> true))
                .isInstanceOf(IOException.class);
        assertThat(deep).isEmptyDirectory();
    }
}
