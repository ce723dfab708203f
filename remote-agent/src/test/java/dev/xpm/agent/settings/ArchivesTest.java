package dev.xpm.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders in the settings of a host: interfaces.md 2. */
class ArchivesTest {
    @TempDir
    Path temporary;

    private Path home;
    private Path workspace;

    @BeforeEach
    void makeDirectories() throws IOException {
        home = Files.createDirectories(temporary.toRealPath().resolve("home"));
        workspace = Files.createDirectories(home.resolve("xp"));
    }

    private List<Path> folders(String settings) throws IOException {
        Path file = Files.writeString(home.resolve("settings.yaml"), settings);
        return new Archives(file, home, Map.of("STORE", "/store")).of(workspace);
    }

    @Test
    void thoseThatJobsAreCopiedOrMovedToCountAndThoseThatLendJobsDoNot() throws IOException {
        assertThat(folders("""
                        server: {port: 18080}
                        workspaces:
                          - id: other
                            path: ~/other
                            folders: [{path: /not/this, mode: backup}]
                          - id: here
                            path: ~/xp
                            max_retries: 3
                            folders:
                              - {path: ~/copies, mode: backup}
                              - path: "${env:STORE}/moved"
                                mode: move
                              - {path: /lent, mode: use}
                              - {path: /lent/too}
                        """)).containsExactly(home.resolve("copies"), Path.of("/store/moved"));
    }

    @Test
    void theEntryIsFoundByWhereItsPathLeads() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), workspace);
        assertThat(folders("workspaces: [{id: a, path: ~/link, folders: [{path: /copies, mode: backup}]}]"))
                .containsExactly(Path.of("/copies"));
    }

    @Test
    void anEntryForAnotherHostIsNotThisWorkspace() throws IOException {
        assertThat(
                        folders(
                                "workspaces: [{id: a, path: ~/xp, ssh: {host: hpc}, folders: [{path: /copies, mode: backup}]}]"))
                .isEmpty();
    }

    @Test
    void noSettingsAreNoFolders() throws IOException {
        assertThat(new Archives(home.resolve("none.yaml"), home, Map.of()).of(workspace))
                .isEmpty();
        assertThat(folders("")).isEmpty();
        assertThat(folders("workspaces: 5")).isEmpty();
        assertThat(folders("workspaces: [5, {folders: [x]}, {path: \"a\\0b\"}]"))
                .isEmpty();
    }

    @Test
    void settingsThatCannotBeUnderstoodAreNotTakenForNone() {
        assertThatThrownBy(() -> folders("workspaces:\n  - {path: [\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("settings.yaml, line");
        assertThatThrownBy(() -> folders("workspaces: !!java.net.URL [http://x]"))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> folders("a: &a [x,x,x]\nb: &b [*a,*a,*a]\n".repeat(60) + "#" + "x".repeat(1 << 20)))
                .hasMessageContaining("too long");
    }
}
