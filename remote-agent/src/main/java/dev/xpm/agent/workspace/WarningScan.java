package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;

/** Finds what the user should decide on. Looks only, and changes nothing. Source: workspace-format.md 5.1. */
final class WarningScan {
    private final WorkspaceReader reader;

    WarningScan(WorkspaceReader reader) {
        this.reader = reader;
    }

    /** Runs whose status does not say which of their events it holds. */
    List<Warning> orphanedEvents() throws IOException {
        var warnings = new ArrayList<Warning>();
        EventFiles live = EventFiles.ofExperiments(reader.tree);
        for (String name : new TreeSet<>(live.byOwner().keySet())) {
            ExperimentId experiment = ExperimentId.orNull(name);
            RunId run = experiment == null ? null : reader.directory.current(experiment);
            if (experiment == null || run == null || !isUndecided(experiment, run)) {
                continue;
            }
            warnings.add(orphanedEvents(experiment, run, live.of(experiment)));
        }
        return warnings;
    }

    private boolean isUndecided(ExperimentId experiment, RunId run) throws IOException {
        ObjectNode status = JsonFile.read(reader.tree.run(experiment, run).resolve("status.json"))
                .object();
        return status != null
                && status.has("events_count")
                && status.get("events_count").isNull();
    }

    private Warning orphanedEvents(ExperimentId experiment, RunId run, NavigableMap<Integer, Path> files)
            throws IOException {
        int events = 0;
        var names = new ArrayList<JsonValue>();
        for (Path file : files.values()) {
            events += JsonLines.events(file).size();
            names.add(text(file.toString()));
        }
        var context = new LinkedHashMap<String, JsonValue>();
        context.put("title", text("Orphaned Events Detected"));
        context.put("experiment_id", text(experiment.value()));
        context.put("run_id", text(run.value()));
        context.put("event_count", new JsonValue.Numeric(Integer.toString(events)));
        context.put("event_files", new JsonValue.Items(names));
        context.put("events_dir", text(reader.tree.liveExperimentEvents().toString()));
        var actions = new LinkedHashMap<String, UntrustedText>();
        actions.put("merge", UntrustedText.of("Merge them into the status"));
        actions.put("skip", UntrustedText.of("Archive them unread"));
        actions.put("cancel", UntrustedText.of("Leave them"));
        return new Warning(
                UntrustedText.of("orphaned_events_" + experiment.value() + "_" + run.value()),
                experiment.display(),
                run.display(),
                UntrustedText.of(events + " events are left over, and the status of the run does not say which of them"
                        + " it holds already."),
                actions,
                new JsonValue.Fields(context),
                UntrustedText.of("warning"));
    }

    private static JsonValue text(String value) {
        return new JsonValue.Text(UntrustedText.of(value));
    }
}
