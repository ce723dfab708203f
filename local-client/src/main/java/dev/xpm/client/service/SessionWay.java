package dev.xpm.client.service;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Over the connection of a session. */
final class SessionWay implements Forwards.Way {
    /** A name is that long; start-up files of the shell may say something before it. */
    private static final int MAX_OUTPUT = 64 << 10;

    private static final long LIMIT_SECONDS = 20;

    private final Transport transport;
    private final boolean local;
    private @Nullable String node;

    SessionWay(AgentSession session) {
        this.transport = session.transport();
        this.local = session.request().destination() instanceof Destination.Local;
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public synchronized String node() throws MonitorException {
        String known = node;
        if (known == null) {
            known = ask();
            node = known;
        }
        return known;
    }

    @Override
    public RemoteStream dial(RemoteAddress to) throws MonitorException {
        return transport.dial(to);
    }

    private String ask() throws MonitorException {
        RemoteProcess process = transport.start(RemoteCommand.of("uname", "-n"));
        try {
            var unused = process.exit()
                    .copy()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .whenComplete((exit, late) -> process.close());
            process.stdin().close();
            String said = new String(process.stdout().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            String last = said.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (before, line) -> line);
            if (RemoteAddress.isHost(last)) {
                return last;
            }
            throw new IOException("it said nothing that could be a name");
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.FORWARD,
                    "unable to reach services through " + transport.label() + " because it did not tell its name",
                    "ssh HOST uname -n must print it",
                    List.of(),
                    e);
        } finally {
            process.close();
        }
    }
}
