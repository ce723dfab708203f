package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.DialFailure;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.Questions;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.connect.ShellQuoting;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.config.ConfigQuery;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/** The built-in SSH: one connection, over jump hosts if need be, and any number of commands on it. */
public final class MinaTransport implements Transport {
    /** More than any sane route; a ProxyJump that names itself would have no end. */
    private static final int MAX_HOPS = 8;

    private final SshHost host;
    private final SshOptions options;
    private final Duration limit;
    private final Questions questions;
    private final SshClient client;
    private final List<ClientSession> sessions = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private MinaTransport(SshHost host, SshOptions options, Duration limit, Questions questions, SshClient client) {
        this.host = host;
        this.options = options;
        this.limit = limit;
        this.questions = questions;
        this.client = client;
    }

    /**
     * Loads what is needed, but connects nowhere yet.
     *
     * @param limit for each network connection and each key exchange, unless the user's configuration sets another
     */
    public static MinaTransport prepare(Destination.Ssh destination, Duration limit, Prompter prompter) {
        SshHost host = destination.host();
        var questions = new Questions(prompter, "xpm-" + host + "-prompt");
        return new MinaTransport(
                host, destination.options(), limit, questions, SshLibrary.start("xpm-" + host + "-ssh"));
    }

    /**
     * Connects and logs in. Blocks, also for the user's answers; an interrupt ends the attempt.
     *
     * @param effective what the configuration says of the host
     * @throws BeyondBuiltinException before anything was sent; the transport can only be closed then
     */
    public void open(ConfigValues effective) throws MonitorException, BeyondBuiltinException {
        if (!options.foreign().isEmpty()) {
            throw new BeyondBuiltinException("option " + options.foreign().get(0) + " is given");
        }
        List<HostSettings> route = route(HostSettings.of(host, effective), options, MAX_HOPS);
        connect(route);
    }

    @Override
    public String label() {
        return host.text();
    }

    @Override
    public RemoteProcess start(RemoteCommand command) throws MonitorException {
        ClientSession session = sessions.get(sessions.size() - 1);
        try {
            ChannelExec channel =
                    session.createExecChannel(ShellQuoting.line(command).getBytes(StandardCharsets.UTF_8), null, null);
            var process = new MinaProcess(channel);
            channel.open().verify(limit);
            return process;
        } catch (IOException | IllegalStateException e) {
            // The library takes a command on a session that is about to close for a mistake of ours.
            if (!session.isOpen() || e instanceof IllegalStateException) {
                throw new MonitorException(
                        Problem.CONNECTION_LOST,
                        "cannot reach " + host + ": the connection was lost (ssh exit 255)",
                        null,
                        List.of(),
                        e);
            }
            String reason = UntrustedText.of(String.valueOf(e.getMessage())).forTerminal(200);
            throw new MonitorException(
                    Problem.UNREACHABLE,
                    "cannot reach " + host + ": the host takes no further command: " + reason + " (ssh exit 255)",
                    "the host's limit may be reached (MaxSessions)",
                    List.of(),
                    e);
        }
    }

    @Override
    public RemoteStream dial(RemoteAddress to) throws MonitorException {
        ClientSession session = sessions.get(sessions.size() - 1);
        try {
            return MinaStream.open(session, to, limit);
        } catch (IllegalStateException e) {
            throw DialFailure.lost(label(), to, e);
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SshChannelOpenException refusal) {
                    boolean forbidden = refusal.getReasonCode() == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED;
                    throw DialFailure.refused(label(), to, forbidden, String.valueOf(refusal.getMessage()));
                }
                if (cause instanceof TimeoutException) {
                    throw DialFailure.silent(label(), to, limit.toSeconds());
                }
            }
            throw session.isOpen()
                    ? DialFailure.refused(label(), to, false, String.valueOf(e.getMessage()))
                    : DialFailure.lost(label(), to, e);
        }
    }

    @Override
    public boolean upload(InputStream content, String path) throws IOException {
        return SftpUpload.send(sessions.get(sessions.size() - 1), content, path);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            questions.close();
            for (int i = sessions.size() - 1; i >= 0; i--) {
                sessions.get(i).close(true);
            }
            client.close(true);
        }
    }

    private void connect(List<HostSettings> route) throws MonitorException {
        var connector = new HopConnector(host, client, questions, limit);
        ClientSession via = null;
        for (HostSettings hop : route) {
            via = connector.connect(hop, via);
            sessions.add(via);
        }
    }

    /** The hops, nearest first, the target last. A first jump host may itself lie behind others. */
    private static List<HostSettings> route(HostSettings target, SshOptions options, int depth)
            throws MonitorException, BeyondBuiltinException {
        var route = new ArrayList<HostSettings>();
        for (JumpSpec jump : target.jumps()) {
            SshOptions own = jump.options(options);
            HostSettings hop = HostSettings.of(
                    jump.host(), ConfigQuery.start(jump.host(), own).answer());
            if (route.isEmpty() && depth > 1) {
                route.addAll(route(hop, own, depth - 1));
            } else {
                route.add(hop);
            }
        }
        route.add(target);
        return route;
    }
}
