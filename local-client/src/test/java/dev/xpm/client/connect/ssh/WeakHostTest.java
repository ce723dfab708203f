package dev.xpm.client.connect.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.ScriptedUser;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old algorithms are refused, and the defence against cut prefixes is on. Source: assurance.md S9. */
@Tag("A-S9")
@Timeout(120)
class WeakHostTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    void aHostThatKnowsOnlyWeakKeyExchangesIsRefused(TransportChoice transport) throws Exception {
        MonitorException problem = refusal(
                transport,
                server -> server.setKeyExchangeFactories(
                        Stream.of("diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1")
                                .map(BuiltinDHFactories::fromFactoryName)
                                .map(ServerBuilder.DH2KEX)
                                .toList()));

        assertThat(problem.problem()).isEqualTo(Problem.WEAK_HOST);
        assertThat(problem.sentence())
                .contains("no matching ")
                .contains("Their offer: diffie-hellman-group1-sha1,diffie-hellman-group14-sha1");
        assertThat(problem.hint()).contains("ssh.transport: openssh");
    }

    @Test
    void aHostThatKnowsOnlyAWeakMacIsRefused() throws Exception {
        MonitorException problem = refusal(TransportChoice.BUILTIN, server -> {
            server.setMacFactories(List.of(Objects.requireNonNull(BuiltinMacs.fromFactoryName("hmac-md5-96"))));
            server.setCipherFactories(List.of(BuiltinCiphers.aes128ctr));
        });

        assertThat(problem.problem()).isEqualTo(Problem.WEAK_HOST);
        assertThat(problem.sentence()).contains("hmac-md5-96");
    }

    @Test
    void strictKeyExchangeIsAskedFor() throws Exception {
        var asked = new AtomicReference<String>();
        try (EmbeddedHost host = EmbeddedHost.start(
                directory,
                List.of(EmbeddedHost.ed25519()),
                server -> server.addSessionListener(new SessionListener() {
                    @Override
                    public void sessionNegotiationStart(
                            Session session,
                            Map<KexProposalOption, String> client,
                            Map<KexProposalOption, String> own) {
                        asked.compareAndSet(null, client.get(KexProposalOption.ALGORITHMS));
                    }

                    @Override
                    public void sessionNegotiationEnd(
                            Session session,
                            Map<KexProposalOption, String> client,
                            Map<KexProposalOption, String> own,
                            Map<KexProposalOption, String> negotiated,
                            @Nullable Throwable reason) {
                        assertThat(negotiated.get(KexProposalOption.ALGORITHMS)).doesNotContain("sha1");
                    }
                }))) {
            Transports.connect(host.open(), LIMIT, ScriptedUser.wary()).close();
        }

        assertThat(asked.get()).contains("kex-strict-c-v00@openssh.com").doesNotContain("-sha1");
    }

    private MonitorException refusal(TransportChoice transport, Consumer<SshServer> weak) throws Exception {
        try (EmbeddedHost host = EmbeddedHost.start(directory, List.of(EmbeddedHost.ed25519()), weak)) {
            Destination.Ssh open = host.open();
            return catchThrowableOfType(
                    MonitorException.class,
                    () -> Transports.connect(
                            new Destination.Ssh(open.host(), open.options(), transport), LIMIT, ScriptedUser.wary()));
        }
    }
}
