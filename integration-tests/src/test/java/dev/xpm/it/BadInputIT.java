package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.EmbeddedSshdHost;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.host.TestHost;
import dev.xpm.it.screen.TmuxScreen;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets for a wrong word: one line that says what to do, and an exit code. Source: interfaces.md 1.8. */
@Needs({Tool.SSHD, Tool.TMUX})
class BadInputIT {
    private static final int FAILED = 1;
    private static final int SETTINGS = 3;
    private static final int CANNOT_CONNECT = 4;

    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private Path workspace;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
        workspace = SyntheticWorkspace.create(folder.resolve("ws")).root();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void aHostThatDoesNotExist() throws Exception {
        Program.Result result = monitor("no-such-host.invalid", workspace, agent());
        assertThat(errorLine(result, CANNOT_CONNECT)).startsWith("error: cannot reach no-such-host.invalid");
    }

    @Test
    void aPortWhereNobodyListens() throws Exception {
        int port = host.port();
        host.close();
        Program.Result result = monitor(host.destination(), workspace, agent());
        assertThat(errorLine(result, CANNOT_CONNECT))
                .startsWith("error: cannot reach " + host.destination())
                .contains(String.valueOf(port));
    }

    @Test
    void aHostKeyThatNobodyKnows() throws Exception {
        Path known = folder.resolve("nobody");
        String config = Files.readString(host.configuration())
                .replaceAll("UserKnownHostsFile .*", "UserKnownHostsFile " + known)
                .replace("StrictHostKeyChecking yes", "StrictHostKeyChecking ask");
        Files.writeString(host.configuration(), config);
        Program.Result result = monitor(host.destination(), workspace, agent());
        assertThat(errorLine(result, CANNOT_CONNECT)).contains("key");
        assertThat(known).doesNotExist();
    }

    @Test
    void aHostKeyThatHasChanged() throws Exception {
        host.changeHostKey();
        Program.Result result = monitor(host.destination(), workspace, agent());
        assertThat(errorLine(result, CANNOT_CONNECT)).contains("key").containsIgnoringCase("changed");
    }

    @Test
    void aKeyThatTheHostDoesNotAccept() throws Exception {
        Files.writeString(
                host.configuration(),
                Files.readString(host.configuration()).replaceAll("IdentityFile .*", "IdentityFile /nowhere"));
        Program.Result result = monitor(host.destination(), workspace, agent());
        assertThat(errorLine(result, CANNOT_CONNECT)).contains(host.destination());
    }

    @Test
    void aWrongPassword() throws Exception {
        try (var asking = EmbeddedSshdHost.withPassword(folder, "right");
                var screen = TmuxScreen.open(folder, 100, 30)) {
            screen.type(Program.launcher() + " experiments ssh-monitor -o '-F " + asking.configuration()
                    + "' --remote-xpm " + Program.launcher() + " " + asking.destination() + " " + workspace
                    + " --events-viewer; echo \"[exit $?]\"");
            String shown = screen.awaitText("assword");
            for (int attempt = 0; attempt < 5 && !shown.contains("error:"); attempt++) {
                int asked = count(shown, "assword");
                screen.type("wrong-canary");
                shown = screen.await(
                        "another question or the end",
                        text -> text.contains("[exit ") || count(text, "assword") > asked);
            }
            shown = screen.awaitText("[exit 4]");
            assertThat(shown).contains("error: ").doesNotContain("wrong-canary").doesNotContain("Exception");
        }
    }

    @Test
    void aWorkspaceThatDoesNotExist() throws Exception {
        Program.Result result = monitor(host.destination(), folder.resolve("nothing"), agent());
        assertThat(errorLine(result, FAILED)).isEqualTo("error: " + folder.resolve("nothing") + " does not exist");
    }

    @Test
    @Tag("A-R15")
    void aDirectoryThatIsNoWorkspace() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Program.Result result = monitor(host.destination(), plain, agent());
        assertThat(errorLine(result, FAILED))
                .isEqualTo("error: " + plain + " is not a workspace (no .__experimaestro__)");
        assertThat(result.err()).contains("hint: name the directory on " + host.destination() + " that holds");
    }

    @Test
    void anAgentThatIsNotThere() throws Exception {
        Program.Result result = monitor(host.destination(), workspace, "/no/such/program");
        assertThat(errorLine(result, CANNOT_CONNECT))
                .isEqualTo("error: " + host.destination() + " has no usable experimaestro (exit 127)");
        assertThat(result.err()).contains("hint: ").contains("--remote-xpm").contains("--remote-shell-init");
    }

    @Test
    void garbageInsteadOfAnAgent() throws Exception {
        String garbage = "sh -c 'head -c 200000 /dev/urandom; printf \"\\033[2J\\033]0;x\\007\\n5\\nnull\\n\"; exit 3'";
        Program.Result result = monitor(host.destination(), workspace, garbage);
        assertThat(errorLine(result, CANNOT_CONNECT)).contains(host.destination());
        assertThat(result.err()).doesNotContain("\u001b[2J").doesNotContain("\u001b]");
    }

    @Test
    @Tag("P28")
    void garbageAndThenSilence() throws Exception {
        String silent = "sh -c 'echo Welcome; exec cat >/dev/null'";
        Program.Result result = monitor(host.destination(), workspace, silent, "--timeout", "3");
        assertThat(errorLine(result, CANNOT_CONNECT))
                .isEqualTo("error: no answer from " + host.destination() + " within 3 s");
    }

    @Test
    void aWrongKeyInTheSettings() throws Exception {
        Path settings = settings("workspaces:\n  - id: laptop\n    path: /tmp\n    trigers: [a]\n");
        Program.Result result = Program.xpm("--settings", settings.toString(), "workspaces", "list")
                .run();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("laptop");
        assertThat(result.errLines())
                .singleElement()
                .asString()
                .contains(settings + ":4:")
                .contains("trigers")
                .contains("triggers");
    }

    @Test
    void aWrongTypeInTheSettings() throws Exception {
        Path settings = settings("server:\n  port: lots\n");
        Program.Result result = Program.xpm("--settings", settings.toString(), "workspaces", "list")
                .run();
        assertThat(errorLine(result, SETTINGS))
                .startsWith("error: " + settings + ":2:")
                .contains("server.port");
    }

    private static String agent() {
        return "'" + Program.launcher() + "'";
    }

    private Path settings(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.yaml"), text);
    }

    private Program.Result monitor(String destination, Path directory, String remote, String... globals)
            throws IOException {
        return monitor(host, destination, directory, remote, globals);
    }

    private Program.Result monitor(TestHost to, String destination, Path directory, String remote, String... globals)
            throws IOException {
        var words = new ArrayList<>(List.of("--settings", settings("").toString()));
        words.addAll(List.of(globals));
        words.addAll(List.of("experiments", "ssh-monitor", "-o", "-F " + to.configuration(), "--remote-xpm", remote));
        words.addAll(List.of(destination, directory.toString(), "--events-viewer", "--events-format", "json"));
        return Program.xpm(words.toArray(String[]::new)).run();
    }

    /** The one line of error, after a look at everything else that was said. */
    private static String errorLine(Program.Result result, int exit) {
        assertThat(result.exit()).as("%s", result).isEqualTo(exit);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).doesNotContain("\tat ").doesNotContain("Exception");
        List<String> errors = result.errLines().stream()
                .filter(line -> line.startsWith("error: "))
                .toList();
        assertThat(errors).as(result.err()).hasSize(1);
        return errors.get(0);
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}
