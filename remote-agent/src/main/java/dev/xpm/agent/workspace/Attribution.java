package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event of an experiment's file the run that it tells of. After a crash two runs share one file, and the end
 * of a run and its services are written without a run id: an end belongs to the run told of before it, a service to the
 * one told of next. Source: workspace-format.md 9, W8.
 */
public final class Attribution {
    private Attribution() {}

    /**
     * The events with their ids filled in.
     *
     * @param owner run whose file it is, for events in a file that names no run at all
     */
    public static List<WorkspaceEvent> of(List<WorkspaceEvent> events, ExperimentId experiment, @Nullable RunId owner) {
        var attributed = new ArrayList<WorkspaceEvent>(events);
        RunId before = null;
        for (int i = 0; i < attributed.size(); i++) {
            WorkspaceEvent event = attributed.get(i);
            RunId named = runOf(event);
            before = named == null ? before : named;
            attributed.set(i, filled(event, experiment, event instanceof WorkspaceEvent.ServiceAdded ? null : before));
        }
        RunId next = null;
        for (int i = attributed.size() - 1; i >= 0; i--) {
            WorkspaceEvent event = attributed.get(i);
            if (event instanceof WorkspaceEvent.ServiceAdded service && service.run() == null) {
                attributed.set(i, filled(event, experiment, next));
            } else if (runOf(events.get(i)) != null) {
                next = runOf(events.get(i));
            }
        }
        for (int i = 0; i < attributed.size(); i++) {
            WorkspaceEvent event = attributed.get(i);
            if (runOf(event) == null) {
                attributed.set(i, filled(event, experiment, before == null ? owner : before));
            }
        }
        return attributed;
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
