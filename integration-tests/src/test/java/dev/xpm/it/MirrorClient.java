package dev.xpm.it;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.it.host.TestHost;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Our client without a face: a session over a host, and the mirror that a face would show. */
final class MirrorClient implements AutoCloseable {
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1));

    private final WorkspaceMirror mirror;
    private final AgentSession session;

    private MirrorClient(WorkspaceMirror mirror, AgentSession session) {
        this.mirror = mirror;
        this.session = session;
        mirror.attach(session);
    }

    /** Connects; the agent is started with these words. */
    static MirrorClient open(TestHost host, String workdir, List<String> launcher) throws MonitorException {
        return open(host, workdir, launcher, TransportChoice.AUTO);
    }

    /** Connects with that SSH of ours. */
    static MirrorClient open(TestHost host, String workdir, List<String> launcher, TransportChoice transport)
            throws MonitorException {
        var mirror = new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.of(host.destination()), UntrustedText.of(workdir)),
                Clock.systemUTC());
        var destination =
                new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(host.options()), transport);
        try {
            return new MirrorClient(
                    mirror,
                    AgentSession.open(new SessionRequest(
                            destination,
                            workdir,
                            new Launch.Command(launcher),
                            null,
                            LIMITS,
                            new NoPrompter(),
                            mirror)));
        } catch (MonitorException e) {
            mirror.close();
            throw e;
        }
    }

    /** The words that start our agent on this machine. */
    static List<String> ourAgent() {
        return List.of(Program.launcher().toString());
    }

    /** The words that start the original server. */
    static List<String> originalServer() {
        return List.of(Tool.ORIGINAL.path().toString());
    }

    WorkspaceMirror mirror() {
        return mirror;
    }

    AgentSession session() {
        return session;
    }

    /** Shows the jobs of an experiment from now on. */
    void show(String experiment) {
        mirror.open(RunKey.current(SourceId.ONLY, new ExperimentId(experiment)));
    }

    List<String> experiments() {
        return mirror.state().experiments().orElse(List.of()).stream()
                .map(experiment -> experiment.id().value())
                .toList();
    }

    /** Displayed state of each job of a shown experiment. */
    Map<String, String> jobs(String experiment) {
        var states = new LinkedHashMap<String, String>();
        for (JobEntry entry : entries(experiment)) {
            states.put(entry.key().job().value(), entry.displayed().state().text());
        }
        return states;
    }

    List<JobEntry> entries(String experiment) {
        Answer<JobTable> table = mirror.state().table(RunKey.current(SourceId.ONLY, new ExperimentId(experiment)));
        return table instanceof Answer.Known<JobTable> known ? known.value().jobs() : List.of();
    }

    /** Waits until the mirror is as wanted; a failure tells how it was. */
    void await(String what, Predicate<MirrorClient> wanted) {
        var last = new AtomicReference<>("");
        try {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                last.set(describe());
                return wanted.test(this);
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("expected " + what + " but it is " + last.get(), e);
        }
    }

    private String describe() {
        var text = new StringBuilder(mirror.state().link().getClass().getSimpleName());
        for (String experiment : experiments()) {
            text.append("\n").append(experiment).append(": ").append(jobs(experiment));
        }
        mirror.state().output().forEach(line -> text.append("\n[SSH] ").append(line.forLog()));
        return text.toString();
    }

    @Override
    public void close() {
        session.close();
        mirror.close();
    }

    /** Nobody is there to answer. */
    private static final class NoPrompter implements Prompter {
        @Override
        public List<char[]> ask(String title, List<Question> questions) {
            return null;
        }

        @Override
        public boolean confirm(String title, List<String> lines) {
            return false;
        }

        @Override
        public void status(String line) {}
    }
}
