package dev.xpm.it.host;

import dev.xpm.client.connect.ssh.JdkEd25519;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

/** An SSH server inside the test: the one whose password and answers the test decides. Commands run in a real shell. */
public final class EmbeddedSshdHost implements TestHost {
    private static final String USER = "tester";

    private final SshServer server;
    private final Path configuration;

    private EmbeddedSshdHost(Path folder, String password) throws Exception {
        var files = new SshFiles(folder.resolve("embedded"));
        Path identity = files.key("identity");
        JdkEd25519.install();
        KeyPair hostKey = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(files.file("identity.pub")));
        server.setPasswordAuthenticator(
                password.isEmpty() ? null : (user, given, session) -> user.equals(USER) && given.equals(password));
        server.setCommandFactory(new ProcessShellCommandFactory());
        server.start();
        configuration = files.configuration(server.getPort(), identity, PublicKeyEntry.toString(hostKey.getPublic()));
        if (!password.isEmpty()) {
            withoutKeys("KbdInteractiveAuthentication");
        }
    }

    private void withoutKeys(String refused) throws IOException {
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replaceAll("(?m)^ *IdentityFile .*$", "    PubkeyAuthentication no\n    " + refused + " no"));
    }

    /** Starts one that accepts the key of its configuration. */
    public static EmbeddedSshdHost start(Path folder) throws Exception {
        return new EmbeddedSshdHost(folder, "");
    }

    /** Starts one that accepts this password and no key. */
    public static EmbeddedSshdHost withPassword(Path folder, String password) throws Exception {
        return new EmbeddedSshdHost(folder, password);
    }

    /** Starts one that asks for a password and for a code, the second of which may be seen, in one round. */
    public static EmbeddedSshdHost withQuestions(Path folder, String password, String code) throws Exception {
        var host = new EmbeddedSshdHost(folder, "");
        host.server.setKeyboardInteractiveAuthenticator(new TwoQuestions(password, code));
        host.withoutKeys("PasswordAuthentication");
        return host;
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

    private record TwoQuestions(String password, String code) implements KeyboardInteractiveAuthenticator {
        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String user, String language, String methods) {
            var challenge = new InteractiveChallenge();
            challenge.setInteractionName("two factors");
            challenge.setInteractionInstruction("as every morning");
            challenge.addPrompt(new PromptEntry("Secret word: ", false));
            challenge.addPrompt(new PromptEntry("Code: ", true));
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String user, List<String> answers) {
            return user.equals(USER) && answers.equals(List.of(password, code));
        }
    }
}
