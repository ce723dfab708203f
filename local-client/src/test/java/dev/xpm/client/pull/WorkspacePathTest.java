package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspacePathTest {
    @Test
    void acceptsAbsolutePathsAndThoseBelowTheHomeDirectory() {
        assertThat(new WorkspacePath("/scratch/my xp").text()).isEqualTo("/scratch/my xp");
        assertThat(new WorkspacePath("./xp").text()).isEqualTo("./xp");
    }

    @ParameterizedTest
    @Tag("A-P3")
    @ValueSource(strings = {"", "/", "-rf", "xp", "~/xp", "/a/../b", "/a//b", "./", "/a/.", "/a\0b", "../x", "host:x"})
    void refusesWhatClimbsOrCouldBeAnOption(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkspacePath(text));
    }
}
