package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.DialFailure;
import dev.xpm.client.connect.PrivateSocket;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.Questions;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.connect.ShellQuoting;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The system's ssh program: one process holds the authenticated connection, and every command is one more that passes its
 * streams to it over a private control socket. What ssh wants to know is asked by the prompter, never on the terminal.
 */
public final class OpenSshTransport implements Transport {
    /** Time for the user to find a code; the host gives up earlier by its LoginGraceTime. */
    private static final Duration LOGIN_LIMIT = Duration.ofMinutes(10);

    private static final long LOOK_MILLIS = 10;

    /** How long the end of a cancelled ssh may take before its question is let go. */
    private static final long CANCEL_MILLIS = 2_000;

    private final Destination.Ssh destination;
    private final PrivateSocket place;
    private final Questions questions;
    private final Set<RemoteProcess> running = ConcurrentHashMap.newKeySet();
    private final Refusals refusals = new Refusals();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean connected;
    private volatile boolean cancelled;
    private @Nullable AskServer asking;
    private volatile @Nullable Master master;

    private OpenSshTransport(Destination.Ssh destination, PrivateSocket place, Questions questions) {
        this.destination = destination;
        this.place = place;
        this.questions = questions;
    }

    /**
     * Connects and logs in. Blocks, also for the user's answers; an interrupt ends the attempt.
     *
     * @param effective what the configuration says of the host
     * @param limit for the network connection and the key exchange, unless the user's configuration sets another
     */
    public static OpenSshTransport connect(
            Destination.Ssh destination, ConfigValues effective, Duration limit, Prompter prompter)
            throws MonitorException {
        String name = "xpm-" + destination.host();
        try {
            SshProgram program = SshProgram.find();
            var questions = new Questions(prompter, name + "-prompt");
            var transport = new OpenSshTransport(destination, PrivateSocket.create("xpm-ssh-"), questions);
            try {
                transport.open(program, effective, limit, name);
                return transport;
            } catch (MonitorException | IOException | RuntimeException e) {
                transport.close();
                throw e;
            }
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.MISUSE,
                    "unable to connect to " + destination.host() + " with the ssh program because it cannot be run: "
                            + e.getMessage(),
                    "install an OpenSSH client, or set ssh.transport: builtin",
                    List.of(),
                    e);
        }
    }

    @Override
    public String label() {
        return destination.host().text();
    }

    @Override
    public RemoteProcess start(RemoteCommand command) throws MonitorException {
        Master holder = master;
        if (closed.get() || holder == null || !holder.isAlive()) {
            throw new MonitorException(
                    Problem.CONNECTION_LOST,
                    "cannot reach " + destination.host() + ": the connection was lost (ssh exit "
                            + SshFailure.SSH_FAILED + ")");
        }
        List<String> words = MasterCommand.command(destination, control(), ShellQuoting.asciiLine(command));
        try {
            var process = new OpenSshProcess(new ProcessBuilder(words).start(), holder);
            running.add(process);
            var unused = process.exit().thenRun(() -> running.remove(process));
            return process;
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.UNREACHABLE,
                    "cannot reach " + destination.host() + ": the ssh program cannot be run",
                    null,
                    List.of(),
                    e);
        }
    }

    @Override
    public RemoteStream dial(RemoteAddress to) throws MonitorException {
        Master holder = master;
        if (closed.get() || holder == null || !holder.isAlive()) {
            throw DialFailure.lost(label(), to, null);
        }
        try {
            OpenSshStream stream =
                    OpenSshStream.open(MasterCommand.stream(destination, control(), to), label(), to, refusals);
            if (closed.get()) {
                stream.close();
                throw DialFailure.lost(label(), to, null);
            }
            return stream;
        } catch (IOException e) {
            throw DialFailure.lost(label(), to, e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            questions.close();
            running.forEach(RemoteProcess::close);
            Master holder = master;
            if (holder != null) {
                holder.close();
            }
            AskServer server = asking;
            if (server != null) {
                server.close();
            }
            place.close();
        }
    }

    private void open(SshProgram program, ConfigValues effective, Duration limit, String name)
            throws MonitorException, IOException {
        AskServer server = AskServer.open(place, new AskedQuestions(questions), this::cancel, name + "-ask");
        asking = server;
        Master started = Master.start(
                MasterCommand.connection(destination, effective, limit, control(), program.asksByHelper()),
                Map.of("SSH_ASKPASS", server.program().toString(), "SSH_ASKPASS_REQUIRE", "force"),
                control(),
                this::heard,
                name + "-ssh");
        master = started;
        await(started, program);
        connected = true;
    }

    private void await(Master started, SshProgram program) throws MonitorException {
        long began = System.nanoTime();
        try {
            while (!started.isReady()) {
                if (started.awaitEnd(LOOK_MILLIS)) {
                    throw failure(started, program);
                }
                if (System.nanoTime() - began > LOGIN_LIMIT.toNanos()) {
                    throw new MonitorException(
                            Problem.UNREACHABLE,
                            "cannot reach " + destination.host() + ": no login within " + LOGIN_LIMIT.toMinutes()
                                    + " min (ssh exit " + SshFailure.SSH_FAILED + ")");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MonitorException(
                    Problem.CONNECTION_LOST, "interrupted while connecting to " + destination.host());
        }
    }

    private MonitorException failure(Master ended, SshProgram program) {
        if (cancelled) {
            return new MonitorException(
                    Problem.AUTHENTICATION,
                    "cannot reach " + destination.host() + ": the login was cancelled (ssh exit "
                            + SshFailure.SSH_FAILED + ")");
        }
        MonitorException failure = SshFailure.of(destination.host(), ended.exitCode(), ended.lastWords());
        if (failure.problem() == Problem.AUTHENTICATION && !program.asksByHelper()) {
            return new MonitorException(
                    Problem.AUTHENTICATION,
                    failure.sentence(),
                    "passwords need OpenSSH 8.4 or newer here, or ssh.transport: builtin; a key in ssh-agent works",
                    failure.remoteLines(),
                    null);
        }
        return failure;
    }

    /** The user gave no answer. Must be over before the helper is let go, or ssh would send an empty one. */
    private void cancel() {
        cancelled = true;
        Master holder = master;
        if (holder != null) {
            holder.close();
            try {
                holder.awaitEnd(CANCEL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Before the login, it is what the host wants the user to know. */
    private void heard(UntrustedText line) {
        refusals.heard(line);
        if (!connected && !closed.get()) {
            questions.status(line.forTerminal());
        }
    }

    private Path control() {
        return place.beside('m');
    }
}
