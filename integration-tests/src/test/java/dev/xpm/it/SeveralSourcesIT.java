package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.screen.TmuxScreen;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several clusters in one view, of which one refuses and one never answers. Source: interfaces.md B11. */
@Needs({Tool.SSHD, Tool.TMUX})
@Tag("B11")
class SeveralSourcesIT {
    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private SyntheticWorkspace left;
    private SyntheticWorkspace right;
    private ServerSocket silent;
    private Path settings;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
        left = SyntheticWorkspace.create(folder.resolve("left"));
        right = SyntheticWorkspace.create(folder.resolve("right"));
        left.submit(1);
        right.submit(1);
        silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        settings = Files.writeString(folder.resolve("settings.yaml"), """
                workspaces:
                  - {id: silent, path: /w, ssh: {host: 127.0.0.1, xpm_path: xpm, options: ["-p", "%d"]}}
                  - {id: left, path: "%s", ssh: {host: "%s", xpm_path: "'%s'", options: ["-F", "%s"]}}
                  - {id: closed, path: /w, ssh: {host: 127.0.0.1, xpm_path: xpm, options: ["-p", "1"]}}
                  - {id: right, path: "%s", ssh: {host: "%s", xpm_path: "'%s'", options: ["-F", "%s"]}}
                """.formatted(
                        silent.getLocalPort(),
                        left.root(),
                        host.destination(),
                        Program.launcher(),
                        host.configuration(),
                        right.root(),
                        host.destination(),
                        Program.launcher(),
                        host.configuration()));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() throws Exception {
        silent.close();
        host.close();
    }

    @Test
    void theHostsThatAnswerAreShownAndTheOthersNamed() throws Exception {
        try (var screen = TmuxScreen.open(folder, 120, 40)) {
            screen.type("'" + Program.launcher() + "' --settings '" + settings + "' experiments ssh-monitor --all");
            String text =
                    screen.await("both workspaces", it -> it.contains("2 of 4 live") && it.contains("2 experiments"));
            assertThat(text).contains("4 sources", "silent: ", "closed: ", "Source");
            assertThat(text.lines().filter(line -> line.contains(SyntheticWorkspace.EXPERIMENT + " ")))
                    .anyMatch(line -> line.contains("left "))
                    .anyMatch(line -> line.contains("right "));
            screen.press("/", "r", "i", "g", "h", "t", "Enter");
            screen.press("Home", "Enter");
            screen.awaitText("[Jobs]");
            right.start(1);
            screen.await("the job of the right one", it -> it.contains("▶"));
        }
    }

    @Test
    void eachEventNamesItsSource() throws Exception {
        Path errors = folder.resolve("err");
        Process client = Program.xpm(
                        "--settings",
                        settings.toString(),
                        "experiments",
                        "ssh-monitor",
                        "--workspace",
                        "closed",
                        "--workspace",
                        "right",
                        "--events-viewer",
                        "--events-format",
                        "json")
                .errors(errors)
                .start();
        try (BufferedReader events = client.inputReader(StandardCharsets.UTF_8)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(errors).contains("connected to " + host.destination())
                            || !client.isAlive());
            right.start(1);
            assertThat(events.readLine()).contains("\"source\":\"right\"");
            assertThat(Files.readString(errors)).contains("trying again");
        } finally {
            Program.end(client);
        }
    }
}
