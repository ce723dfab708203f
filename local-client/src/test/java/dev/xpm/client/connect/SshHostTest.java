package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshHostTest {
    @Test
    void readsHostsAndUsers() {
        assertThat(SshHost.parse("gpubox")).isEqualTo(new SshHost(null, "gpubox"));
        assertThat(SshHost.parse("ann@hpc.example.org")).isEqualTo(new SshHost("ann", "hpc.example.org"));
        assertThat(SshHost.parse("ann@corp@hpc")).isEqualTo(new SshHost("ann@corp", "hpc"));
        assertThat(SshHost.parse("::1").text()).isEqualTo("::1");
        assertThat(SshHost.parse("ann@hpc").text()).isEqualTo("ann@hpc");
    }

    @ParameterizedTest
    @Tag("A-S1")
    @ValueSource(
            strings = {
                "",
                "-oProxyCommand=touch${IFS}x",
                "-V",
                "a b",
                "a;b",
                "$(x)",
                "user@-x",
                "-x@host",
                "a\nb",
                "a\0b",
                "@host",
                "user@",
                "a`b`",
                "a|b",
                "a\\b",
                "ssh://host",
                "host/",
                "a'b",
                "a\u00a0b",
                "a\u202eb"
            })
    void refusesWhatCouldBeAnOptionOrCode(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SshHost.parse(text));
    }
}
