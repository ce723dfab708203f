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

    @Test
    void passesOnWhatOnlyTheSshProgramKnows() throws Exception {
        SshOptions options = SshOptions.parse(List.of(
                "'ProxyCommand=nc -X 5 %h %p'", "-vC", "-c aes128-ctr", "-4Tp22", "ForwardX11=no", "ControlPath=/x"));

        assertThat(options.foreign()).containsExactly("ProxyCommand", "-v", "-C", "-c");
        assertThat(options.words())
                .containsExactly(
                        "-o",
                        "proxycommand=nc -X 5 %h %p",
                        "-v",
                        "-C",
                        "-c",
                        "aes128-ctr",
                        "-o",
                        "addressfamily=inet",
                        "-o",
                        "port=22");
    }

    @Test
    void quotesValuesWithBlanksForTheSshProgram() throws Exception {
        SshOptions options = SshOptions.parse(List.of("'IdentityFile=/a b'", "-F '/c d'"));

        assertThat(options.words()).containsExactly("-o", "identityfile=\"/a b\"", "-F", "/c d");
        assertThat(options.foreign()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-D 1080",
                "-X",
                "word",
                "-N",
                "-S /tmp/x",
                "RemoteCommand=id",
                "LocalForward=1 a:2",
                "ForwardAgent=yes",
                "-",
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
