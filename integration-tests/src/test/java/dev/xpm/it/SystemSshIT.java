package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the two kinds of connection leave alone, and what they leave behind. */
@Needs(Tool.SSHD)
class SystemSshIT {
    @TempDir
    private Path folder;

    private OpenSshdHost host;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    @Tag("A-S8")
    void nothingIsForwardedWhateverTheConfigurationSays(TransportChoice transport) throws Exception {
        Path socket = folder.resolve("agent");
        Process agent = Program.of("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            Awaitility.await().until(() -> Files.exists(socket));
            Files.writeString(
                    host.configuration(),
                    "\n    ForwardAgent " + socket + "\n    ForwardX11 yes\n    LocalForward " + OpenSshdHost.freePort()
                            + " 127.0.0.1:1\n    RemoteForward 0 127.0.0.1:1\n    RequestTTY force\n",
                    StandardOpenOption.APPEND);
            var destination =
                    new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()), transport);
            try (Transport open = Transports.connect(destination, Duration.ofMinutes(1), new Nobody());
                    RemoteProcess process = open.start(RemoteCommand.of("sh", "-c", "env; tty"))) {
                process.stdin().close();
                String said = new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said)
                        .contains("SSH_CONNECTION=")
                        .contains("not a tty")
                        .doesNotContain("SSH_AUTH_SOCK=")
                        .doesNotContain("SSH_TTY=");
            }
            assertThat(host.log()).doesNotContainIgnoringCase("forward");
        } finally {
            Program.end(agent);
        }
    }

    /** The six shells have it in their own test; here are many words, and the real server between. */
    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    @Tag("A-S2")
    void aHundredWordsAsChanceWantsThemArrive(TransportChoice transport) throws Exception {
        var random = new Random(transport.name().hashCode());
        List<String> words = Stream.generate(() -> word(random)).limit(100).toList();
        var command = new ArrayList<>(List.of("printf", "%s\\036"));
        command.addAll(words);
        var destination =
                new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()), transport);
        try (Transport open = Transports.connect(destination, Duration.ofMinutes(1), new Nobody());
                RemoteProcess process = open.start(RemoteCommand.of(command.toArray(String[]::new)))) {
            process.stdin().close();
            String said = new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEqualTo(String.join("\u001e", words) + "\u001e");
        }
    }

    private static String word(Random random) {
        String meant = " \t\n\r'\"\\$`!#%&()*;<>?[]^{|}~=-/.,:@+0aé漢";
        return random.ints(random.nextInt(12), 0, meant.length())
                .mapToObj(at -> meant.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    @Tag("A-R15")
    void aHostThatTakesNoCommandOnTheConnectionIsNamedAsSuch(TransportChoice transport) throws Exception {
        try (var narrow = OpenSshdHost.start(Files.createDirectory(folder.resolve("narrow")), "MaxSessions 0")) {
            assertThatThrownBy(() -> MirrorClient.open(narrow, "/ws", MirrorClient.ourAgent(), transport))
                    .isInstanceOfSatisfying(MonitorException.class, problem -> {
                        assertThat(problem.problem()).isEqualTo(Problem.UNREACHABLE);
                        assertThat(problem.sentence()).contains("the host takes no further command");
                        assertThat(problem.hint()).contains("MaxSessions");
                    });
        }
    }

    /** Another login might lead to another node, and would ask for the password again. */
    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    @Tag("A-R16")
    void aConnectionThatIsGoneIsNotReplacedByACommand(TransportChoice transport) throws Exception {
        try (Transport open = Transports.connect(destination(host, transport), Duration.ofMinutes(1), new Nobody())) {
            for (int command = 0; command < 3; command++) {
                try (RemoteProcess process = open.start(RemoteCommand.of("true"))) {
                    assertThat(process.exit().get(1, TimeUnit.MINUTES).code()).isZero();
                }
            }
            host.cutConnections();
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThatThrownBy(
                            () -> open.start(RemoteCommand.of("true")))
                    .isInstanceOfSatisfying(MonitorException.class, problem -> assertThat(problem.problem())
                            .isEqualTo(Problem.CONNECTION_LOST)));
        }
        assertThat(host.log().lines().filter(line -> line.contains("Accepted publickey")))
                .hasSize(1);
    }

    /** The built-in SSH does not check certificates of hosts, and says so. */
    @Test
    @Tag("A-S4")
    void aHostThatOnlyAnAuthorityVouchesForIsReachedWithTheSshProgram() throws Exception {
        Path own = Files.createDirectory(folder.resolve("certified"));
        Path certified = own.resolve("certified");
        Path authority = own.resolve("authority");
        for (Path key : List.of(certified, authority)) {
            keygen("-t", "ed25519", "-N", "", "-f", key.toString());
        }
        keygen("-s", authority.toString(), "-I", "host", "-h", "-n", "127.0.0.1", certified + ".pub");
        try (var vouched =
                OpenSshdHost.start(own, "HostKey " + certified, "HostCertificate " + certified + "-cert.pub")) {
            Path known = vouched.configuration().resolveSibling("known_hosts");
            Files.writeString(known, "@cert-authority * " + Files.readString(Path.of(authority + ".pub")));
            var told = new ArrayList<String>();

            try (Transport open = Transports.connect(
                            destination(vouched, TransportChoice.AUTO), Duration.ofMinutes(1), new Nobody() {
                                @Override
                                public void status(String line) {
                                    told.add(line);
                                }
                            });
                    RemoteProcess process = open.start(RemoteCommand.of("true"))) {
                assertThat(process.exit().get(1, TimeUnit.MINUTES).code()).isZero();
            }

            assertThat(told)
                    .anyMatch(line -> line.startsWith(
                            "using the ssh program, because known_hosts names a certificate authority for "));
            assertThatThrownBy(() -> Transports.connect(
                            destination(vouched, TransportChoice.BUILTIN), Duration.ofMinutes(1), new Nobody()))
                    .isInstanceOfSatisfying(MonitorException.class, problem -> {
                        assertThat(problem.sentence()).contains("known_hosts names a certificate authority");
                        assertThat(problem.hint()).contains("ssh.transport");
                    });

            Path stranger = own.resolve("stranger");
            keygen("-t", "ed25519", "-N", "", "-f", stranger.toString());
            Files.writeString(known, "@cert-authority * " + Files.readString(Path.of(stranger + ".pub")));
            assertThatThrownBy(() -> Transports.connect(
                            destination(vouched, TransportChoice.AUTO), Duration.ofMinutes(1), new Nobody()))
                    .isInstanceOfSatisfying(MonitorException.class, problem -> assertThat(problem.problem())
                            .isEqualTo(Problem.HOST_KEY_UNKNOWN));
        }
    }

    private static void keygen(String... words) throws Exception {
        var all = new ArrayList<>(List.of("ssh-keygen", "-q"));
        all.addAll(List.of(words));
        Program.Result made = Program.of(all.toArray(String[]::new)).run();
        assertThat(made.exit()).as("%s", made).isZero();
    }

    private static Destination.Ssh destination(OpenSshdHost host, TransportChoice transport) throws Exception {
        return new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()), transport);
    }

    @Test
    @Tag("P26")
    @Tag("A-S7")
    @Tag("A-R6")
    void nothingStaysConnectedBehindAClientThatIsKilledAndTheNextOneClearsAway() throws Exception {
        Path places = Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path workspace = SyntheticWorkspace.create(folder.resolve("ws")).root();
        Path settings = Files.writeString(
                folder.resolve("settings.yaml"),
                "workspaces:\n- id: hpc\n  path: " + workspace + "\n  ssh: {host: '" + host.destination()
                        + "', transport: openssh, options: ['-F', '" + host.configuration() + "'], xpm_path: \"'"
                        + Program.launcher() + "'\"}\n");
        Process client = Program.xpm(
                        "--settings",
                        settings.toString(),
                        "experiments",
                        "ssh-monitor",
                        "--workspace",
                        "hpc",
                        "--events-viewer",
                        "--events-format",
                        "json")
                .with("XDG_RUNTIME_DIR", places.toString())
                .errors(folder.resolve("client.err"))
                .start();
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        Files.readString(folder.resolve("client.err")))
                .contains("connected, remote workspace"));
        assertThat(names(places)).singleElement().asString().startsWith("xpm-ssh-");
        assertThat(masters()).isNotEmpty();

        client.destroyForcibly().onExit().join();

        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(masters()).isEmpty();
            assertThat(host.commands()).isEmpty();
        });
        Program.Result next = Program.xpm("--settings", settings.toString(), "doctor", "--workspace", "hpc")
                .with("XDG_RUNTIME_DIR", places.toString())
                .run();
        assertThat(next.exit()).as("%s", next).isZero();
        assertThat(names(places)).isEmpty();
    }

    /** Processes of ssh that hold a connection to our host. */
    private List<String> masters() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.startsWith("ssh ") || line.contains("/ssh "))
                .filter(line -> line.contains(host.configuration().toString()))
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }
}
