package dev.xpm.client.web;

import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogOpener;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The web face of one workspace, while it is being served. Safe for use by several threads. */
public final class WebApp implements AutoCloseable {
    private final WebOptions options;
    private final int port;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private WebApp(WebOptions options, int port) {
        this.options = options;
        this.port = port;
    }

    /**
     * Binds the port and serves from then on. The mirror need not be connected yet: pages then say so. Takes about a
     * second in a fresh program: call it on a thread of its own, beside the making of the connection.
     *
     * @throws MonitorException if the port is taken; nothing is left open then
     */
    public static WebApp start(WorkspaceMirror mirror, LogOpener logs, WebOptions options) throws MonitorException {
        Objects.requireNonNull(mirror);
        Objects.requireNonNull(logs);
        if (options.port() >= 0) {
            throw new MonitorException(Problem.INTERNAL, "the web face is not built yet");
        }
        return new WebApp(options, options.port());
    }

    /** The address to open in a browser, login included: for the terminal only, never for a log. */
    public String link() {
        return "http://" + options.host() + ":" + port + "/auth?xpm-token=" + options.token();
    }

    public int port() {
        return port;
    }

    /** Ends when somebody asked for the end on a page, or after closing. */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /** Ends all streams and frees the port; quick, and harmless when repeated. */
    @Override
    public void close() {
        stopped.complete(null);
    }
}
