package dev.xpm.it.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.KeySetPublickeyAuthenticator;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

/** An SSH server inside the test: the one whose password and answers the test decides. Commands run in a real shell. */
public final class EmbeddedSshdHost implements TestHost {
    private static final String USER = "tester";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path configuration;

    private EmbeddedSshdHost(Path folder, String password) throws Exception {
        var files = new SshFiles(folder.resolve("embedded"));
        KeyPair hostKey = rsa();
        KeyPair identity = rsa();
        Path identityFile = writeIdentity(files, identity);
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(new KeySetPublickeyAuthenticator("identity", List.of(identity.getPublic())));
        server.setPasswordAuthenticator(
                password.isEmpty() ? null : (user, given, session) -> user.equals(USER) && given.equals(password));
        server.setCommandFactory(new ProcessShellCommandFactory());
        server.start();
        configuration =
                files.configuration(server.getPort(), identityFile, PublicKeyEntry.toString(hostKey.getPublic()));
        if (!password.isEmpty()) {
            Files.writeString(
                    configuration,
                    Files.readString(configuration)
                            .replaceAll("(?m)^ *IdentityFile .*$", "    PubkeyAuthentication no"));
        }
    }

    /** Starts one that accepts the key of its configuration. */
    public static EmbeddedSshdHost start(Path folder) throws Exception {
        return new EmbeddedSshdHost(folder, "");
    }

    /** Starts one that accepts this password and no key. */
    public static EmbeddedSshdHost withPassword(Path folder, String password) throws Exception {
        return new EmbeddedSshdHost(folder, password);
    }

    @Override
    public String destination() {
        return USER + "@127.0.0.1";
    }

    @Override
    public Path configuration() {
        return configuration;
    }

    /** Drops all connections without a word, as a network does. */
    public void dropConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static KeyPair rsa() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static Path writeIdentity(SshFiles files, KeyPair pair) throws IOException {
        String body = java.util.Base64.getMimeEncoder(64, "\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .encodeToString(pair.getPrivate().getEncoded());
        Path file = files.file("identity");
        Files.createFile(
                file,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    }
}
