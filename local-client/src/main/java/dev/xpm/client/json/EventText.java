package dev.xpm.client.json;

import dev.xpm.protocol.event.EventType;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import dev.xpm.protocol.workspace.Warning;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as a person reads them: {@code [HH:MM:SS] TYPE: details}. Source: interfaces.md 1.7. */
final class EventText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int SHOWN_ID = 12;

    private EventText() {}

    static String line(WorkspaceEvent event, ZoneId zone, String source) {
        Instant at = Instant.ofEpochMilli((long) (event.timestamp() * 1000));
        String type = UntrustedText.of(EventType.nameOf(event)).forTerminal();
        String from = source.isEmpty() ? "" : UntrustedText.of(source).forTerminal() + " ";
        return "[" + TIME.format(at.atZone(zone)) + "] " + from + type + ": " + details(event);
    }

    private static String details(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.OfJob ofJob) {
            return "job=" + job(ofJob.job()) + jobDetails(ofJob);
        }
        if (event instanceof WorkspaceEvent.WarningRaised raised) {
            Warning warning = raised.warning();
            return "warning=" + shown(warning.key()) + " severity=" + shown(warning.severity()) + " " + title(warning);
        }
        if (event instanceof WorkspaceEvent.ErrorRaised error) {
            return "error=" + shown(error.warning()) + " action=" + shown(error.action()) + " "
                    + shown(error.message());
        }
        if (event instanceof WorkspaceEvent.Unknown unknown) {
            return shown(unknown.data().display());
        }
        return runDetails(event);
    }

    private static String jobDetails(WorkspaceEvent.OfJob event) {
        if (event instanceof WorkspaceEvent.JobSubmitted submitted) {
            int depends = submitted.dependsOn().size();
            return " task=" + task(submitted.task()) + (depends == 0 ? "" : " (depends: " + depends + ")");
        }
        if (event instanceof WorkspaceEvent.JobStateChanged changed) {
            return " state=" + shown(changed.state())
                    + (changed.exitCode() == null ? "" : " exit_code=" + changed.exitCode())
                    + optional(" reason=", changed.failureReason())
                    + (changed.retryCount() == 0 ? "" : " retry=" + changed.retryCount());
        }
        if (event instanceof WorkspaceEvent.ExperimentJobState changed) {
            return " scheduler_state=" + shown(changed.schedulerState())
                    + optional(" reason=", changed.failureReason());
        }
        if (event instanceof WorkspaceEvent.JobProgress moved) {
            UntrustedText description = moved.description();
            return String.format(Locale.ROOT, " level=%d %.1f%%", moved.level(), moved.fraction() * 100)
                    + (description == null || description.isEmpty() ? "" : " (" + shown(description) + ")");
        }
        var metrics = (WorkspaceEvent.CarbonMetrics) event;
        return String.format(
                        Locale.ROOT,
                        " CO2=%.4fkg energy=%.4fkWh",
                        metrics.carbon().co2Kg(),
                        metrics.carbon().energyKwh())
                + (metrics.carbon().isFinal() ? " [FINAL]" : "");
    }

    private static String runDetails(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentUpdated updated) {
            return "experiment=" + experiment(updated.experiment());
        }
        if (event instanceof WorkspaceEvent.RunUpdated updated) {
            return "experiment=" + experiment(updated.experiment()) + " run=" + run(updated.run());
        }
        if (event instanceof WorkspaceEvent.RunCompleted completed) {
            return "experiment=" + experiment(completed.experiment()) + " run=" + run(completed.run()) + " status="
                    + shown(completed.status());
        }
        if (event instanceof WorkspaceEvent.ServiceAdded added) {
            return "service=" + shown(added.service()) + " experiment=" + experiment(added.experiment())
                    + " state=added";
        }
        if (event instanceof WorkspaceEvent.ServiceStateChanged changed) {
            return "service=" + shown(changed.service()) + " experiment=" + experiment(changed.experiment()) + " state="
                    + shown(changed.state());
        }
        var added = (WorkspaceEvent.ActionAdded) event;
        return "action=" + shown(added.action()) + " experiment=" + experiment(added.experiment());
    }

    /** The title that the writer of the warning gave, else its description. */
    private static String title(Warning warning) {
        JsonValue title = warning.context().values().get("title");
        return shown(title == null ? warning.description() : title.display());
    }

    private static String optional(String label, @Nullable UntrustedText text) {
        return text == null || text.isEmpty() ? "" : label + shown(text);
    }

    private static String job(@Nullable JobId id) {
        String value = id == null ? "" : id.value();
        String start = value.length() > SHOWN_ID ? value.substring(0, SHOWN_ID) : value;
        return shown(UntrustedText.of(start)) + "...";
    }

    private static String task(@Nullable TaskId id) {
        return id == null ? "" : shown(UntrustedText.of(id.value()));
    }

    private static String experiment(@Nullable ExperimentId id) {
        return id == null ? "" : shown(id.display());
    }

    private static String run(@Nullable RunId id) {
        return id == null ? "" : shown(UntrustedText.of(id.value()));
    }

    private static String shown(UntrustedText text) {
        return text.forTerminal();
    }
}
