package dev.xpm.agent;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;

/**
 * The end of the session and of the process, once, whoever comes first: the end of input, a signal, or a stdout that is
 * broken. Source: protocol.md 1.8.
 */
final class Farewell {
    private final ServerEndpoint endpoint;

    Farewell(ServerEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Makes SIGINT, SIGTERM and SIGHUP end the session in the same way. */
    void onSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(0), "xpm-agent-farewell"));
    }

    /**
     * Says goodbye and ends the process, within a second even if requests run or nobody reads. Does not return. A
     * second caller waits here until the first has ended the process.
     */
    synchronized void leave(int status) {
        endpoint.end(new Notice.Shutdown("server_shutdown", null, null), AgentBudget.FAREWELL);
        // Not exit: that would wait for this very thread when it is the one of the signals.
        Runtime.getRuntime().halt(status);
    }
}
