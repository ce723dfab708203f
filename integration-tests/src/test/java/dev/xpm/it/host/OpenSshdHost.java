package dev.xpm.it.host;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The machine's own sshd on a free port of the loopback, with its own keys and configuration, as the current user. */
public final class OpenSshdHost implements TestHost {
    private final SshFiles files;
    private final Path log;
    private final int port;
    private final Path configuration;
    private Process sshd;

    private OpenSshdHost(Path folder) throws IOException {
        files = new SshFiles(folder.resolve("sshd"));
        log = files.file("sshd.log");
        files.key("host_key");
        Path identity = files.key("identity");
        Files.copy(files.file("identity.pub"), files.file("authorized_keys"));
        port = freePort();
        configuration = files.configuration(port, identity, files.publicKey("host_key"));
        Files.write(files.file("sshd_config"), sshdConfiguration());
        sshd = launch();
    }

    /** Starts one below the folder. */
    public static OpenSshdHost start(Path folder) throws IOException {
        return new OpenSshdHost(folder);
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

    @Override
    public void close() {
        Program.end(sshd);
    }

    private List<String> sshdConfiguration() {
        return List.of(
                "ListenAddress 127.0.0.1:" + port,
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
        Process process = new ProcessBuilder(
                        Tool.SSHD.path().toString(),
                        "-D",
                        "-e",
                        "-f",
                        files.file("sshd_config").toString())
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

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
