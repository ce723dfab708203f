package dev.xpm.client.demo;

import dev.xpm.client.connect.ssh.JdkEd25519;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;

/**
 * An SSH server on a free loopback port, with a fresh host key and one user key, both made for it. Runs commands through
 * {@code /bin/sh}, as the user who started it.
 */
final class DemoServer implements AutoCloseable {
    private static final String USER = "demo";

    private final SshServer server;
    private final Path keys;

    private DemoServer(SshServer server, Path keys) {
        this.server = server;
        this.keys = keys;
    }

    /** @param keys an empty private directory for what a client needs */
    static DemoServer start(Path keys) throws IOException {
        JdkEd25519.install();
        try {
            KeyPair host = newKey();
            KeyPair user = newKey();
            SshServer server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setPort(0);
            server.setKeyPairProvider(KeyPairProvider.wrap(host));
            server.setUserAuthFactoriesNameList("publickey");
            server.setPublickeyAuthenticator(
                    (name, key, session) -> name.equals(USER) && KeyUtils.compareKeys(key, user.getPublic()));
            server.setCommandFactory((channel, line) -> new ShellCommand(line));
            CoreModuleProperties.TCP_NODELAY.set(server, true);
            server.start();
            var demo = new DemoServer(server, keys);
            demo.writeKeys(host, user);
            return demo;
        } catch (GeneralSecurityException e) {
            throw new IOException("unable to make keys for the sample server", e);
        }
    }

    /** What the user would type. */
    String host() {
        return USER + "@127.0.0.1";
    }

    /** Arguments for ssh: the port and the keys of this server, and nothing of the user's own configuration. */
    List<String> clientOptions() {
        return List.of(
                "-F",
                quoted(keys.resolve("config")),
                "-p",
                Integer.toString(server.getPort()),
                "-i",
                quoted(keys.resolve("id")),
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=yes",
                "GlobalKnownHostsFile=/dev/null",
                quoted("UserKnownHostsFile=" + keys.resolve("known_hosts")));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private void writeKeys(KeyPair host, KeyPair user) throws IOException, GeneralSecurityException {
        Files.createFile(keys.resolve("config"));
        Files.writeString(
                keys.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
        Path id = Files.createFile(
                keys.resolve("id"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(id)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(user, "xpm demo", null, out);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static String quoted(Object word) {
        return "'" + word + "'";
    }
}
