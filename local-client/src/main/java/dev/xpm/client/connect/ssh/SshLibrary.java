package dev.xpm.client.connect.ssh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/** Sets up Apache MINA SSHD: our values instead of its defaults. Source: assurance.md 2.1. */
final class SshLibrary {
    /** Time for the user to find a code; the host gives up earlier by its LoginGraceTime. */
    static final Duration LOGIN_LIMIT = Duration.ofMinutes(10);

    /** One for each session of a route with jumps, and one to spare while the user thinks about a question. */
    private static final int READING_THREADS = 4;

    /** Algorithms for the key type {@code ssh-rsa}, strongest first; known_hosts names only the type. */
    private static final List<String> RSA = List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa");

    private SshLibrary() {}

    /** A started client for one host: another host's slow session would hold up this one's heartbeat. */
    static SshClient start(String threadName) {
        JdkEd25519.install();
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setAgentFactory(new Agents());
        client.setServerKeyVerifier((session, address, key) -> {
            HopAttempt attempt = HopAttempt.of(session);
            return attempt != null && attempt.accept(key);
        });
        client.addSessionListener(new Negotiation());
        // A host may open nothing towards us: no forwarding, no agent, no X11.
        client.setChannelFactories(List.of());
        client.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        client.setIoServiceFactoryFactory(
                new Nio2ServiceFactoryFactory(() -> ThreadUtils.newFixedThreadPool(threadName, READING_THREADS)));
        client.setScheduledExecutorService(
                Executors.newSingleThreadScheduledExecutor(work -> {
                    var thread = new Thread(work, threadName + "-timer");
                    thread.setDaemon(true);
                    return thread;
                }),
                true);
        client.setCipherFactories(fastestFirst(client.getCipherFactories()));
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.AUTH_TIMEOUT.set(client, LOGIN_LIMIT);
        client.start();
        return client;
    }

    /**
     * The library's order, but with AES-GCM before ChaCha20: processors compute the one, and Java 17 the other.
     */
    private static List<NamedFactory<Cipher>> fastestFirst(List<NamedFactory<Cipher>> ciphers) {
        var ordered = new ArrayList<>(ciphers);
        ordered.sort(Comparator.comparing(cipher -> !cipher.getName().contains("-gcm@")));
        return ordered;
    }

    /** Each session gets the keys that its hop's configuration names. */
    private static final class Agents implements SshAgentFactory {
        @Override
        public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
            return List.of();
        }

        @Override
        public @Nullable SshAgent createClient(Session session, FactoryManager manager) {
            HopAttempt attempt = HopAttempt.of(session);
            return attempt == null ? null : new Identities(attempt.settings(), attempt.questions());
        }

        @Override
        public SshAgentServer createServer(ConnectionService service) {
            throw new UnsupportedOperationException("the agent is not forwarded");
        }
    }

    private static final class Negotiation implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            HopAttempt attempt = HopAttempt.of(session);
            if (attempt != null && session instanceof ClientSession client) {
                var answers = new UserAnswers(attempt);
                client.setUserInteraction(answers);
                client.setPasswordAuthenticationReporter(answers);
            }
        }

        /**
         * Asks for a host key of a type that known_hosts has: another key of the same host would look like a changed
         * one. Certificates are not asked for: where only an authority is known, the ssh program is used.
         */
        @Override
        public void sessionNegotiationOptionsCreated(Session session, Map<KexProposalOption, String> proposal) {
            HopAttempt attempt = HopAttempt.of(session);
            String offered = proposal.get(KexProposalOption.SERVERKEYS);
            if (attempt == null || offered == null) {
                return;
            }
            List<String> all = Arrays.stream(offered.split(",", -1))
                    .filter(algorithm -> !algorithm.contains("-cert-"))
                    .toList();
            Set<String> known = attempt.knownHosts().types();
            var ordered = new ArrayList<String>();
            all.stream().filter(algorithm -> isOneOf(known, algorithm)).forEach(ordered::add);
            ordered.addAll(all);
            proposal.put(KexProposalOption.SERVERKEYS, String.join(",", new LinkedHashSet<>(ordered)));
        }

        @Override
        public void sessionNegotiationEnd(
                Session session,
                Map<KexProposalOption, String> ours,
                Map<KexProposalOption, String> theirs,
                Map<KexProposalOption, String> negotiated,
                @Nullable Throwable failure) {
            HopAttempt attempt = HopAttempt.of(session);
            if (attempt != null && failure != null) {
                for (KexProposalOption option : KexProposalOption.values()) {
                    String offer = theirs.get(option);
                    if (offer != null && !haveCommon(ours.get(option), offer)) {
                        attempt.noCommon(option.getDescription(), offer);
                        return;
                    }
                }
            }
        }

        private static boolean haveCommon(@Nullable String ours, String theirs) {
            List<String> known = ours == null ? List.of() : List.of(ours.split(",", -1));
            return known.isEmpty() || Arrays.stream(theirs.split(",", -1)).anyMatch(known::contains);
        }

        @Override
        public void sessionDisconnect(Session session, int reason, String words, String language, boolean byUs) {
            HopAttempt attempt = HopAttempt.of(session);
            if (attempt != null && !byUs && words != null) {
                attempt.farewell(words);
            }
        }

        private static boolean isOneOf(Set<String> types, String algorithm) {
            return types.contains(algorithm) || (types.contains("ssh-rsa") && RSA.contains(algorithm));
        }
    }
}
