package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.RealTime;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.handshake.ProtocolVersion;
import dev.xpm.protocol.text.UntrustedText;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The connection behind a face. The first session is made before the face is there, so that its questions and its failure
 * are those of a plain program; the ones after it are made behind the face.
 */
final class Watch {
    private final Program program;
    private final SessionPlan plan;
    private final boolean reconnect;
    private final CurrentPrompter prompter;
    private final CompletableFuture<MonitorException> over = new CompletableFuture<>();

    /** @param reconnect whether to make another session after a loss */
    Watch(Program program, SessionPlan plan, boolean reconnect) {
        this.program = program;
        this.plan = plan;
        this.reconnect = reconnect;
        this.prompter = new CurrentPrompter(new ConsolePrompter(program));
    }

    CurrentPrompter prompter() {
        return prompter;
    }

    /** Ends with the loss, if it is for good. A face whose user can have another try goes on. */
    CompletableFuture<MonitorException> over() {
        return over.copy();
    }

    /** Makes the first session. Blocks. */
    AgentSession open(SessionListener listener) throws MonitorException {
        Messages messages = program.messages();
        messages.status("connecting to " + plan.destination().label() + " …");
        AgentSession session = program.leaving().closeAtEnd(AgentSession.open(plan.request(prompter, listener)));
        UntrustedText directory = session.server().workspacePath();
        String shown = directory == null || directory.isEmpty()
                ? UntrustedText.of(plan.workdir()).forTerminal()
                : directory.forTerminal();
        messages.status("connected, remote workspace " + shown + ", protocol " + ProtocolVersion.CURRENT);
        return session;
    }

    /** Keeps a session from now on. */
    Reconnector keep(AgentSession first, SessionListener listener, Reconnector.Listener user) {
        Reconnector reconnector = reconnector(listener, user);
        reconnector.start(first);
        return reconnector;
    }

    /** Makes the first session too, behind a face that is there already. */
    Reconnector begin(SessionListener listener, Reconnector.Listener user) {
        Reconnector reconnector = reconnector(listener, user);
        reconnector.start();
        return reconnector;
    }

    private Reconnector reconnector(SessionListener listener, Reconnector.Listener user) {
        var reconnector = program.leaving()
                .closeAtEnd(new Reconnector(
                        () -> AgentSession.open(plan.request(prompter, listener)),
                        new Reconnector.Listener() {
                            @Override
                            public void onSession(AgentSession session) {
                                user.onSession(session);
                            }

                            @Override
                            public void onLink(Link link) {
                                user.onLink(link);
                                if (link instanceof Link.Offline offline && !reconnect) {
                                    over.complete(offline.reason());
                                }
                            }
                        },
                        reconnect,
                        new RealTime("xpm-link", Clock.systemUTC()),
                        RandomGenerator.getDefault()));
        prompter.tellStages(reconnector::stage);
        return reconnector;
    }
}
