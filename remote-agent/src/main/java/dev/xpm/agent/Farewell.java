package dev.xpm.agent;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;

/**
 * The end of the session and of the process, once, whoever comes first: the end of input, a signal, or a stdout that is
 * broken. Source: protocol.md 1.8.
 */
final class Farewell {
    /** What closes quickly has by then closed while the last messages were written. */
    private static final long CLOSING_MILLIS = 100;

    private final ServerEndpoint endpoint;
    private final Runnable closing;

    /** @param closing stops what runs beside the session; may take its time, but gets little */
    Farewell(ServerEndpoint endpoint, Runnable closing) {
        this.endpoint = endpoint;
        this.closing = closing;
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
        // The JVM waits a third of a second for threads inside the system, such as the one that hears of file changes.
        var closer = new Thread(closing, "xpm-agent-closer");
        closer.setDaemon(true);
        closer.start();
        endpoint.end(new Notice.Shutdown("server_shutdown", null, null), AgentBudget.FAREWELL);
        try {
            closer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Not exit: that would wait for this very thread when it is the one of the signals.
        Runtime.getRuntime().halt(status);
    }
}
