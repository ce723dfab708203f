package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Questions;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.helpers.MissingAttachedSessionException;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * Connects and logs in to one hop after the other. Blocks; questions to the user are not part of any time limit. Failures
 * use the words of the ssh program, which users can look up.
 */
final class HopConnector {
    private static final String CLOSED_BY_HOST = "Connection closed by remote host";

    private final SshHost target;
    private final SshClient client;
    private final Questions questions;
    private final Duration limit;

    HopConnector(SshHost target, SshClient client, Questions questions, Duration limit) {
        this.target = target;
        this.client = client;
        this.questions = questions;
        this.limit = limit;
    }

    /**
     * Opens a session with a hop.
     *
     * @param via the session with the hop before it, null for the first one
     */
    ClientSession connect(HostSettings hop, @Nullable ClientSession via) throws MonitorException {
        if (hop.methods().isEmpty()) {
            throw problem(Problem.AUTHENTICATION, "the SSH configuration allows no way to log in");
        }
        var attempt = new HopAttempt(hop, questions);
        try {
            return connect(attempt, via);
        } catch (MonitorException e) {
            boolean unknownKey = attempt.verdict() == KnownHosts.Verdict.UNKNOWN && !keyAccepted(attempt);
            if (!unknownKey || hop.hostKeyPolicy() != HostKeyPolicy.ASK || hop.batchMode()) {
                throw e;
            }
        }
        // The connection is not kept open while the user decides: the library's threads must not wait for that long.
        PublicKey key = Objects.requireNonNull(attempt.hostKey());
        if (!questions.confirm("unknown host " + hop.hostKeyName(), unknownKeyLines(hop, key))) {
            throw problem(Problem.HOST_KEY_UNKNOWN, "Host key verification failed.");
        }
        remember(attempt, key);
        return connect(new HopAttempt(hop, questions), via);
    }

    private ClientSession connect(HopAttempt attempt, @Nullable ClientSession via) throws MonitorException {
        if (via == null) {
            return converse(attempt, reach(attempt), () -> {}, false);
        }
        HostSettings hop = attempt.settings();
        // Through a port of this machine that leads to the hop, open to its other users until somebody came through.
        try (var forward = via.createLocalPortForwardingTracker(
                new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(hop.hostName(), hop.port()))) {
            ClientSession session = dial(attempt, forward.getBoundAddress().toInetSocketAddress());
            return converse(attempt, session, forward, true);
        } catch (IOException e) {
            throw ended(attempt, reason(e), e);
        }
    }

    /** @param entrance closed as soon as the hop has answered, but not before: it may not have been passed yet */
    private ClientSession converse(HopAttempt attempt, ClientSession session, Closeable entrance, boolean throughJump)
            throws MonitorException {
        try {
            exchangeKeys(attempt, session, throughJump);
            entrance.close();
            logIn(attempt, session);
            return session;
        } catch (MonitorException | RuntimeException e) {
            session.close(true);
            throw e;
        } catch (IOException e) {
            session.close(true);
            throw problem(Problem.UNREACHABLE, where(attempt.settings()) + reason(e), e);
        }
    }

