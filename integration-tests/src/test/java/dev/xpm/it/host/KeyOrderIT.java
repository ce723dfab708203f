package dev.xpm.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.Transports;
import dev.xpm.it.Needs;
import dev.xpm.it.Nobody;
import dev.xpm.it.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each class here has a JVM of its own, so that this one decides which class of the SSH library is loaded first. */
@Needs(Tool.SSHD)
class KeyOrderIT {
    @TempDir
    private Path folder;

    @Test
    void ed25519KeysWorkAlthoughTheLibraryWasUsedBeforeTheyWereOffered() throws Exception {
        assertThat(SshServer.setUpDefaultServer().getSignatureFactoriesNames()).doesNotContain("ssh-ed25519");
        assertThat(KeyUtils.getPublicKeyEntryDecoder(KeyPairProvider.SSH_ED25519))
                .isNull();
        assertThat(OpenSSHKeyPairResourceParser.getPrivateKeyEntryDecoder(KeyPairProvider.SSH_ED25519))
                .isNull();

        try (var host = EmbeddedSshdHost.start(folder)) {
            assertThat(hello(host)).isEqualTo("hello\n");
        }
        try (var host = OpenSshdHost.start(folder)) {
            assertThat(hello(host)).isEqualTo("hello\n");
        }
    }

    private static String hello(TestHost host) throws Exception {
        var destination = new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()));
        try (Transport transport = Transports.connect(destination, Duration.ofSeconds(60), new Nobody());
                RemoteProcess process = transport.start(RemoteCommand.of("echo", "hello"))) {
            return new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
