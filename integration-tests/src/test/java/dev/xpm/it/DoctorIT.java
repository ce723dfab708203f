package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code xpm doctor}: each stage, and where the way ends. */
@Needs(Tool.SSHD)
class DoctorIT {
    private static final int FAILED = 1;
    private static final int CANNOT_CONNECT = 4;

    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private Path workspace;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
        workspace = SyntheticWorkspace.create(folder.resolve("my ws")).root();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtin", "openssh"})
    void allStagesToAWorkspaceAreTold(String transport) throws Exception {
        Path settings = settings(transport, host.destination(), workspace);
        Program.Result result = doctor(settings, "--workspace", "hpc");

        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(stages(result))
                .containsSubsequence(
                        "settings",
                        "configuration",
                        "host name",
                        "connection",
                        "host key",
                        "login",
                        "login shell",
                        "host",
                        "Java",
                        "cache",
                        "workspace",
                        "agent");
        assertThat(line(result, "connection"))
                .endsWith(transport.equals("builtin") ? "built-in SSH" : "the ssh program");
        assertThat(line(result, "workspace")).endsWith(workspace.toString());
        assertThat(line(result, "agent")).contains("ok").contains("protocol 2.0");
        assertThat(result.err()).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(host.commands()).isEmpty());
    }

    @Test
    void aHostAloneIsLookedAtWithoutAnAgent() throws Exception {
        Program.Result result =
                doctor(settings("", "other", workspace), "-o", "-F " + host.configuration(), host.destination());

        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(line(result, "agent")).contains("note").contains("no workspace was named");
        assertThat(stages(result)).doesNotContain("workspace");
    }

    @Test
    void withoutAHostThisMachineIsLookedAt() throws Exception {
        Program.Result result = doctor(settings("", "other", workspace));

        assertThat(result.exit()).isZero();
        assertThat(stages(result)).containsExactly("settings", "ssh program", "rsync here");
    }

    @Test
    void theFirstStageThatFailsIsTheLastAndGivesTheCode() throws Exception {
        assertFailed(settings("", "no-such-host.invalid", workspace), "host name", CANNOT_CONNECT);
        assertFailed(settings("", host.destination(), folder.resolve("nothing")), "workspace", FAILED);
        assertFailed(
                settings("", host.destination(), Files.createDirectory(folder.resolve("plain"))), "workspace", FAILED);
        Files.writeString(
                host.configuration(),
                Files.readString(host.configuration()).replaceAll("IdentityFile .*", "IdentityFile /nowhere"));
        assertFailed(settings("", host.destination(), workspace), "login", CANNOT_CONNECT);
        host.changeHostKey();
        assertFailed(settings("", host.destination(), workspace), "host key", CANNOT_CONNECT);
        host.close();
        assertFailed(settings("", host.destination(), workspace), "connection", CANNOT_CONNECT);
    }

    @Test
    void anAgentThatIsNotThereFailsAtItsStage() throws Exception {
        Path settings = settings("", host.destination(), workspace);
        Files.writeString(settings, Files.readString(settings).replaceAll("xpm_path: .*", "xpm_path: /no/such/xpm}"));

        assertFailed(settings, "agent", CANNOT_CONNECT);
    }

    private void assertFailed(Path settings, String stage, int exit) throws IOException {
        Program.Result result = doctor(settings, "--workspace", "hpc");
        assertThat(result.exit()).as("%s", result).isEqualTo(exit);
        List<String> lines = result.outLines().stream()
                .filter(line -> !line.startsWith("hint: "))
                .toList();
        assertThat(lines.get(lines.size() - 1)).startsWith(stage).contains(" FAILED ");
        assertThat(result.out().split(" FAILED ", -1)).hasSize(2);
        assertThat(result.err()).doesNotContain("\tat ");
    }

    private Path settings(String transport, String destination, Path directory) throws IOException {
        return Files.writeString(
                folder.resolve("settings.yaml"),
                "workspaces:\n- id: hpc\n  path: " + directory + "\n  ssh: {host: '" + destination
                        + "', options: ['-F', '"
                        + host.configuration() + "'], "
                        + (transport.isEmpty() ? "" : "transport: " + transport + ", ") + "\n    xpm_path: \"'"
                        + Program.launcher() + "'\"}\n");
    }

    private static Program.Result doctor(Path settings, String... arguments) throws IOException {
        var words = new ArrayList<>(List.of("--settings", settings.toString(), "doctor"));
        words.addAll(List.of(arguments));
        return Program.xpm(words.toArray(String[]::new)).run();
    }

    private static List<String> stages(Program.Result result) {
        return result.outLines().stream()
                .map(line -> line.substring(0, 14).strip())
                .toList();
    }

    private static String line(Program.Result result, String stage) {
        return result.outLines().stream()
                .filter(line ->
                        line.substring(0, Math.min(14, line.length())).strip().equals(stage))
                .reduce((first, second) -> second)
                .orElse("no line of " + stage + " in " + result.out());
    }
}
