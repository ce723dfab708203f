package dev.xpm.it;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.RealTime;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.it.host.TestHost;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Our client without a face, as a face has it: connected again whenever the connection is lost. */
final class KeptClient implements AutoCloseable {
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(20), Duration.ofMinutes(1));

    /** Until a state of the link is seen, retries with growing pauses included. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final WorkspaceMirror mirror;
    private final Reconnector reconnector;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final List<WorkspaceEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();

    KeptClient(TestHost host, String workdir, TransportChoice transport) throws MonitorException {
        mirror = new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.of(host.destination()), UntrustedText.of(workdir)),
                Clock.systemUTC());
        mirror.onEachEvent(events::add);
        var destination =
                new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()), transport);
        reconnector = new Reconnector(
                () -> AgentSession.open(new SessionRequest(
                        destination,
                        workdir,
                        new Launch.Command(MirrorClient.ourAgent()),
                        null,
                        LIMITS,
                        new Nobody(),
                        mirror)),
                new Reconnector.Listener() {
                    @Override
                    public void onSession(AgentSession session) {
                        sessions.incrementAndGet();
                        mirror.attach(session);
                    }

                    @Override
                    public void onLink(Link link) {
                        links.add(link);
                        mirror.onLink(link);
                    }
                },
                true,
                new RealTime("xpm-link", Clock.systemUTC()),
                new Random(1));
        reconnector.start();
    }

    WorkspaceMirror mirror() {
        return mirror;
    }

    /** Every state of the link so far. */
    List<Link> links() {
        return links;
    }

    /** Every event so far, of all sessions. */
    List<WorkspaceEvent> events() {
        return events;
    }

    /** How many sessions there have been. */
    int sessions() {
        return sessions.get();
    }

    /** Waits until the link is of that kind. */
    void await(Class<? extends Link> kind) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !links.isEmpty() && kind.isInstance(links.get(links.size() - 1)));
    }

    /** Waits until the jobs of an experiment are shown in those states. */
    void awaitJobs(String experiment, Map<String, String> wanted) {
        mirror.open(key(experiment));
        Awaitility.await().atMost(PATIENCE).until(() -> jobs(experiment).equals(wanted));
    }

    /** Displayed state of each job. */
    Map<String, String> jobs(String experiment) {
        var states = new TreeMap<String, String>();
        if (mirror.state().table(key(experiment)) instanceof Answer.Known<JobTable> known) {
            known.value()
                    .jobs()
                    .forEach(entry -> states.put(
                            entry.key().job().value(), entry.displayed().state().text()));
        }
        return states;
    }

    private static RunKey key(String experiment) {
        return RunKey.current(SourceId.ONLY, new ExperimentId(experiment));
    }

    @Override
    public void close() {
        reconnector.close();
        mirror.close();
    }
}
