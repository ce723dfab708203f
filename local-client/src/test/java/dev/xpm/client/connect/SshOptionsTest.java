package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.connect.SshOptions.Setting;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshOptionsTest {
    @Test
    void readsOptionsAsSshDoes() throws Exception {
        SshOptions options = SshOptions.parse(List.of(
                "-p 2222", "-i ~/.ssh/hpc_key", "-J", "jump", "-luser", "-o", "StrictHostKeyChecking=no", "-T"));

        assertThat(options.settings())
                .containsExactly(
                        new Setting("port", "2222"),
                        new Setting("identityfile", System.getProperty("user.home") + "/.ssh/hpc_key"),
                        new Setting("proxyjump", "jump"),
                        new Setting("user", "user"),
                        new Setting("stricthostkeychecking", "no"));
        assertThat(options.configFile()).isNull();
    }

    @Test
    void readsSettingsWithoutADash() throws Exception {
        SshOptions options = SshOptions.parse(List.of("ConnectTimeout=5", "'IdentityFile=/a b'", "-F /etc/my"));

        assertThat(options.settings())
                .containsExactly(new Setting("connecttimeout", "5"), new Setting("identityfile", "/a b"));
        assertThat(options.configFile()).isEqualTo("/etc/my");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-D 1080",
                "-X",
                "word",
                "ProxyCommand=nc",
                "-p",
                "-p abc",
                "-p 0",
                "-p 70000",
                "-o",
                "'open",
                "Port="
            })
    void namesWhatItDoesNotUnderstand(String option) {
        assertThatThrownBy(() -> SshOptions.parse(List.of(option)))
                .isInstanceOfSatisfying(MonitorException.class, problem -> assertThat(problem.problem())
                        .isEqualTo(Problem.MISUSE));
    }
}
