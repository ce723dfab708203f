package dev.xpm.client.connect.openssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.ScriptedUser;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.connect.config.ConfigQuery;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.connect.ssh.EmbeddedHost;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's ssh program against a server of this process. */
@Timeout(120)
class OpenSshTransportTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private EmbeddedHost host;
    private Set<String> placesBefore;

    @BeforeEach
    void lookForTheProgram() throws IOException {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ssh")));
        boolean required = "true".equals(System.getenv("CI")) || Boolean.getBoolean("xpm.required");
        assumeTrue(there || required, "the ssh program is not installed");
        placesBefore = places();
    }

    @AfterEach
    void stop() throws IOException {
        if (host != null) {
            host.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(places())
                .isEqualTo(placesBefore));
    }

    @Test
    @Tag("A-S7")
    void runsCommandsOverOneConnectionThroughAPrivateSocket() throws Exception {
        host = EmbeddedHost.start(directory);

        try (Transport transport = connect(host.open(), ScriptedUser.wary())) {
            Set<String> own = places();
            own.removeAll(placesBefore);
            Path place = base().resolve(own.iterator().next());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rwx------");
            assertThat(place.resolve("m").toString().length()).isLessThanOrEqualTo(104);
            assertThat(run(transport, "echo one; cat", "two\n")).isEqualTo("one\ntwo\n");
            assertThat(run(transport, "echo 'a  b' \"$0\" é", "")).isEqualTo("a  b sh é\n");
            assertThat(end(transport, "exit 7")).isEqualTo(new RemoteProcess.Exit(7, null));
            assertThat(end(transport, "exit 255")).isEqualTo(new RemoteProcess.Exit(255, null));
            assertThat(end(transport, "no-such-command-here").code()).isEqualTo(127);
            assertThat(host.logins()).isEqualTo(1);
        }
    }

    @Test
    @Tag("A-R16")
    void asksForThePasswordThroughThePrompter() throws Exception {
        host = EmbeddedHost.withPassword(directory, "right");
        host.makeKnown();
        ScriptedUser clumsy = ScriptedUser.wary("a", "b", "right");

        connect(host.destination(), clumsy).close();

        assertThat(clumsy.asked)
                .containsExactly(
                        "password for ann@127.0.0.1 | Password: ",
                        "not accepted; again password for ann@127.0.0.1 | Password: ",
                        "not accepted; again password for ann@127.0.0.1 | Password: ");
        assertThat(clumsy.threads).containsOnly("xpm-ann@127.0.0.1-prompt");

        ScriptedUser forgetful = ScriptedUser.wary("a", "b", "c", "right");
        MonitorException problem = failure(host.destination(), forgetful);
        assertThat(problem.problem()).isEqualTo(Problem.AUTHENTICATION);
        assertThat(problem.sentence()).contains("cannot reach ann@127.0.0.1: ").contains("Permission denied");
        assertThat(forgetful.asked).hasSize(3);
    }

    @Test
    @Tag("A-R16")
    void aCancelledQuestionEndsTheAttemptAndSendsNothing() throws Exception {
        host = EmbeddedHost.withPassword(directory, "");
        host.makeKnown();
        ScriptedUser user = ScriptedUser.wary();

        MonitorException problem = failure(host.destination(), user);

        assertThat(problem.problem()).isEqualTo(Problem.AUTHENTICATION);
        assertThat(problem.sentence()).contains("the login was cancelled");
        assertThat(user.asked).hasSize(1);
        assertThat(host.logins()).isZero();
    }

    @Test
    void asksForThePassphraseOfAKey() throws Exception {
        host = EmbeddedHost.withPassword(directory, "right");
        host.makeKnown();
        Path key = host.authorize("id_locked", "secret");
        ScriptedUser user = ScriptedUser.wary("wrong", "secret");

        connect(host.destination("-i", key.toString()), user).close();

        assertThat(user.asked)
                .containsExactly(
                        "passphrase for " + key + " | Passphrase: ",
                        "not accepted; again passphrase for " + key + " | Passphrase: ");
    }

    @Test
    @Tag("A-S4")
    void showsAnUnknownKeyAndTheUserDecides() throws Exception {
        host = EmbeddedHost.start(directory);
        Path key = host.authorize("id", null);
        ScriptedUser wary = ScriptedUser.wary();
        ScriptedUser trusting = ScriptedUser.trusting();

        assertThat(failure(host.destination("-i", key.toString()), wary).problem())
                .isEqualTo(Problem.HOST_KEY_UNKNOWN);
        assertThat(host.knownHosts()).doesNotExist();
        connect(host.destination("-i", key.toString()), trusting).close();

        assertThat(trusting.asked)
                .singleElement()
                .asString()
                .contains("unknown host [127.0.0.1]:" + host.port())
                .contains("ED25519 key fingerprint is SHA256:");
        assertThat(host.knownHosts()).isNotEmptyFile();
    }

    @Test
    @Tag("A-S4")
    void refusesAChangedAndARevokedKeyWithoutAsking() throws Exception {
        host = EmbeddedHost.start(directory);
        host.makeAnotherKnown();
        ScriptedUser user = ScriptedUser.trusting("right");

        MonitorException changed = failure(host.destination(), user);
        assertThat(changed.problem()).isEqualTo(Problem.HOST_KEY_CHANGED);
        assertThat(changed.sentence()).contains("its host key has changed").contains(host.knownHosts() + ":1");
        assertThat(changed.hint()).contains("ssh-keygen -R [127.0.0.1]:" + host.port());

        host.makeKnown();
        Files.writeString(host.knownHosts(), "@revoked " + Files.readString(host.knownHosts()));
        MonitorException revoked = failure(host.destination("StrictHostKeyChecking=no"), user);
        assertThat(revoked.problem()).isEqualTo(Problem.HOST_KEY_CHANGED);
        assertThat(revoked.sentence()).contains("revoked");
        assertThat(user.asked).isEmpty();
    }

    @Test
    @Tag("A-R15")
    void tellsUnreachableHostsApartInTheWordsOfTheBuiltinOne() throws Exception {
        host = EmbeddedHost.start(directory);
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        MonitorException refused =
                failure(EmbeddedHost.elsewhere("ann@127.0.0.1", "-p " + closed), ScriptedUser.wary());
        MonitorException unknown = failure(EmbeddedHost.elsewhere("nosuch.invalid"), ScriptedUser.wary());

        assertThat(refused.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(refused.sentence())
                .isEqualTo("cannot reach ann@127.0.0.1: connect to host 127.0.0.1 port " + closed
                        + ": Connection refused (ssh exit 255)");
        assertThat(unknown.problem()).isEqualTo(Problem.HOST_UNKNOWN);
        assertThat(unknown.sentence())
                .isEqualTo("cannot reach nosuch.invalid: Could not resolve hostname nosuch.invalid: "
                        + "Name or service not known (ssh exit 255)");
    }

    @Test
    @Tag("A-R15")
    void doesNotWaitForEverForAHostThatSaysNothing() throws Exception {
        try (var silent = new ServerSocket(0)) {
            Destination.Ssh nobody =
                    EmbeddedHost.elsewhere("ann@127.0.0.1", "-p " + silent.getLocalPort(), "ConnectTimeout=1");

            MonitorException problem = failure(nobody, ScriptedUser.wary());

            assertThat(problem.problem()).isEqualTo(Problem.UNREACHABLE);
            assertThat(problem.sentence()).contains("timed out");
        }
    }

    @Test
    @Tag("A-R2")
    void aLostConnectionIsReportedAndNoOtherOneIsMade() throws Exception {
        host = EmbeddedHost.start(directory);
        var heard = new HeardSession();
        var request = new SessionRequest(
                openssh(host.open()),
                "/w",
                new Launch.Command(List.of(
                        "sh",
                        "-c",
                        "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\"}}';"
                                + " cat >/dev/null")),
                null,
                SessionLimits.DEFAULT,
                ScriptedUser.wary(),
                heard);
        AgentSession session = AgentSession.open(request);

        host.cut();

        MonitorException reason = heard.end.get(10, TimeUnit.SECONDS);
        assertThat(reason.problem()).isEqualTo(Problem.CONNECTION_LOST);
        assertThat(reason.sentence()).isEqualTo("the connection to ann@127.0.0.1 was lost");
        assertThat(catchThrowableOfType(MonitorException.class, () -> session.transport()
                                .start(RemoteCommand.of("true")))
                        .problem())
                .isEqualTo(Problem.CONNECTION_LOST);
        assertThat(host.logins()).isEqualTo(1);
        session.close();
    }

    @Test
    @Tag("P26")
    void aPlaceThatACrashedProgramLeftIsClearedAway() throws Exception {
        Path left = Files.createTempDirectory(base(), "xpm-ssh-");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(left.resolve("s")));
        }
        Files.createFile(left.resolve("a"));
        host = EmbeddedHost.start(directory);

        connect(host.open(), ScriptedUser.wary()).close();

        assertThat(left).doesNotExist();
    }

    @Test
    void isChosenWithAReasonWhereTheBuiltinOneCannotDoIt() throws Exception {
        host = EmbeddedHost.start(directory);
        Destination.Ssh open = host.open();
        Destination.Ssh proxied = new Destination.Ssh(
                open.host(),
                host.destination("-i", directory.resolve("id_open").toString(), "Compression=no")
                        .options());
        ScriptedUser user = ScriptedUser.wary();

        try (Transport transport = Transports.connect(proxied, LIMIT, user)) {
            assertThat(transport).isInstanceOf(OpenSshTransport.class);
        }
        assertThat(user.told).contains("using the ssh program, because option Compression is given");

        MonitorException forced = catchThrowableOfType(
                MonitorException.class,
                () -> Transports.connect(
                        new Destination.Ssh(proxied.host(), proxied.options(), TransportChoice.BUILTIN), LIMIT, user));
        assertThat(forced.problem()).isEqualTo(Problem.MISUSE);
        assertThat(forced.sentence()).contains("option Compression is given");
        assertThat(forced.hint()).contains("ssh.transport: openssh");
    }

    @ParameterizedTest
    @Tag("A-S1")
    @ValueSource(strings = {"-oProxyCommand=touch${IFS}CANARY", "-V", "-oPermitLocalCommand=yes", "-F/dev/null"})
    void aHostThatLooksLikeAnOptionIsNoneToTheRealProgram(String hostile) throws Exception {
        Path canary = directory.resolve("canary");
        String given = hostile.replace("CANARY", canary.toString());
        assertThatIllegalArgumentException().isThrownBy(() -> SshHost.parse(given));
        Destination.Ssh any = EmbeddedHost.elsewhere("host");
        var forms = List.of(
                MasterCommand.connection(any, new ConfigValues(), LIMIT, directory.resolve("m"), false),
                MasterCommand.command(any, directory.resolve("m"), "true"),
                ConfigQuery.words(any.host(), any.options()));

        for (List<String> words : forms) {
            int at = words.indexOf("--") + 1;
            var attack = new ArrayList<>(words);
            attack.set(at, given);
            Process process = new ProcessBuilder(attack)
                    .redirectErrorStream(true)
                    .directory(directory.toFile())
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as("%s: %s", attack, said).isNotZero();
            assertThat(canary).doesNotExist();
        }
    }

    @Test
    @Tag("A-R16")
    void passesOnSeveralQuestionsOfTheHost() throws Exception {
        host = EmbeddedHost.withQuestions(directory, "right", "123456");
        host.makeKnown();
        ScriptedUser user = ScriptedUser.wary("right", "000000", "right", "123456");

        connect(host.destination(), user).close();

        assertThat(user.asked).hasSize(4);
        assertThat(user.asked.get(0)).isEqualTo("password for ann@127.0.0.1 | Password: ");
        assertThat(user.asked.get(1)).startsWith("password for ann@127.0.0.1 | Code");
        assertThat(user.asked.get(2)).isEqualTo("not accepted; again password for ann@127.0.0.1 | Password: ");
        assertThat(user.asked).noneMatch(question -> question.contains("\u001b"));
    }

    @Test
    @Tag("A-S6")
    void secretsAreNeitherInArgumentsNorInTheEnvironment() throws Exception {
        host = EmbeddedHost.withPassword(directory, "canary-secret");
        host.makeKnown();
        ScriptedUser user = ScriptedUser.wary("canary-secret");

        try (Transport transport = connect(host.destination(), user)) {
            RemoteProcess command = transport.start(RemoteCommand.of("cat"));
            List<ProcessHandle> ours = ProcessHandle.current().descendants().toList();
            assertThat(ours).hasSizeGreaterThan(2);
            for (ProcessHandle process : ours) {
                Path about = Path.of("/proc", String.valueOf(process.pid()));
                assertThat(Files.readString(about.resolve("cmdline"))).doesNotContain("canary-secret");
                assertThat(Files.readString(about.resolve("environ"), StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary-secret");
            }
            command.close();
        }
    }

    private static Destination.Ssh openssh(Destination.Ssh destination) {
        return new Destination.Ssh(destination.host(), destination.options(), TransportChoice.OPENSSH);
    }

    private static Transport connect(Destination.Ssh destination, ScriptedUser user) throws MonitorException {
        return Transports.connect(openssh(destination), LIMIT, user);
    }

    private static MonitorException failure(Destination.Ssh destination, ScriptedUser user) {
        return catchThrowableOfType(MonitorException.class, () -> connect(destination, user));
    }

    private static String run(Transport transport, String script, String input) throws Exception {
        try (RemoteProcess process = transport.start(RemoteCommand.of("sh", "-c", script))) {
            process.stdin().write(input.getBytes(StandardCharsets.UTF_8));
            process.stdin().close();
            return new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static RemoteProcess.Exit end(Transport transport, String script) throws Exception {
        try (RemoteProcess process = transport.start(RemoteCommand.of("sh", "-c", script))) {
            return process.exit().get(20, TimeUnit.SECONDS);
        }
    }

    private static Path base() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return Path.of(runtime == null || !Files.isWritable(Path.of(runtime)) ? "/tmp" : runtime);
    }

    private static Set<String> places() throws IOException {
        try (Stream<Path> entries = Files.list(base())) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("xpm-ssh-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
