package dev.xpm.client.connect.deploy;

import dev.xpm.client.connect.Diagnosis;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteLines;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.StartedAgent;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Starts our own agent on a host. One command looks for the agent and a Java and starts it, which is all where it was
 * installed before. Otherwise the command says what is missing, that is uploaded, and a second one checks it, puts it in
 * its place and starts the agent. No step waits without a limit.
 *
 * <p>Used by one thread. Source: assurance.md D.
 */
public final class Deployer {
    /** Nothing more is tried when this many uploads came to nothing: a directory is full, or the line damages bytes. */
    private static final int MOST_ROUNDS = 3;

    /** Unpacking on a slow shared disk takes its time. */
    private static final Duration INSTALLATION = Duration.ofMinutes(3);

    private static final long EXIT_MILLIS = 1_000;

    /** Found without a PATH; it reads {@code start.sh}. */
    private static final List<String> SHELL = List.of("exec", "/bin/sh", "-s");

    private static final System.Logger LOG = System.getLogger(Deployer.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SessionRequest request;
    private final Transport transport;
    private final AgentFiles files;
    private @Nullable HostReport report;

    public Deployer(SessionRequest request, Transport transport, AgentFiles files) {
        this.request = request;
        this.transport = transport;
        this.files = files;
    }

    /** Begins to read what may have to be uploaded, while the connection is being made. */
    public static void prepare(AgentFiles files) {
        var unused = AgentKit.prepare(files);
    }

    /**
     * Starts the agent, and installs it before if need be. Blocks; an interrupt ends it.
     *
     * @throws MonitorException with the code of what the host lacks
     */
    public StartedAgent start() throws MonitorException {
        AgentKit kit = AgentKit.of(files);
        stage("probing " + transport.label());
        Round round = new Round(kit, 0, null, null, request.limits().handshake());
        int skip = 0;
        for (int rounds = 0; !(round.outcome instanceof StartTalk.Outcome.Ready); rounds++) {
            MonitorException problem = problemOf(round);
            if (problem != null && (rounds == MOST_ROUNDS || !isWorthAnotherTry(problem))) {
                throw problem;
            }
            if (problem == null && rounds == MOST_ROUNDS) {
                throw new MonitorException(
                        Problem.AGENT_ENDED,
                        "the agent on " + transport.label() + " is gone as soon as it is installed");
            }
            if (round.outcome instanceof StartTalk.Outcome.Absent) {
                round = install(kit, round, skip);
            } else {
                skip += problem != null && problem.problem() == Problem.DISK_FULL ? 1 : 0;
                round = new Round(kit, skip, null, null, request.limits().handshake());
            }
        }
        stage("starting our agent on " + transport.label() + " with "
                + ((StartTalk.Outcome.Ready) round.outcome).java().forTerminal(80));
        return round.started();
    }

    /** Whether uv was there when the host told what it has. */
    public boolean hasUv() {
        HostReport known = report;
        return known != null && known.has("uv");
    }

    /** Uploads what is missing, and starts again. */
    private Round install(AgentKit kit, Round round, int skip) throws MonitorException {
        HostReport host = round.talk.report();
        report = host;
        var places = new Places(transport.label(), host);
        Payload java = host.hasJava() ? null : new Runtimes(transport.label(), host).choose(kit.runtime(), kit.glibc());
        var uploader = new Uploader(transport, request.prompter());
        Upload runtime = null;
        if (java != null) {
            HostReport.Base base = places.forRuntime(4 * java.size());
            runtime = uploader.send("a Java runtime", java, base.path(), ".upload-" + nonce());
        }
        Upload agent = null;
        if (!host.hasAgent()) {
            HostReport.Base base = places.forAgent(2 * kit.jar().size());
            agent = uploader.send("our agent", kit.jar(), base.path(), ".upload-" + nonce());
        }
        stage("installing our agent on " + transport.label());
        return new Round(kit, skip, agent, runtime, INSTALLATION);
    }

    private @Nullable MonitorException problemOf(Round round) {
        if (!(round.outcome instanceof StartTalk.Outcome.Failed failed)) {
            return null;
        }
        String detail = failed.detail().forTerminal(200);
        String label = transport.label();
        return switch (failed.kind()) {
            case "damaged" ->
                new MonitorException(Problem.DAMAGED_UPLOAD, "the agent did not reach " + label + " whole: " + detail);
            case "place" -> Places.refused(label, "", List.of(failed.detail()));
            case "names" ->
                new MonitorException(
                        Problem.DAMAGED_UPLOAD,
                        "the packed Java holds what no Java holds, and was not unpacked: " + detail);
            default ->
                new MonitorException(
                        Runtimes.kindOf(failed.detail()),
                        "the Java that was brought to " + label + " does not run: " + detail);
        };
    }

    private static boolean isWorthAnotherTry(MonitorException problem) {
        return problem.problem() == Problem.DAMAGED_UPLOAD || problem.problem() == Problem.DISK_FULL;
    }

    private void stage(String line) {
        request.prompter().stage(line);
    }

    private static String nonce() {
        return new BigInteger(80, RANDOM).toString(Character.MAX_RADIX);
    }

    /** One command on the host: it installs what was uploaded, then starts the agent or says what it lacks. */
    private final class Round {
        private final RemoteProcess process;
        private final RemoteLines stderr;
        private final HeldLines held = new HeldLines(line -> request.listener().onRemoteLine(line));
        private final InputStream out;
        private final StartTalk talk;
        private final StartTalk.Outcome outcome;

        Round(AgentKit kit, int skip, @Nullable Upload agent, @Nullable Upload runtime, Duration limit)
                throws MonitorException {
            String nonce = nonce();
            String script = new StartScript(nonce, kit, request.workdir())
                    .skip(skip)
                    .install(agent, runtime)
                    .text(kit);
            process = transport.start(new RemoteCommand(SHELL, List.of(), request.shellInit()));
            stderr = RemoteLines.read(process.stderr(), held, "xpm-" + transport.label() + "-stderr");
            out = new BufferedInputStream(process.stdout());
            talk = new StartTalk(nonce, out);
            outcome = converse(script, limit);
            if (outcome instanceof StartTalk.Outcome.Ended) {
                throw diagnosis().endedEarly(exit());
            }
            for (UntrustedText path : talk.tampered()) {
                request.listener()
                        .onRemoteLine(UntrustedText.of("warning: " + path.raw() + " is not as we installed it; "
                                + "it was removed and is installed again"));
            }
        }

        private StartTalk.Outcome converse(String script, Duration limit) throws MonitorException {
            var patience = new Patience("xpm-" + transport.label() + "-start", limit);
            boolean runs = false;
            try {
                StartTalk.Outcome heard = patience.call(
                        () -> {
                            send(script);
                            return talk.hear();
                        },
                        process::close);
                runs = heard instanceof StartTalk.Outcome.Ready;
                return heard;
            } catch (InterruptedIOException e) {
                throw new MonitorException(
                        Problem.CONNECTION_LOST, "interrupted while connecting to " + transport.label());
            } catch (TimeoutException e) {
                throw diagnosis().silent(limit);
            } catch (IOException e) {
                throw new MonitorException(
                        Problem.AGENT_ENDED,
                        "the shell on " + transport.label() + " is not understood: " + e.getMessage(),
                        "its start-up files must print less, or only for interactive shells",
                        talk.noise(),
                        e);
            } finally {
                if (!runs) {
                    process.close();
                }
            }
        }

        /** A shell that ended early takes no input; what it said before tells more. */
        private void send(String script) {
            try {
                OutputStream in = process.stdin();
                in.write(script.getBytes(StandardCharsets.UTF_8));
                in.flush();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the shell took no input: " + e.getMessage());
            }
        }

        /** The command is over, or will be in a moment. */
        private RemoteProcess.Exit exit() {
            stderr.end()
                    .copy()
                    .completeOnTimeout(null, EXIT_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            return process.exit()
                    .copy()
                    .completeOnTimeout(RemoteProcess.Exit.LOST, EXIT_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }

        private Diagnosis diagnosis() {
            return new Diagnosis(
                    transport.label(), request.workdir(), request.shellInit(), stderr.last(), talk.noise());
        }

        StartedAgent started() {
            held.open();
            return new StartedAgent(new Continued(process, out), stderr);
        }
    }
}