    private ClientSession reach(HopAttempt attempt) throws MonitorException {
        HostSettings hop = attempt.settings();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(hop.hostName());
        } catch (UnknownHostException e) {
            throw problem(
                    Problem.HOST_UNKNOWN,
                    "Could not resolve hostname " + hop.hostName() + ": Name or service not known");
        }
        IOException last = null;
        for (InetAddress address : addresses) {
            if (!hop.allows(address)) {
                continue;
            }
            try {
                return dial(attempt, new InetSocketAddress(address, hop.port()));
            } catch (IOException e) {
                last = e;
            }
        }
        throw ended(attempt, reason(last), last);
    }

    private ClientSession dial(HopAttempt attempt, InetSocketAddress address) throws IOException {
        HostSettings hop = attempt.settings();
        // A session looks at these when it is created, before anything can be set on it.
        client.setUserAuthFactories(LoginMethods.of(attempt));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, hop.aliveInterval());
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, hop.aliveCount());
        // Refused answers are counted by the attempt, over all methods.
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, Integer.MAX_VALUE);
        return client.connect(hop.user(), address, AttributeRepository.ofKeyValuePair(HopAttempt.KEY, attempt), null)
                .verify(limit(hop))
                .getSession();
    }

    private void exchangeKeys(HopAttempt attempt, ClientSession session, boolean throughJump) throws MonitorException {
        HostSettings hop = attempt.settings();
        var state = session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), limit(hop));
        KnownHosts.Verdict verdict = attempt.verdict();
        if (verdict != null && !keyAccepted(attempt)) {
            throw keyProblem(attempt, verdict);
        }
        if (state.contains(ClientSessionEvent.TIMEOUT)) {
            throw problem(
                    Problem.UNREACHABLE,
                    where(hop) + "no answer within " + limit(hop).toSeconds() + " s");
        }
        if (state.contains(ClientSessionEvent.CLOSED)) {
            throw ended(attempt, throughJump ? "the jump host cannot connect to it" : CLOSED_BY_HOST, null);
        }
        if (verdict == KnownHosts.Verdict.UNKNOWN) {
            remember(attempt, Objects.requireNonNull(attempt.hostKey()));
        }
        if (hop.hostKeyPolicy() == HostKeyPolicy.OFF && verdict != KnownHosts.Verdict.TRUSTED) {
            questions.status("warning: the key of " + hop.hostKeyName() + " was not checked, as the ssh options say");
        }
    }

    /**
     * Why a hop is not there: what we and it have no algorithm in common for, its last words, or else what is seen from
     * here. It may end the connection before the library has told us that there is one.
     */
    private MonitorException ended(HopAttempt attempt, String otherwise, @Nullable IOException failure) {
        HostSettings hop = attempt.settings();
        String noCommon = attempt.noCommon();
        if (noCommon != null) {
            String words = "Unable to negotiate with " + hop.hostName() + " port " + hop.port() + ": "
                    + UntrustedText.of(noCommon).forTerminal(300);
            return problem(Problem.WEAK_HOST, words, failure);
        }
        String words = attempt.farewell();
        String reason = words == null ? otherwise : UntrustedText.of(words).forTerminal(200);
        return problem(Problem.UNREACHABLE, where(hop) + reason, failure);
    }

    private void logIn(HopAttempt attempt, ClientSession session) throws MonitorException {
        questions.stage("authenticating to " + attempt.settings().hostKeyName());
        try {
            session.auth().verify(SshLibrary.LOGIN_LIMIT);
        } catch (IOException e) {
            if (questions.isCancelled()) {
                throw problem(Problem.AUTHENTICATION, "the login was cancelled");
            }
            String words = attempt.farewell();
            if (words != null) {
                throw problem(Problem.AUTHENTICATION, UntrustedText.of(words).forTerminal(200), e);
            }
            List<String> offered = attempt.offeredMethods();
            String methods = UntrustedText.of(String.join(",", offered)).forTerminal(100);
            throw problem(
                    Problem.AUTHENTICATION,
                    attempt.settings().label() + ": Permission denied"
                            + (methods.isEmpty() ? "" : " (" + methods + ")"),
                    e);
        }
    }

    private MonitorException keyProblem(HopAttempt attempt, KnownHosts.Verdict verdict) {
        HostSettings hop = attempt.settings();
        if (verdict == KnownHosts.Verdict.UNKNOWN) {
            return problem(Problem.HOST_KEY_UNKNOWN, "Host key verification failed.");
        }
        String fingerprint = describe(Objects.requireNonNull(attempt.hostKey()));
        String reason = verdict == KnownHosts.Verdict.REVOKED
                ? "its host key is marked as revoked (" + fingerprint + ")"
                : "its host key has changed (now " + fingerprint + ", another one stands in "
                        + attempt.knownHosts().place() + ")";
        String hint = Objects.requireNonNull(Problem.HOST_KEY_CHANGED.hint());
        return new MonitorException(
                Problem.HOST_KEY_CHANGED,
                sentence(hop.hostKeyName().equals(target.name()) ? reason : hop.hostKeyName() + ": " + reason),
                hint.replace("HOST", knownHostsName(hop)),
                List.of(),
                null);
    }

    private static boolean keyAccepted(HopAttempt attempt) {
        KnownHosts.Verdict verdict = attempt.verdict();
        HostKeyPolicy policy = attempt.settings().hostKeyPolicy();
        return verdict == KnownHosts.Verdict.TRUSTED
                || (verdict == KnownHosts.Verdict.UNKNOWN && policy == HostKeyPolicy.ACCEPT_NEW)
                || (verdict != null && verdict != KnownHosts.Verdict.REVOKED && policy == HostKeyPolicy.OFF);
    }

    private void remember(HopAttempt attempt, PublicKey key) {
        try {
            attempt.knownHosts().append(attempt.settings(), key);
        } catch (IOException e) {
            questions.status("warning: the host key could not be added to known_hosts: " + e.getMessage());
        }
    }

    private static List<String> unknownKeyLines(HostSettings hop, PublicKey key) {
        return List.of(
                "The authenticity of host " + knownHostsName(hop) + " can't be established.",
                describe(key),
                "This key is not known by any other names.");
    }

    private static String describe(PublicKey key) {
        String type = KeyUtils.getKeyType(key).replaceFirst("^ssh-", "").replaceFirst("-.*", "");
        return type.toUpperCase(java.util.Locale.ROOT) + " key fingerprint is " + KeyUtils.getFingerPrint(key);
    }

    private static String knownHostsName(HostSettings hop) {
        return hop.hostKeyPort() == HostSettings.DEFAULT_PORT
                ? hop.hostKeyName()
                : "[" + hop.hostKeyName() + "]:" + hop.hostKeyPort();
    }

    private Duration limit(HostSettings hop) {
        return Objects.requireNonNullElse(hop.connectLimit(), limit);
    }

    private static String where(HostSettings hop) {
        return "connect to host " + hop.hostName() + " port " + hop.port() + ": ";
    }

    private static String reason(@Nullable IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof java.net.NoRouteToHostException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof TimeoutException) {
                return "Connection timed out";
            }
            if (cause instanceof MissingAttachedSessionException) {
                return CLOSED_BY_HOST;
            }
        }
        return failure == null
                ? "no address"
                : UntrustedText.of(String.valueOf(failure.getMessage())).forTerminal(200);
    }

    private MonitorException problem(Problem problem, String words) {
        return problem(problem, words, null);
    }

    private MonitorException problem(Problem problem, String words, @Nullable Exception cause) {
        return new MonitorException(problem, sentence(words), problem.hint(), List.of(), cause);
    }

    /** 255 is what the ssh program says of its own failures. */
    private String sentence(String words) {
        return "cannot reach " + target + ": " + words + " (ssh exit 255)";
    }
}
