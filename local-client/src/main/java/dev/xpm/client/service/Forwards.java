package dev.xpm.client.service;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteStream;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * The ways to the services of one workspace: for each that the user asked for, a port on the loopback of this machine,
 * whose connections the host makes over the session that is open already. A port is kept while the session is lost, so
 * that nobody else takes it; the next session goes on with it.
 *
 * <p>Safe for use by several threads; no call blocks. Source: interfaces.md 3.7, assurance.md S8 and W11.
 */
public final class Forwards implements AutoCloseable {
    /** A user looks at a few; more is a mistake. */
    private static final int MAX_OPEN = 32;

    private final Map<ServiceAddress, Forward> all = new LinkedHashMap<>();
    private final Map<ServiceAddress, LocalPort> ports = new LinkedHashMap<>();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private volatile @Nullable Way way;

    /** What connects, as long as there is a session. */
    interface Way {
        /** Whether the workspace lies on this machine, so that nothing needs to be forwarded. */
        boolean isLocal();

        /** Name of the machine at the other end. Blocks when first asked. */
        String node() throws MonitorException;

        /** Blocks until the host has connected to it. */
        RemoteStream dial(RemoteAddress to) throws MonitorException;
    }

    /** From now on connections are made by that session. */
    public void attach(AgentSession session) {
        attach(new SessionWay(session));
    }

    void attach(Way next) {
        way = next;
    }

    /** Opens a way to a running service; one that there is, or that is being opened, stays as it is. */
    public Forward open(ServiceAddress to) {
        var forward = new Forward(to);
        synchronized (all) {
            Forward known = all.get(to);
            if (known != null && !(known.state() instanceof Forward.State.Failed)) {
                return known;
            }
            if (ports.size() >= MAX_OPEN) {
                forward.set(new Forward.State.Failed(
                        problem("unable to open more than " + MAX_OPEN + " ways to services", null)));
                return forward;
            }
            all.put(to, forward);
        }
        changed();
        daemon(() -> begin(forward), "xpm-forward").start();
        return forward;
    }

    /** The way to a service; null if nobody asked for one, or it was closed. */
    public @Nullable Forward of(ServiceAddress to) {
        synchronized (all) {
            return all.get(to);
        }
    }

    /** Ends a way and its connections; harmless if there is none. */
    public void close(ServiceAddress to) {
        LocalPort port;
        synchronized (all) {
            Forward forward = all.remove(to);
            port = ports.remove(to);
            if (forward == null) {
                return;
            }
            forward.set(new Forward.State.Closed());
        }
        if (port != null) {
            port.close();
        }
        changed();
    }

    /** Ends the ways to all services but these, because the others are over. */
    public void keepOnly(Set<ServiceAddress> running) {
        List<ServiceAddress> over;
        synchronized (all) {
            over = all.keySet().stream().filter(to -> !running.contains(to)).toList();
        }
        over.forEach(this::close);
    }

    public boolean isEmpty() {
        synchronized (all) {
            return all.isEmpty();
        }
    }

    /** Called after each change of any way, on any thread: must not block. */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }

    private void begin(Forward forward) {
        ServiceAddress to = forward.to();
        Forward.State next;
        LocalPort port = null;
        try {
            Way now = way();
            if (now.isLocal()) {
                next = new Forward.State.Open(to.directly(now.node()), "", null);
            } else {
                RemoteAddress target = to.from(now.node());
                // Whether the host does it at all is said now, and not by a browser that shows an empty page.
                now.dial(target).close();
                port = LocalPort.open(() -> dial(to), failure -> tried(forward, failure), target.toString());
                ServiceUrl here = to.url().at("localhost", port.number());
                next = new Forward.State.Open(here, ":" + port.number() + " → " + target, null);
            }
        } catch (MonitorException e) {
            next = new Forward.State.Failed(e);
        } catch (IOException e) {
            next = new Forward.State.Failed(problem("unable to listen on a port of this machine", e));
        }
        boolean wanted = finish(forward, port, next);
        if (!wanted && port != null) {
            port.close();
        }
        changed();
    }

    /** Whether it was still wanted. */
    private boolean finish(Forward forward, @Nullable LocalPort port, Forward.State next) {
        synchronized (all) {
            if (all.get(forward.to()) != forward) {
                return false;
            }
            if (port != null) {
                ports.put(forward.to(), port);
            }
            forward.set(next);
            return true;
        }
    }

    /** For each connection anew: after a loss, the name may stand for another machine. */
    private RemoteStream dial(ServiceAddress to) throws MonitorException {
        Way now = way();
        return now.dial(to.from(now.node()));
    }

    private Way way() throws MonitorException {
        Way now = way;
        if (now == null) {
            throw problem("unable to reach the service because there is no connection yet", null);
        }
        return now;
    }

    private void tried(Forward forward, @Nullable MonitorException failure) {
        synchronized (all) {
            if (!(forward.state() instanceof Forward.State.Open open) || open.trouble() == failure) {
                return;
            }
            forward.set(new Forward.State.Open(open.url(), open.ends(), failure));
        }
        changed();
    }

    private void changed() {
        new ArrayList<>(listeners).forEach(Runnable::run);
    }

    private static MonitorException problem(String sentence, @Nullable Exception cause) {
        return new MonitorException(Problem.FORWARD, sentence, null, List.of(), cause);
    }

    static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
