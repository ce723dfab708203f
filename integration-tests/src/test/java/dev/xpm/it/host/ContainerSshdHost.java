package dev.xpm.it.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.MountableFile;

/** A host in a container: sshd, an account, and as much more as its image has. */
public final class ContainerSshdHost implements TestHost {
    /** Where the agent lies in the container. */
    public static final String AGENT = "/opt/xpm/agent.jar";

    private final GenericContainer<?> container;
    private final Path configuration;

    private ContainerSshdHost(Path folder, UnaryOperator<GenericContainer<?>> more, String name, String dockerfile)
            throws IOException {
        var files = new SshFiles(folder.resolve("container"));
        Path identity = files.key("identity");
        container = more.apply(new GenericContainer<>(image(files.publicKey("identity"), name, dockerfile))
                .withExposedPorts(22)
                .waitingFor(Wait.forLogMessage(".*Server listening on .*", 1)));
        container.start();
        String hostKey = run("cat", "/etc/ssh/ssh_host_ed25519_key.pub").getStdout();
        configuration = files.configuration(container.getMappedPort(22), identity, hostKey);
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("Host *", "Host *\n    HostName " + container.getHost()));
        Path known = files.file("known_hosts");
        Files.writeString(known, Files.readString(known).replace("[127.0.0.1]", "[" + container.getHost() + "]"));
    }

    private static ImageFromDockerfile image(String publicKey, String name, String dockerfile) {
        return new ImageFromDockerfile(name, false)
                .withFileFromPath("Dockerfile", Path.of("src/test/docker", dockerfile))
                .withFileFromString("authorized_keys", publicKey + "\n");
    }

    /** Starts one; the files of the client go below the folder. */
    public static ContainerSshdHost start(Path folder, Path agentJar) throws IOException {
        return new ContainerSshdHost(
                folder,
                container -> container.withCopyFileToContainer(MountableFile.forHostPath(agentJar, 0644), AGENT),
                "xpm-test/sshd-it",
                "Dockerfile");
    }

    /**
     * Starts one without Java and rsync, and with an empty search path, whose account has a workspace {@code ~/ws}.
     *
     * @param mounts file systems in memory: directory to options, such as {@code rw,noexec,size=10m}
     */
    public static ContainerSshdHost startBare(Path folder, Map<String, String> mounts) throws IOException {
        return new ContainerSshdHost(
                folder, container -> container.withTmpFs(mounts), "xpm-test/bare-it", "bare.Dockerfile");
    }

    @Override
    public String destination() {
        return "xp@127.0.0.1";
    }

    @Override
    public Path configuration() {
        return configuration;
    }

    /** What its sshd wrote. */
    public String log() {
        return container.getLogs();
    }

    /** Copies a folder of this machine into the container, owned by its account. */
    public void copyIn(Path folder, String target) throws IOException {
        container.copyFileToContainer(MountableFile.forHostPath(folder), target);
        run("chown", "-R", "xp:xp", target);
    }

    /** Runs a command as root. */
    public Container.ExecResult run(String... words) throws IOException {
        Container.ExecResult result;
        try {
            result = container.execInContainer(words);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", words));
        }
        if (result.getExitCode() != 0) {
            throw new IOException(String.join(" ", words) + ": " + result.getStderr());
        }
        return result;
    }

    @Override
    public void close() {
        container.stop();
    }
}
