package dev.xpm.agent;

import dev.xpm.agent.log.WorkspaceLogs;
import dev.xpm.agent.watch.WorkspaceWatcher;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One session: a workspace, and one client at the other end of two streams. The handshake is answered at once; whatever
 * takes longer is loaded beside it. Source: protocol.md 2.4.
 */
final class AgentServer {
    private static final System.Logger LOG = System.getLogger(AgentServer.class.getName());

    /** The client stopped reading before we said goodbye. */
    private static final int BROKEN = 1;

    private final ServerEndpoint endpoint;
    private final Farewell farewell;
    private volatile @Nullable WorkspaceWatcher watcher;

    private AgentServer(AgentOptions options, InputStream in, OutputStream out, CompletableFuture<Void> loading) {
        WorkspaceAddress address = WorkspaceAddress.of(options.workdir());
        WorkspaceMethods methods = address instanceof WorkspaceAddress.Found found
                ? answering(found.root())
                : refusing(((WorkspaceAddress.Missing) address).why());
        this.endpoint = new ServerEndpoint(in, out, methods, this::affected, this::onBroken);
        this.farewell = new Farewell(endpoint, this::close);
        if (address instanceof WorkspaceAddress.Found found) {
            // Not before: the first look would take the processor from what the first answer waits for.
            var unused = loading.whenComplete((done, failure) -> watch(found.root()));
        }
    }

    private void watch(Path root) {
        watcher = WorkspaceWatcher.start(root, Clock.systemUTC(), event -> send(new Notice.StateEvent(event)));
    }

    private Collection<ExperimentId> affected(WorkspaceEvent event) {
        WorkspaceWatcher watching = watcher;
        return watching == null ? Set.of() : watching.affected(event);
    }

    /**
     * Serves until the session ends, and then ends the process.
     *
     * @param loading what the first answer needs, under way on another thread
     */
    static void run(AgentOptions options, InputStream in, OutputStream out, CompletableFuture<Void> loading) {
        new AgentServer(options, in, out, loading).serve();
    }

    private void serve() {
        farewell.onSignals();
        try {
            endpoint.serve();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "reading requests failed: " + e.getMessage());
        }
        farewell.leave(0);
    }

    private void close() {
        WorkspaceWatcher watching = watcher;
        if (watching != null) {
            watching.close();
        }
    }

    private void send(Notice notice) {
        endpoint.send(notice);
    }

    private boolean isCongested() {
        return endpoint.backlog() >= AgentBudget.CONGESTED_FROM;
    }

    private void onBroken() {
        farewell.leave(BROKEN);
    }

    private WorkspaceMethods answering(Path root) {
        var queries = new WorkspaceQueries(root, ZoneId.systemDefault(), new ThisHost());
        var logs = new WorkspaceLogs(root, AgentBudget.LOGS, this::send, this::isCongested);
        return new AgentMethods(root, queries, logs);
    }

    /** A bad workspace keeps the protocol, so that the client can say what is wrong. Source: protocol.md 2.6. */
    private static WorkspaceMethods refusing(String why) {
        return (WorkspaceMethods) Proxy.newProxyInstance(
                WorkspaceMethods.class.getClassLoader(),
                new Class<?>[] {WorkspaceMethods.class},
                (proxy, method, arguments) -> {
                    throw new RpcException(ErrorCode.WORKSPACE_NOT_FOUND, why);
                });
    }
}
