package dev.xpm.client.mirror;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PromptDesk;
import dev.xpm.client.connect.RealTime;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.connect.Timeline;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.ProcessInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's copy of a workspace. It loads what is asked for, applies every event to it, and publishes frozen states.
 *
 * <p>One thread owns the model. All methods may be called from any thread and return at once; a face reads
 * {@link #state()} and is told by {@link #onChange} when there is a newer one.
 */
public final class WorkspaceMirror implements SessionListener, AutoCloseable {
    /** Four repaints a second are as much as an eye takes in. Source: interfaces.md 3.12. */
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(250);

    private final SourceId id;
    private final Timeline time;
    private final Thinner<Object> thinner;
    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<WorkspaceEvent>> eventListeners = new CopyOnWriteArrayList<>();
    private final Incoming incoming = new Incoming();
    private final WorkspaceLoader loader;
    private final PromptDesk prompts = new PromptDesk();
    private Source source;
    private boolean readOnly;
    private Link link = new Link.Connecting("connecting");
    private volatile Runnable retry = () -> {};
    private volatile MirrorState state;

    /**
     * A mirror without a session.
     *
     * @param source with the workspace as the user wrote it; the peer's answer replaces it
     */
    public WorkspaceMirror(Source source, Clock clock) {
        this(source, new RealTime("xpm-mirror", clock));
    }

    /** As above, on a thread and in a time that somebody else made; it is closed with the mirror. */
    public WorkspaceMirror(Source source, Timeline time) {
        this.id = source.id();
        this.source = source;
        this.time = time;
        this.thinner = new Thinner<>(time);
        this.loader = new WorkspaceLoader(id, time, work -> receive(new Incoming.Work(work)), this::publish);
        this.state = freeze(0);
        prompts.onChange(() -> time.execute(this::publish));
    }

    /** Which of the watched workspaces it is; never changes. */
    public SourceId id() {
        return id;
    }

    /** The newest published state; never null, never waits. */
    public MirrorState state() {
        return state;
    }

    /** Calls back after each publication, on the mirror's thread; must not block. Closing ends it. */
    public AutoCloseable onChange(Runnable listener) {
        changeListeners.add(listener);
        return () -> changeListeners.remove(listener);
    }

    /**
     * Hands on every event, each once and in the order of the wire, on the mirror's thread; must not block. Of a peer that
     * numbers its events, those before the subscription are not among them.
     */
    public AutoCloseable onEachEvent(Consumer<WorkspaceEvent> listener) {
        eventListeners.add(listener);
        return () -> eventListeners.remove(listener);
    }

    /** Where those who connect ask the user who sits before a face. */
    public PromptDesk prompts() {
        return prompts;
    }

    /** Who makes another session when the user wants one at once. */
    public void onRetry(Runnable wish) {
        retry = wish;
    }

    /** Tries to connect now, if there is no connection and nobody is trying. */
    public void retryNow() {
        retry.run();
    }

    /** Tells how the connection is. */
    public void onLink(Link now) {
        time.execute(() -> {
            link = now;
            publish();
        });
    }

    /**
     * Takes over an open session, whose listener must be this mirror, and loads what is shown. A session that follows
     * another one takes its place; what is shown stays until it was read anew.
     */
    public void attach(AgentSession opened) {
        time.execute(() -> {
            if (loader.asking().session() != null) {
                // Some of it may still be of the other session; and what came before is in what is asked for now.
                incoming.take();
            }
            UntrustedText path = opened.server().workspacePath();
            source = path == null || path.isEmpty() ? source : source.at(path);
            link = link instanceof Link.Live ? link : new Link.Live(0);
            loader.attach(opened);
            publish();
        });
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        onEvent(event, null);
    }

    @Override
    public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        receive(new Incoming.Event(event, position));
    }

    @Override
    public void onResync(@Nullable List<ExperimentId> experiments) {
        receive(new Incoming.Work(() -> loader.onResync(experiments)));
    }

    /** The session, once there is one. */
    public CompletableFuture<AgentSession> session() {
        var future = new CompletableFuture<AgentSession>();
        if (!time.execute(() -> {
            AgentSession open = loader.asking().session();
            if (open == null) {
                future.completeExceptionally(new IllegalStateException("not connected"));
            } else {
                future.complete(open);
            }
        })) {
            future.completeExceptionally(new IllegalStateException("closed"));
        }
        return future;
    }

    /** Asks for the jobs of a run and keeps them fresh from now on. */
    public void open(RunKey key) {
        time.execute(() -> loader.open(key));
    }

    /** Asks for the history of an experiment, anew each time. */
    public void openRuns(ExperimentId id) {
        time.execute(() -> loader.openRuns(id));
    }

    /** Asks for the jobs that no latest run refers to, and keeps them fresh from now on. */
    public void openLoose() {
        time.execute(loader::openLoose);
    }

    /** Re-reads everything that is shown, past the peer's caches; without a connection, tries to connect. */
    public void refresh() {
        retryNow();
        time.execute(() -> {
            if (!(link instanceof Link.Lost)) {
                loader.refresh();
            }
        });
    }

    /** From now on nothing may be changed, whatever the peer allows. */
    public void makeReadOnly() {
        time.execute(() -> {
            readOnly = true;
            publish();
        });
    }

    /** Reads anew what is shown, if the peer does not tell of what was changed through it. Source: protocol.md 8 P22. */
    public void afterChange() {
        time.execute(() -> {
            if (loader.asking().has(Capability.EVENTS)) {
                loader.reloadLoose();
            } else {
                loader.refresh();
            }
        });
    }

    /** Keeps a line for the reader, beside those that the remote side prints. */
    public void note(UntrustedText line) {
        onRemoteLine(line);
    }

    /** A look at a job's process, now. */
    public CompletableFuture<Optional<ProcessInfo>> processInfo(JobKey key) {
        return session().thenCompose(open -> open.client().processInfo(key));
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        time.execute(() -> {
            loader.model().addOutput(line);
            publish();
        });
    }

    /** For a session that nobody makes again. */
    @Override
    public void onEnd(MonitorException reason) {
        onLink(new Link.Offline(reason, time.now()));
    }

    /** Ends the session and the thread. What was published stays readable. */
    @Override
    public void close() {
        time.execute(() -> {
            AgentSession open = loader.asking().session();
            if (open != null) {
                open.close();
            }
        });
        time.close();
    }

    private void receive(Incoming.Item item) {
        if (incoming.add(item)) {
            time.execute(this::takeIncoming);
        }
    }

    private void takeIncoming() {
        Incoming.Delivery delivery = incoming.take();
        for (Incoming.Item item : delivery.items()) {
            if (item instanceof Incoming.Event event) {
                if (loader.onEvent(event.event(), event.position())) {
                    eventListeners.forEach(listener -> listener.accept(event.event()));
                }
            } else if (item instanceof Incoming.Work work) {
                work.work().run();
            }
        }
        if (delivery.overflowed()) {
            loader.overflowed();
        }
        publish();
    }

    private void publish() {
        thinner.request("publish", PUBLISH_PAUSE, () -> {
            state = freeze(state.version() + 1);
            changeListeners.forEach(Runnable::run);
        });
    }

    private MirrorState freeze(long version) {
        WorkspaceModel model = loader.model();
        AgentSession open = loader.asking().session();
        var experiments = model.experiments();
        return new MirrorState(
                version,
                source,
                link,
                experiments,
                model.tables(),
                model.runs(),
                model.loose(),
                model.warnings(),
                model.output(),
                readOnly || (open != null && open.server().readOnly()),
                RemoteZone.of(open == null ? null : open.server().zone(), experiments.orElse(List.of())),
                prompts.open(),
                loader.comeback(),
                open == null ? null : OlderAgent.of(open.server()));
    }
}
