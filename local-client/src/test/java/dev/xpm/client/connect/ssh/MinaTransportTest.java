package dev.xpm.client.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MinaTransportTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private EmbeddedHost host;

    @AfterEach
    void stop() throws IOException {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void logsInWithKeysOfEachKind() throws Exception {
        startKnown();

        for (var key : List.of(EmbeddedHost.ed25519(), EmbeddedHost.rsa())) {
            Path file = host.authorize("id_" + KeyUtils.getKeyType(key), key, null);
            try (Transport transport = connect(ScriptedUser.wary(), "-i", file.toString())) {
                assertThat(run(transport, "echo hello; echo oops >&2")).isEqualTo("hello\n");
            }
        }
    }

    @Test
    void asksForThePassphraseOnlyWhenTheHostAcceptsTheKey() throws Exception {
        startKnown();
        Path good = host.authorize("id_good", EmbeddedHost.ed25519(), "secret");
        var stranger = EmbeddedHost.start(Files.createDirectory(directory.resolve("other")));
        Path refused = stranger.authorize("id_refused", EmbeddedHost.ed25519(), "other");
        stranger.close();
        ScriptedUser user = ScriptedUser.wary("wrong", "secret");

        connect(user, "-i", refused.toString(), "-i", good.toString()).close();

        assertThat(user.asked)
                .containsExactly(
                        "passphrase for " + good + " | Passphrase: ",
                        "wrong passphrase for " + good + " | Passphrase: ");
        assertThat(user.threads).allMatch(name -> name.equals("xpm-ann@127.0.0.1-prompt"));
    }

    @Test
    @Tag("A-R16")
    void asksForThePasswordThreeTimes() throws Exception {
        start();
        host.makeKnown(host.hostKey());
        ScriptedUser clumsy = ScriptedUser.wary("a", "b", "right");

        connect(clumsy).close();
        assertThat(clumsy.asked)
                .containsExactly(
                        "password for ann@127.0.0.1 | Password: ",
                        "not accepted; again password for ann@127.0.0.1 | Password: ",
                        "not accepted; again password for ann@127.0.0.1 | Password: ");

        ScriptedUser forgetful = ScriptedUser.wary("a", "b", "c", "right");
        MonitorException problem = failure(forgetful);
        assertThat(problem.problem()).isEqualTo(Problem.AUTHENTICATION);
        assertThat(problem.sentence()).contains("cannot reach ann@127.0.0.1: ").contains("Permission denied");
        assertThat(forgetful.asked).hasSize(3);
    }

    @Test
    @Tag("A-R16")
    void stopsAskingWhenTheUserCancels() throws Exception {
        start();
        host.makeKnown(host.hostKey());
        ScriptedUser user = ScriptedUser.wary();

        MonitorException problem = failure(user);

        assertThat(problem.problem()).isEqualTo(Problem.AUTHENTICATION);
        assertThat(problem.sentence()).contains("the login was cancelled");
        assertThat(user.asked).hasSize(1);
    }

    @Test
    void asksNothingInBatchMode() throws Exception {
        start();
        host.makeKnown(host.hostKey());
        ScriptedUser user = ScriptedUser.trusting("right");

        assertThat(failure(user, "BatchMode=yes").problem()).isEqualTo(Problem.AUTHENTICATION);
        Files.delete(host.knownHosts());
        assertThat(failure(user, "BatchMode=yes").problem()).isEqualTo(Problem.HOST_KEY_UNKNOWN);
        assertThat(user.asked).isEmpty();
    }

    @Test
    @Tag("A-R16")
    void passesOnSeveralQuestionsOfTheHost() throws Exception {
        host = EmbeddedHost.withQuestions(directory, "right", "123456");
        host.makeKnown(host.hostKey());
        ScriptedUser user = ScriptedUser.wary("right", "000000", "right", "123456");

        connect(user).close();

        assertThat(user.asked)
                .containsExactly(
                        "password for ann@127.0.0.1: Login | Password: ",
                        "password for ann@127.0.0.1: Login | Code␛:  (shown)",
                        "not accepted; again password for ann@127.0.0.1: Login | Password: ",
                        "not accepted; again password for ann@127.0.0.1: Login | Code␛:  (shown)");
    }

    @Test
    @Tag("A-S4")
    void showsAnUnknownKeyAndKeepsItWhenTheUserSaysYes() throws Exception {
        start();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        ScriptedUser user = ScriptedUser.trusting();

        connect(user, "-i", key.toString()).close();

        assertThat(user.asked)
                .singleElement()
                .asString()
                .contains("[127.0.0.1]:" + host.port())
                .contains("ED25519 key fingerprint is SHA256:");
        assertThat(Files.readString(host.knownHosts())).startsWith("[127.0.0.1]:" + host.port() + " ssh-ed25519 ");
        connect(ScriptedUser.wary(), "-i", key.toString()).close();
    }

    @Test
    @Tag("A-S4")
    void hashesTheNameWhereTheConfigurationSaysSo() throws Exception {
        start();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        Destination.Ssh hashing = new Destination.Ssh(
                SshHost.parse("ann@127.0.0.1"),
                SshOptions.parse(List.of(
                        "-F",
                        "none",
                        "-p",
                        "" + host.port(),
                        "UserKnownHostsFile=" + host.knownHosts(),
                        "GlobalKnownHostsFile=/dev/null",
                        "IdentityAgent=none",
                        "HashKnownHosts=yes",
                        "-i",
                        key.toString())));

        Transports.connect(hashing, LIMIT, ScriptedUser.trusting()).close();

        assertThat(Files.readString(host.knownHosts())).startsWith("|1|").doesNotContain("127.0.0.1");
        Transports.connect(hashing, LIMIT, ScriptedUser.wary()).close();
    }

    @Test
    @Tag("A-S4")
    void refusesAnUnknownKeyWhenTheUserSaysNoOrTheOptionsDo() throws Exception {
        start();
        ScriptedUser wary = ScriptedUser.wary();
        ScriptedUser trusting = ScriptedUser.trusting();

        assertThat(failure(wary).problem()).isEqualTo(Problem.HOST_KEY_UNKNOWN);
        assertThat(failure(trusting, "StrictHostKeyChecking=yes").problem()).isEqualTo(Problem.HOST_KEY_UNKNOWN);

        assertThat(wary.asked).hasSize(1);
        assertThat(trusting.asked).isEmpty();
        assertThat(host.knownHosts()).doesNotExist();
    }

    @Test
    @Tag("A-S4")
    void refusesAChangedKeyWithoutAsking() throws Exception {
        start();
        host.makeKnown(EmbeddedHost.ed25519().getPublic());
        ScriptedUser user = ScriptedUser.trusting("right");

        for (String checking : List.of("ask", "yes", "accept-new")) {
            MonitorException problem = failure(user, "StrictHostKeyChecking=" + checking);

            assertThat(problem.problem()).isEqualTo(Problem.HOST_KEY_CHANGED);
            assertThat(problem.sentence()).contains("its host key has changed").contains(host.knownHosts() + ":1");
            assertThat(problem.hint()).contains("ssh-keygen -R [127.0.0.1]:" + host.port());
        }
        assertThat(user.asked).isEmpty();
    }

    @Test
    @Tag("A-S4")
    void refusesARevokedKeyWhateverTheOptionsSay() throws Exception {
        start();
        host.makeKnown(host.hostKey());
        Files.writeString(host.knownHosts(), "@revoked " + Files.readString(host.knownHosts()));

        assertThat(failure(ScriptedUser.trusting(), "StrictHostKeyChecking=no").sentence())
                .contains("revoked");
    }

    /** The usual form of such a line names no port, and the host listens at another one than 22. */
    @Test
    @Tag("A-S4")
    void refusesAKeyThatIsRevokedForAllHosts() throws Exception {
        start();
        host.makeKnown(host.hostKey());
        String known = Files.readString(host.knownHosts());
        Files.writeString(host.knownHosts(), known + "@revoked * " + known.substring(known.indexOf(' ') + 1));

        assertThat(failure(ScriptedUser.trusting()).sentence()).contains("revoked");
    }

    @Test
    @Tag("A-S5")
    void honoursAndNamesSwitchedOffChecksButSendsNoPassword() throws Exception {
        start();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        host.makeKnown(EmbeddedHost.ed25519().getPublic());
        ScriptedUser user = ScriptedUser.wary("right");

        connect(user, "StrictHostKeyChecking=no", "-i", key.toString()).close();
        assertThat(user.told).anyMatch(line -> line.startsWith("warning: the key of 127.0.0.1 was not checked"));

        assertThat(failure(user, "StrictHostKeyChecking=no").problem()).isEqualTo(Problem.AUTHENTICATION);
        assertThat(user.asked).isEmpty();
    }

    @Test
    void acceptsNewKeysWhereTheOptionsSaySo() throws Exception {
        start();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        ScriptedUser user = ScriptedUser.wary();

        connect(user, "StrictHostKeyChecking=accept-new", "-i", key.toString()).close();

        assertThat(user.asked).isEmpty();
        assertThat(host.knownHosts()).isNotEmptyFile();
    }

    @Test
    @Tag("A-S4")
    void asksForTheTypeOfKeyThatIsKnown() throws Exception {
        var rsa = EmbeddedHost.rsa();
        host = EmbeddedHost.start(directory, List.of(EmbeddedHost.ed25519(), rsa), server -> {});
        host.makeKnown(rsa.getPublic());
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);

        connect(ScriptedUser.wary(), "-i", key.toString()).close();
    }

    @Test
    void goesThroughJumpHostsEachUnderItsOwnName() throws Exception {
        startKnown();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        EmbeddedHost jump = EmbeddedHost.start(Files.createDirectory(directory.resolve("jump")));
        Path jumpKey = jump.authorize("id_jump", EmbeddedHost.ed25519(), null);
        Path config = directory.resolve("config");
        Files.writeString(config, """
                Host target
                  HostName 127.0.0.1
                  Port %d
                  ProxyJump gate,gate
                  IdentityFile %s
                Host gate
                  HostName 127.0.0.1
                  HostKeyAlias the-gate
                  Port %d
                  IdentityFile "%s"
                Host *
                  User ann
                  UserKnownHostsFile %s
                  GlobalKnownHostsFile /dev/null
                  IdentityAgent none
                  HashKnownHosts no
                """.formatted(host.port(), key, jump.port(), jumpKey, host.knownHosts()));
        var target = new Destination.Ssh(SshHost.parse("target"), SshOptions.parse(List.of("-F", config.toString())));
        ScriptedUser user = ScriptedUser.trusting();

        try (jump;
                Transport transport = Transports.connect(target, LIMIT, user)) {
            assertThat(run(transport, "echo through")).isEqualTo("through\n");
        }
        assertThat(user.asked).singleElement().asString().contains("the-gate");
        assertThat(Files.readString(host.knownHosts()).lines().map(line -> line.substring(0, line.indexOf(" "))))
                .containsExactly("[127.0.0.1]:" + host.port(), "the-gate");
    }

    @Test
    @Tag("A-R15")
    void tellsUnreachableHostsApart() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        MonitorException refused = catchThrowableOfType(
                MonitorException.class, () -> connectTo("ann@127.0.0.1", ScriptedUser.wary(), "-p " + closed));
        MonitorException unknown =
                catchThrowableOfType(MonitorException.class, () -> connectTo("nosuch.invalid", ScriptedUser.wary()));

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
            MonitorException problem = catchThrowableOfType(
                    MonitorException.class,
                    () -> connectTo(
                            "ann@127.0.0.1", ScriptedUser.wary(), "-p " + silent.getLocalPort(), "ConnectTimeout=1"));

            assertThat(problem.problem()).isEqualTo(Problem.UNREACHABLE);
            assertThat(problem.sentence()).contains("no answer within 1 s");
        }
    }

    @Test
    void reportsCodesAndSignals() throws Exception {
        host = EmbeddedHost.start(directory);

        try (Transport transport = Transports.connect(host.open(), LIMIT, ScriptedUser.wary())) {
            assertThat(end(transport, "exit 7")).isEqualTo(new RemoteProcess.Exit(7, null));
            assertThat(end(transport, "no-such-command-here").code()).isEqualTo(127);
        }
    }

    @Test
    @Tag("A-R2")
    void reportsALostConnection() throws Exception {
        host = EmbeddedHost.start(directory);
        var heard = new HeardSession();
        AgentSession session = AgentSession.open(request(host.open(), heard, hello("cat >/dev/null")));

        host.cut();

        MonitorException reason = heard.end.get(10, TimeUnit.SECONDS);
        assertThat(reason.problem()).isEqualTo(Problem.CONNECTION_LOST);
        assertThat(reason.sentence()).isEqualTo("the connection to ann@127.0.0.1 was lost");
        session.close();
    }

    @Test
    @Tag("A-R4")
    void noticesADeadLinkByItself() throws Exception {
        host = EmbeddedHost.start(directory);
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);
        var heard = new HeardSession();
        try (var relay = new Relay(host.port())) {
            var destination = new Destination.Ssh(
                    SshHost.parse("ann@127.0.0.1"),
                    SshOptions.parse(List.of(
                            "-F none",
                            "-p " + relay.port(),
                            "-i " + key,
                            "IdentityAgent=none",
                            "UserKnownHostsFile=" + host.knownHosts(),
                            "GlobalKnownHostsFile=/dev/null",
                            "StrictHostKeyChecking=accept-new",
                            "ServerAliveInterval=1",
                            "ServerAliveCountMax=2")));
            AgentSession session = AgentSession.open(request(destination, heard, hello("cat >/dev/null")));
            Awaitility.await()
                    .during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !heard.end.isDone());

            relay.fallSilent();

            assertThat(heard.end.get(30, TimeUnit.SECONDS).problem()).isEqualTo(Problem.CONNECTION_LOST);
            session.close();
        }
    }

    @Test
    @Tag("A-R15")
    void namesAMissingRemoteCommand() throws Exception {
        host = EmbeddedHost.start(directory);
        var request = request(host.open(), new HeardSession(), List.of("/nowhere/xpm"));

        MonitorException problem = catchThrowableOfType(MonitorException.class, () -> AgentSession.open(request));

        assertThat(problem.sentence()).isEqualTo("ann@127.0.0.1 has no usable experimaestro (exit 127)");
    }

    @Test
    @Tag("A-S6")
    void leavesNoThreadBehind() throws Exception {
        startKnown();
        Path key = host.authorize("id", EmbeddedHost.ed25519(), null);

        connect(ScriptedUser.wary(), "-i", key.toString()).close();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("xpm-ann@")));
    }

    static List<String> hello(String then) {
        return List.of(
                "sh",
                "-c",
                "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\"}}'; "
                        + then);
    }

    private static SessionRequest request(Destination destination, HeardSession heard, List<String> launcher) {
        return new SessionRequest(
                destination,
                "/w",
                new Launch.Command(launcher),
                null,
                SessionLimits.DEFAULT,
                ScriptedUser.wary(),
                heard);
    }

    private void start() throws IOException, GeneralSecurityException {
        host = EmbeddedHost.start(directory, List.of(EmbeddedHost.ed25519()), server -> {
            server.setPasswordAuthenticator((user, password, session) -> password.equals("right"));
            server.setUserAuthFactoriesNameList("publickey,password");
        });
    }

    private void startKnown() throws IOException, GeneralSecurityException {
        start();
        host.makeKnown(host.hostKey());
    }

    private Transport connect(ScriptedUser user, String... options) throws Exception {
        return Transports.connect(host.destination(options), LIMIT, user);
    }

    private MonitorException failure(ScriptedUser user, String... options) {
        return catchThrowableOfType(MonitorException.class, () -> connect(user, options));
    }

    private static void connectTo(String name, ScriptedUser user, String... options) throws Exception {
        var all = new ArrayList<>(List.of("-F none", "IdentityAgent=none"));
        all.addAll(List.of(options));
        Transports.connect(new Destination.Ssh(SshHost.parse(name), SshOptions.parse(all)), LIMIT, user)
                .close();
    }

    private static String run(Transport transport, String script) throws Exception {
        try (RemoteProcess process = transport.start(RemoteCommand.of("sh", "-c", script))) {
            return new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static RemoteProcess.Exit end(Transport transport, String script) throws Exception {
        try (RemoteProcess process = transport.start(RemoteCommand.of("sh", "-c", script))) {
            return process.exit().get(20, TimeUnit.SECONDS);
        }
    }
}
