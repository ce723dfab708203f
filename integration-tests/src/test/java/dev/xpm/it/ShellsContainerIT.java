package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.host.RequiresDocker;
import dev.xpm.it.host.ShellsHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every login shell, every way to log in, and a way over two jump hosts; with each SSH of ours. */
@RequiresDocker
class ShellsContainerIT {
    private static final List<TransportChoice> TRANSPORTS = List.of(TransportChoice.BUILTIN, TransportChoice.OPENSSH);
    private static final List<String> SHELLS = List.of("sh", "bash", "dash", "zsh", "tcsh", "fish");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String KEY = "IdentitiesOnly yes\n    IdentityFile ";

    /** What some shell or other gives a meaning. */
    private static final List<String> WORDS = List.of(
            "plain",
            "",
            "a  b",
            "it's",
            "\"q\"",
            "$HOME",
            "`id`",
            "$(id)",
            "\\",
            "a\\'b",
            "!x",
            "line\nbreak",
            "-rf",
            "~root",
            "*",
            "{a,b}",
            "%d",
            "é∑",
            "#c",
            "a;b|c&d>e");

    @TempDir
    private static Path folder;

    private static ShellsHost host;

    @BeforeAll
    static void start() throws Exception {
        host = ShellsHost.start(folder);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    static Stream<Arguments> transportsAndShells() {
        return TRANSPORTS.stream().flatMap(transport -> SHELLS.stream().map(shell -> Arguments.of(transport, shell)));
    }

    static Stream<TransportChoice> transports() {
        return TRANSPORTS.stream();
    }

    @ParameterizedTest
    @MethodSource("transportsAndShells")
    @Tag("A-S2")
    void everyShellHandsOnEveryWordAsItIs(TransportChoice transport, String shell) throws Exception {
        var words = new ArrayList<>(List.of("printf", "%s\\0"));
        words.addAll(WORDS);
        try (Transport open = connect(transport, "target", withKey("in" + shell), new Typist())) {
            assertThat(output(open, words).split("\0", -1))
                    .startsWith(WORDS.toArray(String[]::new))
                    .hasSize(WORDS.size() + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("transportsAndShells")
    @Tag("A-R15")
    @Tag("P5")
    void everyShellTellsThatACommandIsNotThere(TransportChoice transport, String shell) throws Exception {
        for (String missing : List.of("/no/such/program", "no-such-program")) {
            MonitorException problem = catchThrowableOfType(
                    MonitorException.class,
                    () -> AgentSession.open(request(transport, withKey("in" + shell), List.of(missing))));

            assertThat(problem.problem()).as(shell).isEqualTo(Problem.NO_AGENT);
            assertThat(problem.sentence()).startsWith("target has no usable experimaestro (exit ");
            assertThat(problem.hint()).contains("--remote-xpm");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    @Tag("A-R14")
    void whatStartUpFilesPrintIsSkipped(TransportChoice transport) throws Exception {
        var answer =
                "read request; echo; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\"}}'; cat";

        try (AgentSession session =
                AgentSession.open(request(transport, withKey("noisy"), List.of("sh", "-c", answer)))) {
            assertThat(session.server().protocolVersion().raw()).isEqualTo("2.0");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anEncryptedKeyAsksForItsPassphraseOnce(TransportChoice transport) throws Exception {
        Path locked = folder.resolve("locked-" + transport);
        Files.copy(host.identity(), locked);
        Program.Result result = Program.of("ssh-keygen", "-p", "-q", "-P", "", "-N", "secret", "-f", locked.toString())
                .run();
        assertThat(result.exit()).as(result.err()).isZero();
        var user = new Typist("secret");

        try (Transport open = connect(transport, "target", host.configuration("inbash", KEY + locked), user)) {
            assertThat(output(open, List.of("id", "-un"))).isEqualTo("inbash\n");
            assertThat(output(open, List.of("echo", "again"))).isEqualTo("again\n");
        }
        assertThat(user.asked).containsExactly("passphrase for " + locked + " | Passphrase: ");
    }

    @ParameterizedTest
    @MethodSource("transports")
    @Tag("A-R16")
    void aPasswordIsAskedOnceForAllCommands(TransportChoice transport) throws Exception {
        var user = new Typist("wrong", ShellsHost.PASSWORD);
        Path config = host.configuration("inzsh", "PubkeyAuthentication no");

        try (Transport open = connect(transport, "target", config, user)) {
            for (int i = 0; i < 3; i++) {
                assertThat(output(open, List.of("id", "-un"))).isEqualTo("inzsh\n");
            }
        }
        assertThat(user.asked).hasSize(2);
        assertThat(user.asked.get(0)).endsWith(" | Password: ").startsWith("password for inzsh@");
        assertThat(user.asked.get(1)).startsWith("not accepted; again password for inzsh@");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theWayOverTwoJumpHostsLeadsToTheTarget(TransportChoice transport) throws Exception {
        try (Transport open = connect(transport, "deep", withKey("infish"), new Typist())) {
            assertThat(output(open, List.of("id", "-un"))).isEqualTo("infish\n");
            assertThat(output(open, List.of("sh", "-c", "echo $SSH_CONNECTION")))
                    .startsWith("127.0.0.1 ");
        }
    }

    private static Path withKey(String user) throws IOException {
        return host.configuration(user, KEY + host.identity());
    }

    private static Destination.Ssh destination(TransportChoice transport, String name, Path config)
            throws MonitorException {
        return new Destination.Ssh(SshHost.parse(name), SshOptions.parse(List.of("-F", config.toString())), transport);
    }

    private static Transport connect(TransportChoice transport, String name, Path config, Typist user)
            throws MonitorException {
        return Transports.connect(destination(transport, name, config), LIMIT, user);
    }

    private static SessionRequest request(TransportChoice transport, Path config, List<String> launcher)
            throws MonitorException {
        return new SessionRequest(
                destination(transport, "target", config),
                "/w",
                new Launch.Command(launcher),
                null,
                new SessionLimits(LIMIT, LIMIT),
                new Typist(),
                new Deaf());
    }

    private static String output(Transport transport, List<String> words) throws Exception {
        try (RemoteProcess process = transport.start(RemoteCommand.of(words.toArray(String[]::new)))) {
            process.stdin().close();
            return new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Types the answers of a list, then cancels. */
    private static final class Typist implements Prompter {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<String> answers;

        Typist(String... answers) {
            this.answers = new ArrayList<>(List.of(answers));
        }

        @Override
        public synchronized @Nullable List<char[]> ask(String title, List<Question> questions) {
            var typed = new ArrayList<char[]>();
            for (Question question : questions) {
                asked.add(title + " | " + question.text());
                if (answers.isEmpty()) {
                    return null;
                }
                typed.add(answers.remove(0).toCharArray());
            }
            return typed;
        }

        @Override
        public boolean confirm(String title, List<String> lines) {
            return false;
        }

        @Override
        public void status(String line) {}
    }
}
