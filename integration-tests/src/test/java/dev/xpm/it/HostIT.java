package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.EmbeddedSshdHost;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.host.TestHost;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hosts of the tests are hosts that a stock ssh reaches. */
@Needs(Tool.SSHD)
class HostIT {
    @TempDir
    private Path folder;

    @Test
    void theMachinesSshdRunsACommand() throws Exception {
        try (var host = OpenSshdHost.start(folder)) {
            assertThat(ssh(host, "echo $((6*7)); exit 3")).isEqualTo(new Program.Result(3, "42\n", ""));
            host.changeHostKey();
            assertThat(ssh(host, "true").err()).contains("REMOTE HOST IDENTIFICATION HAS CHANGED");
        }
    }

    @Test
    void theEmbeddedSshdRunsACommand() throws Exception {
        try (var host = EmbeddedSshdHost.start(folder)) {
            assertThat(ssh(host, "echo $((6*7)); exit 3")).isEqualTo(new Program.Result(3, "42\n", ""));
        }
    }

    private static Program.Result ssh(TestHost host, String command) throws Exception {
        return Program.of(
                        "ssh",
                        "-F",
                        host.configuration().toString(),
                        "-o",
                        "LogLevel=ERROR",
                        host.destination(),
                        command)
                .run();
    }
}
