package dev.xpm.client.connect.doctor;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.LocalTransport;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.Transports;
import dev.xpm.client.connect.config.ConfigQuery;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.connect.openssh.OpenSshTransport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.text.UntrustedText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes all the way from the configuration to the handshake with the agent, as a session does, and tells each stage. Ends
 * with the first one that fails, because the later ones stand on it. Used once, by one thread, which blocks.
 */
public final class Examination {
    private static final int MAX_SHOWN = 160;

    private final SessionRequest request;
    private final boolean withWorkspace;
    private final Consumer<Finding> told;

    /**
     * @param withWorkspace false to look at the host alone: the workspace of the request is not meant then, and no agent
     *     is started
     * @param told called for each stage, in order
     */
    public Examination(SessionRequest request, boolean withWorkspace, Consumer<Finding> told) {
        this.request = request;
        this.withWorkspace = withWorkspace;
        this.told = told;
    }

    /** Runs the stages; the problem of the one that failed, or null if all are well. */
    public @Nullable MonitorException run() {
        String stage = "configuration";
        try {
            Transport transport = reach();
            boolean handedOver = false;
            try {
                stage = "login shell";
                HostProbe probe = HostProbe.of(
                        transport,
                        request.shellInit(),
                        withWorkspace ? request.workdir() : "",
                        request.limits().handshake());
                shell(probe);
                host(probe);
                if (!withWorkspace) {
                    told.accept(Finding.note("agent", "not started, because no workspace was named"));
                    return null;
                }
                stage = "workspace";
                workspace(probe);
                stage = "agent";
                handedOver = true;
                agent(transport);
                return null;
            } finally {
                if (!handedOver) {
                    transport.close();
                }
            }
        } catch (MonitorException e) {
            told.accept(Finding.failed(stageOf(e, stage), e));
            return e;
        }
    }

    private Transport reach() throws MonitorException {
        if (!(request.destination() instanceof Destination.Ssh ssh)) {
            return new LocalTransport();
        }
        ConfigValues effective = ConfigQuery.start(ssh.host(), ssh.options()).answer();
        String name = effective.get("hostname", ssh.host().name());
        String route = route(effective);
        told.accept(Finding.ok(
                "configuration",
                shown(Objects.requireNonNullElse(
                                ssh.host().user(), effective.get("user", System.getProperty("user.name")))
                        + "@" + name + ", port " + effective.get("port", "22") + route)));
        if (route.isEmpty()) {
            told.accept(Finding.ok("host name", addresses(ssh, name)));
        }
        var notes = new Notes(request.prompter());
        long began = System.nanoTime();
        Transport transport = Transports.connect(ssh, request.limits().handshake(), notes);
        notes.lines.forEach(line -> told.accept(Finding.note("connection", line)));
        told.accept(
                Finding.ok("connection", transport instanceof OpenSshTransport ? "the ssh program" : "built-in SSH"));
        told.accept(Finding.ok("host key", "is the known one, or was accepted"));
        told.accept(Finding.ok("login", "accepted after " + seconds(System.nanoTime() - began)));
        return transport;
    }

    private static String route(ConfigValues effective) {
        if (effective.get("proxyjump") != null) {
            return ", through " + effective.get("proxyjump");
        }
        return effective.get("proxycommand") == null ? "" : ", by ProxyCommand";
    }

