package dev.xpm.it.host;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import dev.xpm.it.fault.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The machine's own sshd on a free port of the loopback, with its own keys and configuration, as the current user. */
public final class OpenSshdHost implements TestHost {
    private final SshFiles files;
    private final Path log;
    private final int port;
    private final Path configuration;
    private final String listening;
    private final List<String> enter;
    private Process sshd;

    private OpenSshdHost(Path folder, List<String> moreConfiguration) throws IOException {
        this(folder, moreConfiguration, "127.0.0.1", List.of());
    }

    /** @param enter words before those that start the server */
    private OpenSshdHost(Path folder, List<String> moreConfiguration, String listening, List<String> enter)
            throws IOException {
        this.listening = listening;
        this.enter = enter;
        files = new SshFiles(folder.resolve("sshd"));
        log = files.file("sshd.log");
        files.key("host_key");
        Path identity = files.key("identity");
        Files.copy(files.file("identity.pub"), files.file("authorized_keys"));
        port = freePort();
        configuration = files.configuration(port, identity, files.publicKey("host_key"));
        Files.write(files.file("sshd_config"), sshdConfiguration());
        Files.write(files.file("sshd_config"), moreConfiguration, StandardOpenOption.APPEND);
        sshd = launch();
    }

    /** Starts one below the folder. */
    public static OpenSshdHost start(Path folder) throws IOException {
        return new OpenSshdHost(folder, List.of());
    }

    /** Starts one whose configuration has more lines, such as {@code ForceCommand}. */
    public static OpenSshdHost start(Path folder, String... moreConfiguration) throws IOException {
        return new OpenSshdHost(folder, List.of(moreConfiguration));
    }

    /** Starts one in a network of its own. */
    public static OpenSshdHost startIn(NetworkNamespace network, Path folder) throws IOException {
        var host = new OpenSshdHost(folder, List.of(), "0.0.0.0", network.enter());
        Files.writeString(host.configuration, "    HostName " + network.address() + "\n", StandardOpenOption.APPEND);
        host.knowAs("namespaced");
        return host;
    }

    @Override
    public String destination() {
        return System.getProperty("user.name") + "@127.0.0.1";
    }

    @Override
    public Path configuration() {
        return configuration;
    }

    public int port() {
        return port;
    }

    /** Fingerprint of the host key, as ssh shows it. */
    public String fingerprint() throws IOException {
        Program.Result shown = Program.of(
                        "ssh-keygen", "-lf", files.file("host_key.pub").toString())
                .run();
        return shown.out().split(" ", 3)[1];
    }

    public Path identity() {
        return files.file("identity");
    }

    /** What sshd wrote, for the report of a failure. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Comes back on the same port with another host key, as an impostor or a reinstalled host would. */
    public void changeHostKey() throws IOException {
        Program.end(sshd);
        files.key("host_key");
        sshd = launch();
    }

    /** Has clients connect to another port of this machine, where a relay listens; the host key stays as it is. */
    public void reachThrough(int relayPort) throws IOException {
        replaceInConfiguration("(?m)^( *)Port \\d+$", "$1Port " + relayPort);
        knowAs("relayed");
    }

    /** Has clients look for it at another address, as when its name leads there now. */
    public void reachAt(String address) throws IOException {
        replaceInConfiguration("(?m)^( *)HostName .*$", "$1HostName " + address);
    }

    private void replaceInConfiguration(String pattern, String replacement) throws IOException {
        Files.writeString(configuration, Files.readString(configuration).replaceFirst(pattern, replacement));
    }

    private void knowAs(String alias) throws IOException {
        Files.writeString(configuration, "    HostKeyAlias " + alias + "\n", StandardOpenOption.APPEND);
        String known = Files.readString(files.file("known_hosts"));
        Files.writeString(
                files.file("known_hosts"),
                alias + " " + known.substring(known.indexOf(' ') + 1),
                StandardOpenOption.APPEND);
    }

    /** Ends the server and all of its connections. */
    public void stop() {
        sshd.descendants().filter(OpenSshdHost::isSshd).forEach(ProcessHandle::destroyForcibly);
        Program.end(sshd);
    }

    /** Serves again after {@link #stop}, on the same port and with the same key. */
    public void restart() throws IOException {
        sshd = launch();
    }

    /** Has the client look more often whether the host is alive: every second, and two misses mean death. */
    public void lookOften() throws IOException {
        Files.writeString(
                configuration, "\n    ServerAliveInterval 1\n    ServerAliveCountMax 2\n", StandardOpenOption.APPEND);
    }

    /** Stops the processes that serve the connections, as a host does that hangs: nothing is closed, nothing answered. */
    public void freeze() throws IOException {
        signal("-STOP");
    }

    /** Lets them go on. */
    public void thaw() throws IOException {
        signal("-CONT");
    }

    /** Ends the processes that serve the connections; those that listen stay. */
    public void cutConnections() throws IOException {
        signal("-KILL");
    }

    /** What runs on the host for its clients: agents, copies, and the shells before them. */
    public List<ProcessHandle> commands() {
        return sshd.descendants().filter(process -> !isSshd(process)).toList();
    }

    @Override
    public void close() {
        Program.end(sshd);
    }

    private void signal(String signal) throws IOException {
        List<ProcessHandle> sessions =
                sshd.descendants().filter(OpenSshdHost::isSshd).toList();
        for (ProcessHandle session : sessions) {
            Program.Result result =
                    Program.of("kill", signal, String.valueOf(session.pid())).run();
            if (result.exit() != 0) {
                throw new IOException(result.err());
            }
        }
    }

    /** Also {@code sshd-session}, which newer releases start for each connection. */
    private static boolean isSshd(ProcessHandle process) {
        return process.info().command().orElse("").contains("sshd");
    }

    private List<String> sshdConfiguration() {
        return List.of(
                "ListenAddress " + listening + ":" + port,
                "HostKey " + files.file("host_key"),
                "AuthorizedKeysFile " + files.file("authorized_keys"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin yes",
                "UseDNS no",
                "PrintMotd no",
                "LogLevel VERBOSE",
                "SetEnv JAVA_HOME=" + System.getProperty("java.home") + " PATH=" + System.getenv("PATH"));
    }

    private Process launch() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.deleteIfExists(log);
        var words = new ArrayList<>(enter);
        words.addAll(List.of(
                Tool.SSHD.path().toString(),
                "-D",
                "-e",
                "-f",
                files.file("sshd_config").toString()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isReady(process));
        return process;
    }

    private boolean isReady(Process process) throws IOException {
        if (!process.isAlive()) {
            throw new IOException("sshd did not start: " + log());
        }
        return Files.exists(log) && log().contains("Server listening on");
    }

    /** A port of the loopback that nobody listens on. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
