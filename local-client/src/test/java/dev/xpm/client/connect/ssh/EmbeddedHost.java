package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/** An SSH server of this process on a free loopback port, which runs commands through {@code /bin/sh}. */
public final class EmbeddedHost implements AutoCloseable {
    private final Path directory;
    private final SshServer server;
    private final Map<String, Integer> publicKeys = new ConcurrentHashMap<>();
    private final AtomicInteger logins = new AtomicInteger();
    private final List<PublicKey> accepted = new ArrayList<>();

    private EmbeddedHost(Path directory, SshServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** Starts a server with an ed25519 host key. */
    public static EmbeddedHost start(Path directory) throws IOException, GeneralSecurityException {
        return start(directory, List.of(ed25519()), server -> {});
    }

    static EmbeddedHost start(Path directory, List<KeyPair> hostKeys, Consumer<SshServer> more)
            throws IOException, GeneralSecurityException {
        JdkEd25519.install();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        server.setCommandFactory((channel, line) -> new ShellCommand(line));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        var host = new EmbeddedHost(directory, server);
        server.setPublickeyAuthenticator((user, key, session) -> {
            host.publicKeys.merge(KeyUtils.getFingerPrint(key), 1, Integer::sum);
            return host.accepted.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
        });
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.Authenticated) {
                    host.logins.incrementAndGet();
                }
            }
        });
        more.accept(server);
        server.start();
        return host;
    }

    /** Starts one that accepts this password, and keys that are authorized. */
    public static EmbeddedHost withPassword(Path directory, String password)
            throws IOException, GeneralSecurityException {
        return start(directory, List.of(ed25519()), server -> {
            server.setPasswordAuthenticator((user, given, session) -> given.equals(password));
            server.setUserAuthFactoriesNameList("publickey,password");
        });
    }

    /** Starts one that asks for a password and a code in one round, the second of which may be seen. */
    public static EmbeddedHost withQuestions(Path directory, String password, String code)
            throws IOException, GeneralSecurityException {
        return start(directory, List.of(ed25519()), server -> {
            server.setKeyboardInteractiveAuthenticator(new TwoQuestions(password, code));
            server.setUserAuthFactoriesNameList("keyboard-interactive");
        });
    }

    /** How often somebody has logged in. */
    public int logins() {
        return logins.get();
    }

    public int port() {
        return server.getPort();
    }

    public Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** Accepts the key, and writes it as the OpenSSH tools do. */
    Path authorize(String name, KeyPair key, @Nullable String passphrase) throws IOException, GeneralSecurityException {
        accepted.add(key.getPublic());
        Path file = directory.resolve(name);
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setPassword(passphrase);
            encryption.setCipherType("256");
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** Writes the host's key to the known_hosts file, under another name if one is given. */
    public void makeKnown(PublicKey key) throws IOException {
        String line = "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(key) + "\n";
        Files.writeString(knownHosts(), line, StandardCharsets.US_ASCII);
    }

    /** Writes the host's own key to the known_hosts file. */
    public void makeKnown() throws IOException, GeneralSecurityException {
        makeKnown(hostKey());
    }

    /** Writes another key than the host's to the known_hosts file. */
    public void makeAnotherKnown() throws IOException, GeneralSecurityException {
        makeKnown(ed25519().getPublic());
    }

    /** Accepts a new key of the usual kind, and writes it as the OpenSSH tools do, for nobody else to read. */
    public Path authorize(String name, @Nullable String passphrase) throws IOException, GeneralSecurityException {
        return authorize(name, ed25519(), passphrase);
    }

    /** A destination that is not this server, with nothing of the machine's configuration. */
    public static Destination.Ssh elsewhere(String host, String... options) throws Exception {
        var all = new ArrayList<>(List.of("-F none", "IdentityAgent=none"));
        all.addAll(List.of(options));
        return new Destination.Ssh(SshHost.parse(host), SshOptions.parse(all));
    }

    PublicKey hostKey() throws IOException, GeneralSecurityException {
        return server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic();
    }

    /** A destination with its own configuration, so that the machine's does not matter. */
    public Destination.Ssh destination(String... options) throws Exception {
        var all = new ArrayList<>(List.of(
                "-F",
                "none",
                "-p",
                String.valueOf(port()),
                "UserKnownHostsFile=" + knownHosts(),
                "GlobalKnownHostsFile=/dev/null",
                "IdentityAgent=none",
                "HashKnownHosts=no"));
        all.addAll(List.of(options));
        return new Destination.Ssh(SshHost.parse("ann@127.0.0.1"), SshOptions.parse(all));
    }

    /** A destination to which this server lets the user in with a key, its own key being known. */
    public Destination.Ssh open() throws Exception {
        makeKnown(hostKey());
        return destination("-i", authorize("id_open", ed25519(), null).toString());
    }

    /** Cuts all connections. */
    public void cut() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    static KeyPair ed25519() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /** Wants a password and a code in one go, and wants both to be right. */
    private record TwoQuestions(String password, String code) implements KeyboardInteractiveAuthenticator {
        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String user, String language, String methods) {
            var challenge = new InteractiveChallenge();
            challenge.setInteractionName("Login");
            challenge.setInteractionInstruction("");
            challenge.setLanguageTag("");
            challenge.addPrompt(new PromptEntry("Password: ", false));
            challenge.addPrompt(new PromptEntry("Code\u001b: ", true));
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String user, List<String> answers) {
            return answers.equals(List.of(password, code));
        }
    }

    private static final class ShellCommand implements Command {
        private final String line;
        private @Nullable InputStream in;
        private @Nullable OutputStream out;
        private @Nullable OutputStream err;
        private @Nullable ExitCallback exit;
        private @Nullable Process process;

        ShellCommand(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            Process started = new ProcessBuilder("/bin/sh", "-c", line).start();
            process = started;
            pump(in, started.getOutputStream(), true);
            Thread output = pump(started.getInputStream(), out, false);
            Thread errors = pump(started.getErrorStream(), err, false);
            thread(() -> {
                try {
                    int code = started.waitFor();
                    output.join();
                    errors.join();
                    exit.onExit(code);
                } catch (InterruptedException e) {
                    started.destroy();
                }
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            if (process != null) {
                process.destroy();
            }
        }

        private static Thread pump(InputStream from, OutputStream to, boolean close) {
            return thread(() -> {
                byte[] piece = new byte[8192];
                try {
                    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
                        to.write(piece, 0, count);
                        to.flush();
                    }
                    if (close) {
                        to.close();
                    }
                } catch (IOException e) {
                    // The other end is gone.
                    return;
                }
            });
        }

        private static Thread thread(Runnable work) {
            var thread = new Thread(work, "embedded-host");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    }
}
