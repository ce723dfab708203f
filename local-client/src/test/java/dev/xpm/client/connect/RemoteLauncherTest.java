package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.problem.MonitorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RemoteLauncherTest {
    @Test
    @Tag("P29")
    void asksForTheTestedReleaseOrALaterOneOfTheSameMajor() {
        assertThat(RemoteLauncher.requirement("2.7.0b2", false)).isEqualTo("experimaestro>=2.7.0b2,<3");
        assertThat(RemoteLauncher.requirement("10.20.30", false)).isEqualTo("experimaestro>=10.20.30,<11");
        assertThat(RemoteLauncher.requirement("2.7.0b2", true)).isEqualTo("experimaestro==2.7.0b2");
    }

    @Test
    void writesTheWordsOfUv() {
        assertThat(ShellQuoting.join(RemoteLauncher.uv(false, null, false)))
                .isEqualTo("uv tool run 'experimaestro>=2.7.0b2,<3'");
        assertThat(ShellQuoting.join(RemoteLauncher.uv(true, "3.11", true)))
                .isEqualTo("uv tool run --offline --python 3.11 experimaestro==2.7.0b2");
    }

    @Test
    void refusesACommandWithoutWords() {
        assertThatThrownBy(() -> RemoteLauncher.custom("  ")).isInstanceOf(MonitorException.class);
        assertThatThrownBy(() -> RemoteLauncher.custom("'open")).isInstanceOf(MonitorException.class);
    }
}
