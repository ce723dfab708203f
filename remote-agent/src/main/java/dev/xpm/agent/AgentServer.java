package dev.xpm.agent;

import dev.xpm.agent.action.WorkspaceChanges;
import dev.xpm.agent.log.WorkspaceLogs;
import dev.xpm.agent.process.SlurmQueue;
import dev.xpm.agent.watch.WatchOptions;
import dev.xpm.agent.watch.WorkspaceWatcher;
import dev.xpm.agent.workspace.WorkspaceQueries;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.endpoint.ServerEndpoint;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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

    /** What reads ahead beside the start may have something to tell before there is anybody to tell it to. */
    private final CountDownLatch opened = new CountDownLatch(1);

    private final Farewell farewell;
    private final SlurmQueue slurm = new SlurmQueue(this::onBatchJobs);
    private volatile @Nullable WorkspaceWatcher watcher;

    private AgentServer(AgentOptions options, InputStream in, OutputStream out) {
        WorkspaceAddress address = WorkspaceAddress.of(options.workdir());
        if (address instanceof WorkspaceAddress.Missing missing) {
            this.endpoint = new ServerEndpoint(in, out, refusing(missing.why()), this::affected, this::onBroken);
        } else {
            Path root = ((WorkspaceAddress.Found) address).root();
            var queries = new WorkspaceQueries(root, ZoneId.systemDefault(), new ThisHost(slurm), this::tell);
            var changes = new AgentChanges(root, queries, new Told(), options.readOnly());
            inBackground(() -> {
                queries.prepare();
                changes.followTags();
            });
            this.endpoint = new ServerEndpoint(
                    in, out, answering(root, queries, changes), this::affected, this::onBroken, TemporaryFile::new);
            watch(root, new WatchOptions(!options.pollOnly(), options.pollingInterval()));
        }
        this.farewell = new Farewell(endpoint, this::close);
        opened.countDown();
    }

    /** On a second core, beside what the handshake loads. */
    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "xpm-agent-load");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Path root, WatchOptions how) {
        watcher = WorkspaceWatcher.start(root, Clock.systemUTC(), how, this::tell);
    }

    private void tell(WorkspaceEvent event) {
        send(new Notice.StateEvent(event));
    }

    private Collection<ExperimentId> affected(WorkspaceEvent event) {
        WorkspaceWatcher watching = watcher;
        return watching == null ? Set.of() : watching.affected(event);
    }

    /**
     * Serves until the session ends, and then ends the process.
     */
    static void run(AgentOptions options, InputStream in, OutputStream out) {
        new AgentServer(options, in, out).serve();
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

    /** The batch system says something new of these jobs: no file tells of that. */
    private void onBatchJobs(Collection<JobKey> jobs) {
        WorkspaceWatcher watching = watcher;
        if (watching != null) {
            watching.touchJobs(jobs);
        }
    }

    private void close() {
        slurm.close();
        WorkspaceWatcher watching = watcher;
        if (watching != null) {
            watching.close();
        }
    }

    private void send(Notice notice) {
        try {
            opened.await();
            endpoint.send(notice);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCongested() {
        return endpoint.isBehind();
    }

    private void onBroken() {
        farewell.leave(BROKEN);
    }

    private WorkspaceMethods answering(Path root, WorkspaceQueries queries, AgentChanges changes) {
        var logs = new WorkspaceLogs(root, AgentBudget.LOGS, this::send, this::isCongested);
        return new AgentMethods(root, queries, logs, changes, new AgentExtensions(root, queries, new Feed()));
    }

    /** What the client asked to be changed is told to it like all other changes. */
    private final class Told implements WorkspaceChanges.Listener {
        @Override
        public void onEvent(WorkspaceEvent event) {
            send(new Notice.StateEvent(event));
        }

        @Override
        public void onChanged(Collection<ExperimentId> experiments) {
            WorkspaceWatcher watching = watcher;
            if (watching != null) {
                watching.touch(experiments);
            }
        }
    }

    /** The endpoint, which is there before the first request is. */
    private final class Feed implements AgentExtensions.Feed {
        @Override
        public EventPosition position() {
            return endpoint.position();
        }

        @Override
        public Subscribed subscribe(Duration progress, Duration carbon, @Nullable EventPosition from) {
            return endpoint.subscribe(progress, carbon, from);
        }
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
