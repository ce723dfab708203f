package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.it.fault.FaultProxy;
import dev.xpm.it.host.EmbeddedSshdHost;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.host.TestHost;
import dev.xpm.it.screen.TmuxScreen;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program over a real sshd whose connection goes away: what was shown stays, and it comes back by itself. */
@Needs({Tool.SSHD, Tool.TMUX})
class StayIT {
    private static final String SECRET = "come-back-canary";

    /** Longer than the pause that counts as sleep. */
    private static final int ASLEEP_SECONDS = 18;

    @TempDir
    private Path folder;

    private SyntheticWorkspace workspace;

    @BeforeEach
    void start() throws Exception {
        workspace = SyntheticWorkspace.create(folder.resolve("ws"));
        workspace.submit(1);
        workspace.start(1);
    }

    @Test
    @Tag("B12")
    @Tag("P6")
    @Tag("A-R1")
    void anAgentThatIsKilledIsStartedAgainBehindTheScreen() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var screen = TmuxScreen.open(folder, 120, 40)) {
            monitor(screen, host, "");
            screen.awaitText("● live");
            screen.awaitText("train");
            host.commands().forEach(ProcessHandle::destroyForcibly);
            String lost = screen.await(
                    "the loss", text -> (text.contains("! retry in") || text.contains("◌")) && text.contains("as of "));
            assertThat(lost).contains("train").doesNotContain("✗ error");
            workspace.finish(1);
            screen.awaitText("● live");
            screen.awaitText("1 done while away");
            quit(screen);
        }
    }

    @Test
    @Tag("A-R2")
    void aResetIsSurvived() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var proxy = FaultProxy.to(host.port());
                var screen = TmuxScreen.open(folder, 80, 24)) {
            host.reachThrough(proxy.port());
            monitor(screen, host, "");
            screen.awaitText("● live");
            proxy.refuse(true);
            proxy.reset();
            screen.awaitText("! retry in");
            proxy.refuse(false);
            screen.press("r");
            screen.awaitText("● live");
            quit(screen);
        }
    }

    /** As on a laptop whose lid was closed: nothing of the program runs meanwhile, and the clock goes on. */
    @Test
    @Tag("A-R5")
    void aClientThatWasStoppedForAWhileConnectsAnewOnceAndClaimsNothing() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var screen = TmuxScreen.open(folder, 120, 40)) {
            // Else the shell would take the terminal back from a program that is stopped.
            screen.type("set +m");
            monitor(screen, host, "");
            screen.awaitText("● live");
            screen.awaitText("train");
            ProcessHandle client = ProcessHandle.of(screen.shell())
                    .orElseThrow()
                    .descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .findFirst()
                    .orElseThrow();
            String sleep =
                    "kill -STOP " + client.pid() + " && sleep " + ASLEEP_SECONDS + "; kill -CONT " + client.pid();
            assertThat(Program.of("sh", "-c", sleep).run().exit()).isZero();
            String awake = screen.await("another connection", text -> logins(host) == 2);
            assertThat(awake).contains("train").doesNotContain("✗ error");
            screen.awaitText("● live");
            assertThat(screen.text()).doesNotContain("✗ error");
            workspace.finish(1);
            screen.awaitText("done 1");
            assertThat(logins(host)).isEqualTo(2);
            quit(screen);
        }
    }

    private static long logins(OpenSshdHost host) {
        try {
            return host.log()
                    .lines()
                    .filter(line -> line.contains("Accepted publickey"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code -Dxpm.idle=720} for the twelve minutes after which the library would close the connection. */
    @Test
    @Tag("A-R8")
    void aLinkThatNobodyUsesStays() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var client = new KeptClient(host, workspace.root().toString(), TransportChoice.BUILTIN)) {
            client.await(Link.Live.class);
            Duration idle = Duration.ofSeconds(Integer.getInteger("xpm.idle", 10));
            Awaitility.await().during(idle).atMost(idle.plusMinutes(1)).until(() -> client.links().stream()
                    .noneMatch(Link.Lost.class::isInstance));
            assertThat(client.sessions()).isEqualTo(1);
            assertThat(logins(host)).isEqualTo(1);
        }
    }

    @Test
    @Tag("A-R7")
    void aServerThatIsRestartedIsConnectedAgainAndOneWithAnotherKeyIsNot() throws Exception {
        try (var host = OpenSshdHost.start(folder);
                var screen = TmuxScreen.open(folder, 120, 40)) {
            monitor(screen, host, "");
            screen.awaitText("● live");
            host.stop();
            screen.awaitText("! retry in");
            host.restart();
            screen.awaitText("● live");
            host.stop();
            screen.awaitText("! retry in");
            host.changeHostKey();
            String refused = screen.awaitText("✗ offline since");
            assertThat(refused).contains("r tries again").contains("host key has changed");
            quit(screen);
        }
    }

    @Test
    @Tag("A-R16")
    void aPasswordIsAskedInADialogAndNeverShown() throws Exception {
        try (var host = EmbeddedSshdHost.withPassword(folder, SECRET);
                var screen = TmuxScreen.open(folder, 80, 24)) {
            monitor(screen, host, "");
            screen.awaitText("Password:");
            screen.type(SECRET);
            screen.awaitText("● live");
            host.dropConnections();
            screen.awaitText("Enter answers, Esc cancels");
            screen.type(SECRET);
            assertThat(screen.awaitText("● live")).doesNotContain(SECRET);
            host.dropConnections();
            screen.awaitText("Enter answers, Esc cancels");
            screen.press("Escape");
            screen.awaitText("✗ offline since");
            quit(screen);
            assertThat(screen.text()).doesNotContain(SECRET);
        }
    }

    @Test
    @Tag("P6")
    void theStreamOfEventsGoesOnInAnotherSession() throws Exception {
        try (var host = OpenSshdHost.start(folder)) {
            Path errors = folder.resolve("err");
            Process client = Program.of(words(host, "--events-viewer", "--events-format", "json"))
                    .errors(errors)
                    .start();
            try (BufferedReader events = client.inputReader(StandardCharsets.UTF_8)) {
                awaitSaid(errors, "connected, remote workspace");
                workspace.progress(1, 0, 0.25);
                awaitEvent(events, "0.25");
                host.commands().forEach(ProcessHandle::destroyForcibly);
                awaitSaid(errors, "trying again");
                awaitSaid(errors, "again; events of the time between are missing");
                workspace.progress(1, 0, 0.75);
                assertThat(awaitEvent(events, "0.75")).noneMatch(line -> line.contains("0.25"));
                assertThat(client.isAlive()).isTrue();
            } finally {
                Program.end(client);
            }
        }
    }

    /** The lines up to the first one with the words. */
    private static List<String> awaitEvent(BufferedReader events, String words) throws IOException {
        var lines = new ArrayList<String>();
        String line = events.readLine();
        while (line != null && !line.contains(words)) {
            lines.add(line);
            line = events.readLine();
        }
        assertThat(line).as("%s", lines).isNotNull();
        return lines;
    }

    private static void awaitSaid(Path errors, String words) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(errors)
                .contains(words));
    }

    private List<String> words(TestHost host, String... more) throws IOException {
        Path settings = Files.writeString(folder.resolve("settings.yaml"), "");
        var words = new ArrayList<>(List.of(
                Program.launcher().toString(),
                "--settings",
                settings.toString(),
                "experiments",
                "ssh-monitor",
                "-o",
                "-F " + host.configuration(),
                "--remote-xpm",
                Program.launcher().toString(),
                host.destination(),
                workspace.root().toString()));
        words.addAll(List.of(more));
        return words;
    }

    private void monitor(TmuxScreen screen, TestHost host, String more) throws IOException {
        var line = new StringBuilder("XDG_STATE_HOME='" + folder.resolve("state") + "'");
        words(host).forEach(word -> line.append(" '").append(word).append("'"));
        Path script = Files.write(folder.resolve("monitor"), List.of(line + " " + more, "echo \"exit:$?\""));
        screen.type(". " + script);
    }

    private static void quit(TmuxScreen screen) throws Exception {
        screen.press("q");
        screen.awaitText("Quit?");
        screen.press("q");
        screen.awaitText("exit:0");
    }
}
