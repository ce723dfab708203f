package dev.xpm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.agent.WorkspaceAddress.Found;
import dev.xpm.agent.WorkspaceAddress.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceAddressTest {
    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void resolveLinks() throws IOException {
        directory = temporary.toRealPath();
    }

    @Test
    void findsAMarkedDirectoryAndResolvesLinks() throws IOException {
        Path workspace = workspace("my xp");
        Path link = Files.createSymbolicLink(directory.resolve("link"), workspace);
        assertThat(WorkspaceAddress.of(link.toString())).isEqualTo(new Found(workspace));
        assertThat(WorkspaceAddress.of(workspace + "/../my xp/")).isEqualTo(new Found(workspace));
    }

    @Test
    void expandsTheHomeDirectoryAsNoShellDid() {
        String home = System.getenv("HOME");
        assertThat(WorkspaceAddress.of("~/no such workspace"))
                .isInstanceOfSatisfying(
                        Missing.class, missing -> assertThat(missing.why()).contains(home + "/no such workspace"));
        assertThat(WorkspaceAddress.of("~root/no such workspace"))
                .isInstanceOfSatisfying(
                        Missing.class, missing -> assertThat(missing.why()).contains("/root/no such workspace"));
        assertThat(WorkspaceAddress.of("~no-such-user/x"))
                .isInstanceOfSatisfying(
                        Missing.class, missing -> assertThat(missing.why()).contains("~no-such-user/x"));
    }

    @Test
    void saysWhatIsMissingAndNamesAMarkedParent() throws IOException {
        Path workspace = workspace("w");
        Path inside = Files.createDirectories(workspace.resolve("jobs/a"));
        assertThat(WorkspaceAddress.of(inside.toString()))
                .isEqualTo(new Missing(
                        inside + " is not a workspace (no .__experimaestro__); its parent " + workspace + " is one"));
        assertThat(WorkspaceAddress.of(directory.toString()))
                .isEqualTo(new Missing(directory + " is not a workspace (no .__experimaestro__)"));
        assertThat(WorkspaceAddress.of(directory + "/none")).isEqualTo(new Missing(directory + "/none does not exist"));
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(WorkspaceAddress.of(file.toString())).isEqualTo(new Missing(file + " is not a directory"));
        assertThat(WorkspaceAddress.of("/tmp/\0")).isInstanceOf(Missing.class);
    }

    private Path workspace(String name) throws IOException {
        Path workspace = Files.createDirectory(directory.resolve(name));
        Files.createFile(workspace.resolve(WorkspaceAddress.MARK));
        return workspace;
    }
}