    private static String addresses(Destination.Ssh ssh, String name) throws MonitorException {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
        } catch (UnknownHostException e) {
            throw new MonitorException(
                    Problem.HOST_UNKNOWN,
                    "cannot reach " + ssh.host() + ": Could not resolve hostname " + shown(name)
                            + ": Name or service not known (ssh exit 255)");
        }
    }

    private void shell(HostProbe probe) {
        String shell = probe.shown("shell");
        if (probe.noise().isEmpty()) {
            told.accept(Finding.ok("login shell", shell + ", quiet"));
        } else {
            told.accept(Finding.note(
                    "login shell",
                    shell + " prints " + probe.noise().size() + " lines before a command, which are skipped: "
                            + probe.noise().get(0).forTerminal(60)));
        }
    }

    private void host(HostProbe probe) {
        told.accept(Finding.ok("host", probe.shown("node") + ", " + probe.shown("system")));
        present(probe, "Java", "java", "not found; needed for our own agent unless a runtime can be brought along");
        present(probe, "rsync", "rsync", "not found; files are copied in another way");
        present(probe, "uv", "uv", "not found; needed for ssh.launch: uv");
        String place = probe.shown("cache_place");
        String free = probe.shown("free");
        String room = free.matches("[0-9]{1,18}") ? ", " + megabytes(Long.parseLong(free)) + " MB free" : "";
        told.accept(
                switch (probe.shown("cache")) {
                    case "good" -> Finding.ok("cache", place + room);
                    case "noexec" -> Finding.note("cache", place + room + ", but no program may run from there");
                    case "full" ->
                        Finding.note("cache", place + ": nothing can be written, the disk or the quota is full");
                    default -> Finding.note("cache", place + ": nothing can be written there");
                });
        String space = probe.shown("space");
        if (space.matches("[0-9]{1,18}")) {
            told.accept(
                    Finding.note("memory", "address space is limited to " + megabytes(Long.parseLong(space)) + " MB"));
        }
    }

    private void present(HostProbe probe, String stage, String fact, String otherwise) {
        String words = probe.shown(fact).replaceAll(" +", " ");
        told.accept(words.isEmpty() ? Finding.note(stage, otherwise) : Finding.ok(stage, words));
    }

    private void workspace(HostProbe probe) throws MonitorException {
        String place = probe.shown("place");
        String state = probe.shown("workspace");
        String reason =
                switch (state) {
                    case "good" -> null;
                    case "missing" -> place + " does not exist";
                    case "file" -> place + " is not a directory";
                    case "denied" -> place + " cannot be read: permission denied";
                    default -> place + " is not a workspace (no .__experimaestro__)";
                };
        if (reason != null) {
            throw new MonitorException(Problem.NOT_A_WORKSPACE, reason);
        }
        told.accept(Finding.ok("workspace", place));
    }

    private void agent(Transport transport) throws MonitorException {
        long began = System.nanoTime();
        try (AgentSession session = AgentSession.open(request, transport)) {
            ServerInfo server = session.server();
            String name = server.name() == null
                    ? "the Python original"
                    : "our agent "
                            + (server.version() == null ? "" : server.version().forTerminal(40));
            told.accept(Finding.ok(
                    "agent",
                    name + ", protocol " + server.protocolVersion().forTerminal(40) + ", answered after "
                            + seconds(System.nanoTime() - began)));
        }
    }

    private static String stageOf(MonitorException problem, String otherwise) {
        return switch (problem.problem()) {
            case HOST_UNKNOWN -> "host name";
            case UNREACHABLE, WEAK_HOST -> "connection";
            case HOST_KEY_UNKNOWN, HOST_KEY_CHANGED -> "host key";
            case AUTHENTICATION -> "login";
            default -> otherwise;
        };
    }

    private static String shown(String text) {
        return UntrustedText.of(text).forTerminal(MAX_SHOWN);
    }

    private static long megabytes(long kilobytes) {
        return kilobytes >> 10;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }

    /** Keeps what is told while connecting, so that it stands at its stage. */
    private static final class Notes implements Prompter {
        private final Prompter prompter;
        private final List<String> lines = new ArrayList<>();

        Notes(Prompter prompter) {
            this.prompter = prompter;
        }

        @Override
        public @Nullable List<char[]> ask(String title, List<Question> questions) {
            return prompter.ask(title, questions);
        }

        @Override
        public boolean confirm(String title, List<String> text) {
            return prompter.confirm(title, text);
        }

        @Override
        public synchronized void status(String line) {
            lines.add(line);
        }

        /** The stages are what is told here anyway. */
        @Override
        public void stage(String line) {}
    }
}
