package dev.xpm.it.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * A container with an account for each login shell, {@code insh} to {@code infish}, which all accept the same key and the
 * same password, and {@code noisy}, whose start-up files print.
 */
public final class ShellsHost implements AutoCloseable {
    /** Of every account. */
    public static final String PASSWORD = "open-sesame";

    private final GenericContainer<?> container;
    private final SshFiles files;
    private final String hostKey;

    private ShellsHost(Path folder) throws IOException {
        files = new SshFiles(folder.resolve("shells"));
        files.key("identity");
        container = new GenericContainer<>(new ImageFromDockerfile("xpm-test/shells-it", false)
                        .withFileFromPath("Dockerfile", Path.of("src/test/docker/matrix/Dockerfile"))
                        .withFileFromString("authorized_keys", files.publicKey("identity") + "\n"))
                .withExposedPorts(22)
                .waitingFor(Wait.forLogMessage(".*Server listening on .*", 1));
        container.start();
        hostKey = run("cat", "/etc/ssh/ssh_host_ed25519_key.pub");
    }

    /** Starts one; the files of the client go below the folder. */
    public static ShellsHost start(Path folder) throws IOException {
        return new ShellsHost(folder);
    }

    /** The key that every account accepts. */
    public Path identity() {
        return files.file("identity");
    }

    /**
     * Writes a configuration in which {@code target} and the two jump hosts {@code gate} and {@code inner} are this
     * container: only the first is reached from here, the others from the one before.
     *
     * @param login lines about how to log in
     */
    public Path configuration(String user, String... login) throws IOException {
        String key = hostKey.strip().split(" ", 3)[0] + " " + hostKey.strip().split(" ", 3)[1];
        Path known = Files.writeString(
                files.file("known_" + user), "target " + key + "\ngate " + key + "\ninner " + key + "\n");
        return Files.write(
                files.file("config_" + user),
                List.of(
                        "Host target gate",
                        "    HostName " + container.getHost(),
                        "    Port " + container.getMappedPort(22),
                        "Host inner deep",
                        "    HostName 127.0.0.1",
                        "    Port 22",
                        "Host deep",
                        "    HostKeyAlias target",
                        "    ProxyJump gate,inner",
                        "Host target",
                        "    HostKeyAlias target",
                        "Host gate",
                        "    HostKeyAlias gate",
                        "    User inbash",
                        "Host inner",
                        "    HostKeyAlias inner",
                        "    User insh",
                        "Host *",
                        "    User " + user,
                        "    " + String.join("\n    ", login),
                        "    IdentityAgent none",
                        "    UserKnownHostsFile " + known,
                        "    GlobalKnownHostsFile /dev/null",
                        "    StrictHostKeyChecking yes"));
    }

    /** Runs a command as root; what it printed. */
    public String run(String... words) throws IOException {
        try {
            Container.ExecResult result = container.execInContainer(words);
            if (result.getExitCode() != 0) {
                throw new IOException(String.join(" ", words) + ": " + result.getStderr());
            }
            return result.getStdout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", words));
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
