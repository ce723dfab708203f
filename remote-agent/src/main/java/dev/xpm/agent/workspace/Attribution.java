package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.LineFields;
import dev.xpm.protocol.event.EventType;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event of an experiment's file the run that it tells of. After a crash two runs share one file, and the end
 * of a run and its services are written without a run id: an end belongs to the run told of before it, a service to the
 * one told of next. Source: workspace-format.md 9, W8.
 */
public final class Attribution {
    private static final String STATE_OF_JOB = EventType.nameOf(WorkspaceEvent.ExperimentJobState.class);

    private final ExperimentId experiment;
    private final Consumer<WorkspaceEvent> sink;
    private final List<WorkspaceEvent> waiting = new ArrayList<>();
    private @Nullable RunId before;

    private Attribution(ExperimentId experiment, Consumer<WorkspaceEvent> sink) {
        this.experiment = experiment;
        this.sink = sink;
    }

    /**
     * Gives the events of a file in their order, with their ids filled in. One whose run is told of only later waits, and
     * all after it, until then.
     *
     * @param owner run whose file it is, for events in a file that names no run at all
     */
    public static void forEachEvent(
            Path file, ExperimentId experiment, @Nullable RunId owner, Consumer<WorkspaceEvent> sink)
            throws IOException {
        forEachEvent(file, experiment, owner, (line, run) -> false, sink);
    }

    /** Takes the state of a job as it stands in a line of an event file. */
    interface Taker {
        /**
         * Whether it took the line.
         *
         * @param run that the line names
         */
        boolean take(LineFields line, RunId run);
    }

    /** The same, but for the states of jobs that somebody takes as they stand in the line: most events are that. */
    static void forEachEvent(
            Path file, ExperimentId experiment, @Nullable RunId owner, Taker taker, Consumer<WorkspaceEvent> sink)
            throws IOException {
        var attribution = new Attribution(experiment, sink);
        JsonLines.forEachEvent(file, line -> attribution.isTaken(line, taker), attribution::take);
        attribution.settle(attribution.before == null ? owner : attribution.before);
    }

    private boolean isTaken(LineFields line, Taker taker) {
        RunId named = STATE_OF_JOB.equals(line.made("event_type", Function.identity()))
                ? line.made("run_id", RunId::orNull)
                : null;
        if (named == null) {
            return false;
        }
        settle(named);
        before = named;
        return taker.take(line, named);
    }

    private void take(WorkspaceEvent event) {
        RunId named = runOf(event);
        if (named != null) {
            settle(named);
            before = named;
            sink.accept(filled(event, experiment, null));
        } else if (before == null || event instanceof WorkspaceEvent.ServiceAdded) {
            waiting.add(event);
        } else if (waiting.isEmpty()) {
            sink.accept(filled(event, experiment, before));
        } else {
            waiting.add(filled(event, experiment, before));
        }
    }

    private void settle(@Nullable RunId run) {
        if (!waiting.isEmpty()) {
            waiting.forEach(event -> sink.accept(filled(event, experiment, run)));
            waiting.clear();
        }
    }

    /** The event with the experiment, and the run where it names none. */
    public static WorkspaceEvent filled(WorkspaceEvent event, ExperimentId experiment, @Nullable RunId run) {
        if (event instanceof WorkspaceEvent.RunCompleted e) {
            return new WorkspaceEvent.RunCompleted(
                    e.timestamp(), or(e.experiment(), experiment), or(e.run(), run), e.status(), e.ended());
        }
        if (event instanceof WorkspaceEvent.ServiceAdded e) {
            return new WorkspaceEvent.ServiceAdded(
                    e.timestamp(),
                    or(e.experiment(), experiment),
                    or(e.run(), run),
                    e.service(),
                    e.description(),
                    e.className(),
                    e.arguments());
        }
        if (event instanceof WorkspaceEvent.ServiceStateChanged e) {
            return new WorkspaceEvent.ServiceStateChanged(
                    e.timestamp(), or(e.experiment(), experiment), or(e.run(), run), e.service(), e.state());
        }
        if (event instanceof WorkspaceEvent.ActionAdded e) {
            return new WorkspaceEvent.ActionAdded(
                    e.timestamp(),
                    or(e.experiment(), experiment),
                    or(e.run(), run),
                    e.action(),
                    e.description(),
                    e.className());
        }
        if (event instanceof WorkspaceEvent.ExperimentJobState e && (e.run() == null || e.experiment() == null)) {
            return new WorkspaceEvent.ExperimentJobState(
                    e.timestamp(),
                    or(e.experiment(), experiment),
                    or(e.run(), run),
                    e.task(),
                    e.job(),
                    e.schedulerState(),
                    e.failureReason(),
                    e.tags(),
                    e.dependsOn(),
                    e.submitted());
        }
        return event;
    }

    /** The run that an event of an experiment's file names, or null. */
    public static @Nullable RunId runOf(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState e) {
            return e.run();
        }
        if (event instanceof WorkspaceEvent.JobSubmitted e) {
            return e.run();
        }
        if (event instanceof WorkspaceEvent.RunCompleted e) {
            return e.run();
        }
        if (event instanceof WorkspaceEvent.ServiceAdded e) {
            return e.run();
        }
        if (event instanceof WorkspaceEvent.ServiceStateChanged e) {
            return e.run();
        }
        return event instanceof WorkspaceEvent.ActionAdded e ? e.run() : null;
    }

    private static <T> @Nullable T or(@Nullable T value, @Nullable T otherwise) {
        return value == null ? otherwise : value;
    }
}
