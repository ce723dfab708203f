package dev.xpm.protocol.event;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of {@code event_type} and the records they stand for. Source: workspace-format.md 3.2. */
public final class EventType {
    private static final Map<Class<? extends WorkspaceEvent>, String> NAMES = Map.ofEntries(
            Map.entry(WorkspaceEvent.ExperimentJobState.class, "ExperimentJobStateEvent"),
            Map.entry(WorkspaceEvent.JobSubmitted.class, "JobSubmittedEvent"),
            Map.entry(WorkspaceEvent.JobStateChanged.class, "JobStateChangedEvent"),
            Map.entry(WorkspaceEvent.JobProgress.class, "JobProgressEvent"),
            Map.entry(WorkspaceEvent.CarbonMetrics.class, "CarbonMetricsEvent"),
            Map.entry(WorkspaceEvent.RunCompleted.class, "RunCompletedEvent"),
            Map.entry(WorkspaceEvent.ServiceAdded.class, "ServiceAddedEvent"),
            Map.entry(WorkspaceEvent.ServiceStateChanged.class, "ServiceStateChangedEvent"),
            Map.entry(WorkspaceEvent.ActionAdded.class, "ActionAddedEvent"),
            Map.entry(WorkspaceEvent.ExperimentUpdated.class, "ExperimentUpdatedEvent"),
            Map.entry(WorkspaceEvent.RunUpdated.class, "RunUpdatedEvent"),
            Map.entry(WorkspaceEvent.WarningRaised.class, "WarningEvent"),
            Map.entry(WorkspaceEvent.ErrorRaised.class, "ErrorEvent"));

    private static final Map<String, Class<? extends WorkspaceEvent>> CLASSES =
            NAMES.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private EventType() {}

    /** The word for an event; for an unknown one the word it came with. */
    public static String nameOf(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.Unknown unknown) {
            return unknown.type().raw();
        }
        return nameOf(event.getClass());
    }

    /** The word for a kind of event that this version knows. */
    public static String nameOf(Class<? extends WorkspaceEvent> type) {
        String name = NAMES.get(type);
        if (name == null) {
            throw new IllegalArgumentException("no event_type for " + type);
        }
        return name;
    }

    /** The record for a word, or null if this version does not know it. */
    public static @Nullable Class<? extends WorkspaceEvent> classOf(String name) {
        return CLASSES.get(name);
    }
}
