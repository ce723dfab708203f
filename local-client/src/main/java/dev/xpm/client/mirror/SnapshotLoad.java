package dev.xpm.client.mirror;

import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that is shown anew, page by page, from a peer that says up to which event its pages go: first the
 * experiments, then the jobs of those that are open. Events that come meanwhile wait until all pages are there, and of
 * them those are applied that the pages may lack. Source: protocol.md 7.3.
 *
 * <p>Owned by the mirror's thread. Reading ends when the session does: the next one begins anew.
 */
final class SnapshotLoad {
    private static final List<String> EXPERIMENTS = List.of("experiments");
    private static final List<String> JOBS = List.of("jobs", "dependencies");

    /** More events than that while one snapshot was read, and the next one is read instead. */
    private static final int MOST_HELD = 50_000;

    /** A peer whose pages are never complete is read as one that has none. */
    private static final int MOST_TRIES = 3;

    private record Held(WorkspaceEvent event, EventPosition position) {}

    private final Asking asking;
    private final WorkspaceModel model;
    private final Consumer<Runnable> order;
    private final Runnable complete;
    private final Runnable impossible;

    private final List<Held> held = new ArrayList<>();
    private final List<Experiment> experiments = new ArrayList<>();
    private final Map<ExperimentId, List<Job>> jobs = new HashMap<>();
    private final Map<ExperimentId, Map<JobId, List<JobId>>> dependencies = new LinkedHashMap<>();
    private List<ExperimentId> open = List.of();
    private @Nullable EventPosition position;
    private boolean running;
    private boolean outdated;
    private int tries;

    /**
     * @param order brings work into its place among the events
     * @param complete called when all was read
     * @param impossible called when the peer cannot give it after all
     */
    SnapshotLoad(
            Asking asking, WorkspaceModel model, Consumer<Runnable> order, Runnable complete, Runnable impossible) {
        this.asking = asking;
        this.model = model;
        this.order = order;
        this.complete = complete;
        this.impossible = impossible;
    }

    /** Forgets what an earlier session has begun. */
    void reset() {
        running = false;
        outdated = false;
        tries = 0;
        held.clear();
    }

    /** Begins, or begins once more after what is being read. */
    void start() {
        if (running) {
            outdated = true;
            return;
        }
        running = true;
        begin();
    }

    /** Keeps an event for later; false if there is no reason to. */
    boolean hold(WorkspaceEvent event, @Nullable EventPosition at) {
        if (!running) {
            return false;
        }
        if (at == null) {
            // It was sent before the events had numbers, hence before the first page was asked for, which has it.
            return true;
        }
        if (held.size() >= MOST_HELD) {
            outdated = true;
        } else {
            held.add(new Held(event, at));
        }
        return true;
    }

    private void begin() {
        experiments.clear();
        jobs.clear();
        dependencies.clear();
        position = null;
        outdated = false;
        askExperiments(null);
    }

    private void askExperiments(@Nullable String cursor) {
        ask(EXPERIMENTS, null, cursor, page -> {
            if (position == null) {
                position = page.position();
            }
            experiments.addAll(page.experiments());
            if (page.cursor() != null) {
                askExperiments(page.cursor());
                return;
            }
            open = experiments.stream()
                    .map(Experiment::id)
                    .filter(id -> model.isShown(model.key(id)))
                    .toList();
            if (open.isEmpty()) {
                finish();
            } else {
                askJobs(null);
            }
        });
    }

    private void askJobs(@Nullable String cursor) {
        ask(JOBS, open, cursor, page -> {
            for (Snapshot.Member member : page.jobs()) {
                member.experiments().forEach(id -> jobs.computeIfAbsent(id, any -> new ArrayList<>())
                        .add(member.job()));
            }
            dependencies.putAll(page.dependencies());
            if (page.cursor() == null) {
                finish();
            } else {
                askJobs(page.cursor());
            }
        });
    }

    private void ask(
            List<String> parts, @Nullable List<ExperimentId> ids, @Nullable String cursor, Consumer<Snapshot> taker) {
        asking.askInOrder(session -> session.client().snapshot(parts, ids, cursor, null), order, (page, failure) -> {
            if (!running) {
                return;
            }
            if (page != null) {
                taker.accept(page);
            } else if (mayBeTriedAgain(failure)) {
                begin();
            } else {
                applyHeld();
                impossible.run();
            }
        });
    }

    private boolean mayBeTriedAgain(@Nullable Throwable failure) {
        tries++;
        return tries < MOST_TRIES
                && failure instanceof RpcException refused
                && refused.code() == ErrorCode.RESYNC_NEEDED;
    }

    private void finish() {
        if (outdated && ++tries < MOST_TRIES) {
            held.clear();
            begin();
            return;
        }
        model.takeExperiments(experiments);
        for (ExperimentId id : open) {
            RunKey key = model.key(id);
            model.takeJobs(key, new Listing<>(jobs.getOrDefault(id, List.of()), 0));
            model.takeDependencies(key, dependencies.getOrDefault(id, Map.of()));
        }
        applyHeld();
        complete.run();
    }

    private void applyHeld() {
        EventPosition known = position;
        running = false;
        tries = 0;
        for (Held event : List.copyOf(held)) {
            if (known == null || event.position().seq() > known.seq()) {
                model.apply(event.event());
            }
        }
        held.clear();
    }
}
