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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The questions before a screen is drawn, on a real terminal. Source: assurance.md R16 and S6. */
@Tag("A-R16")
@Needs({Tool.SSHD, Tool.TMUX})
class PromptIT {
    private static final String SECRET = "open-sesame-canary";

    @TempDir
    private Path folder;

    private Path workspace;
    private TmuxScreen screen;

    @BeforeEach
    void start() throws Exception {
        workspace = SyntheticWorkspace.create(folder.resolve("ws")).root();
        screen = TmuxScreen.open(folder, 120, 40);
    }

    @AfterEach
    void stop() throws Exception {
        screen.close();
    }

    @Test
    @Tag("A-S6")
    void aWrongPasswordMayBeCorrectedAndNoneIsShownOrLogged() throws Exception {
        try (var host = EmbeddedSshdHost.withPassword(folder, SECRET);
                var watch = new SecretWatch(SECRET)) {
            monitor(host);
            screen.awaitText("password for " + host.destination());
            screen.awaitText("Password:");
            screen.type(SECRET + "-not");
            screen.awaitText("not accepted; again password for " + host.destination());
            screen.await("the second question", text -> count(text, "Password:") == 2);
            screen.type(SECRET);
            leaveTheStream();
            assertThat(watch.looks()).isGreaterThan(10);
            assertThat(watch.found()).isEmpty();
        }
        assertThat(screen.text()).doesNotContain(SECRET);
        assertNothingWritten(SECRET);
    }

    @Test
    @Tag("A-S6")
    void whatTheSshProgramAsksIsAskedHereAndNotDrawnByIt() throws Exception {
        try (var host = EmbeddedSshdHost.withPassword(folder, SECRET);
                var watch = new SecretWatch(SECRET)) {
            monitor(host, "ssh: {host: " + host.destination() + ", transport: openssh}");
            screen.awaitText("password for " + host.destination());
            screen.awaitText("Password:");
            assertThat(screen.text()).doesNotContain("'s password");
            screen.type(SECRET + "-not");
            screen.awaitText("not accepted; again password for " + host.destination());
            screen.await("the second question", text -> count(text, "Password:") == 2);
            screen.type(SECRET);
            leaveTheStream();
            assertThat(watch.looks()).isGreaterThan(10);
            assertThat(watch.found()).isEmpty();
        }
        assertThat(screen.text()).doesNotContain(SECRET);
        assertNothingWritten(SECRET);
    }

    @Test
    void questionsOfTheHostAreAskedAsItWants() throws Exception {
        try (var host = EmbeddedSshdHost.withQuestions(folder, SECRET, "123456")) {
            monitor(host);
            String asked = screen.awaitText("Secret word:");
            assertThat(asked).contains("two factors as every morning").doesNotContain("Code:");
            screen.type(SECRET);
            screen.awaitText("Code:");
            screen.type("123456");
            screen.awaitText("Code: 123456");
            leaveTheStream();
        }
        assertThat(screen.text()).doesNotContain(SECRET);
        assertNothingWritten(SECRET);
        assertNothingWritten("123456");
    }

    @Test
    void anUnknownHostKeyIsAskedOnceAndShownWithItsFingerprint() throws Exception {
        try (var host = OpenSshdHost.start(folder)) {
            Path known = folder.resolve("known");
            Files.writeString(
                    host.configuration(),
                    Files.readString(host.configuration())
                            .replaceAll("UserKnownHostsFile .*", "UserKnownHostsFile " + known)
                            .replace("StrictHostKeyChecking yes", "StrictHostKeyChecking ask"));
            monitor(host);
            String asked = screen.awaitText("(yes/no)");
            assertThat(asked)
                    .contains("[127.0.0.1]:" + host.port())
                    .contains("ED25519 key fingerprint is " + host.fingerprint());
            assertThat(known).doesNotExist();
            screen.type("perhaps");
            screen.awaitText("please type yes or no");
            screen.type("yes");
            leaveTheStream();
            assertThat(known).content().contains("[127.0.0.1]:" + host.port() + " ssh-ed25519 ");

            screen.type("clear");
            screen.awaitGone("please type");
            monitor(host);
            leaveTheStream();
            assertThat(screen.text()).doesNotContain("(yes/no)");
        }
    }

    @Test
    void aRefusedHostKeyEndsTheAttempt() throws Exception {
        try (var host = OpenSshdHost.start(folder)) {
            Files.writeString(
                    host.configuration(),
                    Files.readString(host.configuration())
                            .replaceAll("UserKnownHostsFile .*", "UserKnownHostsFile " + folder.resolve("known"))
                            .replace("StrictHostKeyChecking yes", "StrictHostKeyChecking ask"));
            monitor(host);
            screen.awaitText("(yes/no)");
            screen.type("no");
            assertThat(screen.awaitText("exit:4")).contains("error: ").contains("Host key verification failed");
            assertThat(folder.resolve("known")).doesNotExist();
        }
    }

    @Tag("A-T7")
    @Test
    void anInterruptedQuestionLeavesATerminalThatEchoes() throws Exception {
        try (var host = EmbeddedSshdHost.withPassword(folder, SECRET)) {
            screen.type("stty -g >" + folder.resolve("before"));
            monitor(host);
            screen.awaitText("Password:");
            screen.press("C-c");
            assertThat(screen.awaitText("exit:")).contains("exit:130");
            screen.type("stty -g >" + folder.resolve("after") + "; echo told:$?");
            screen.awaitText("told:0");
            assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
        }
    }

    /** Follows the events with the log of details on; what it writes of itself goes below the folder. */
    private void monitor(TestHost host) throws IOException {
        monitor(host, "");
    }

    /** As above, with more words for the entry of the settings. */
    private void monitor(TestHost host, String entry) throws IOException {
        Path settings = Files.writeString(
                folder.resolve("settings.yaml"),
                entry.isEmpty() ? "" : "workspaces:\n- id: it\n  path: /w\n  " + entry + "\n");
        // In a file, so that the line on the screen stays short.
        Path script = Files.write(
                folder.resolve("monitor"),
                List.of(
                        "XDG_STATE_HOME='" + folder.resolve("state") + "' '" + Program.launcher() + "' --debug"
                                + " --settings '" + settings + "' experiments ssh-monitor "
                                + (entry.isEmpty() ? "" : "--workspace it ") + "-o '-F "
                                + host.configuration()
                                + "' --remote-xpm '" + Program.launcher() + "' " + host.destination() + " '" + workspace
                                + "' --events-viewer",
                        "echo \"exit:$?\""));
        screen.type(". " + script);
    }

    private void leaveTheStream() throws IOException {
        screen.awaitText("connected, remote workspace");
        screen.press("C-c");
        screen.awaitText("exit:");
    }

    /** Of all files that the program wrote. */
    private void assertNothingWritten(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(secret));
        }
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}
