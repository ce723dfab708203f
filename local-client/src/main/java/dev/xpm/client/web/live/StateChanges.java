package dev.xpm.client.web.live;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.web.http.Href;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which parts of pages are out of date between two states. Source: the event names of interfaces.md 4.2. */
final class StateChanges {
    private StateChanges() {}

    static Set<String> between(FleetState before, FleetState after) {
        var names = new LinkedHashSet<String>();
        after.states().forEach(state -> between(before.of(state.id()), state, names));
        return names;
    }

    private static void between(MirrorState before, MirrorState after, Set<String> names) {
        if (before.version() == after.version()) {
            return;
        }
        boolean linkChanged = !before.link().equals(after.link())
                || !Objects.equals(before.question(), after.question())
                || !Objects.equals(before.comeback(), after.comeback());
        if (linkChanged || !before.source().equals(after.source())) {
            names.add("link");
        }
        if (before.isLive() != after.isLive()) {
            names.add("experiment");
        }
        if (!before.warnings().equals(after.warnings())) {
            names.add("warning");
            names.add("stats");
        }
        if (!before.loose().equals(after.loose())) {
            names.add("loose");
        }
        if (!before.output().equals(after.output())) {
            names.add("output");
        }
        experiments(before, after, names);
        tables(before, after, names);
        after.runs().forEach((id, answer) -> {
            if (!answer.equals(before.runs().get(id))) {
                names.add(Href.jobsEvent(after.id(), id));
            }
        });
    }

    private static void experiments(MirrorState before, MirrorState after, Set<String> names) {
        if (before.experiments().getClass() != after.experiments().getClass()) {
            names.add("experiment");
            names.add("stats");
        }
        Map<ExperimentId, Experiment> old = byId(before.experiments().orElse(List.of()));
        Map<ExperimentId, Experiment> current = byId(after.experiments().orElse(List.of()));
        current.forEach((id, experiment) -> {
            Experiment known = old.get(id);
            if (experiment.equals(known)) {
                return;
            }
            changed(after.id(), id, names);
            if (known == null || !known.services().equals(experiment.services())) {
                names.add("service");
            }
        });
        old.keySet().stream().filter(id -> !current.containsKey(id)).forEach(id -> {
            changed(after.id(), id, names);
            names.add("service");
        });
    }

    private static void changed(SourceId source, ExperimentId id, Set<String> names) {
        names.add("experiment");
        names.add("stats");
        names.add(Href.jobsEvent(source, id));
    }

    private static void tables(MirrorState before, MirrorState after, Set<String> names) {
        after.tables().forEach((key, answer) -> {
            Answer<JobTable> old = before.tables().get(key);
            if (answer.equals(old)) {
                return;
            }
            JobTable oldTable = old instanceof Answer.Known<JobTable> known ? known.value() : null;
            JobTable table = answer instanceof Answer.Known<JobTable> known ? known.value() : null;
            names.add(Href.jobsEvent(key.source(), key.experiment()));
            addStats(key, names);
            if (table != null && oldTable != null) {
                entries(key.source(), oldTable, table, names);
            }
        });
    }

    /** The first page shows the jobs of current runs. */
    private static void addStats(RunKey key, Set<String> names) {
        if (key.run() == null) {
            names.add("stats");
        }
    }

    private static void entries(SourceId source, JobTable before, JobTable after, Set<String> names) {
        Map<JobId, JobEntry> old = before.byId();
        for (JobEntry entry : after.jobs()) {
            if (!entry.equals(old.get(entry.key().job()))) {
                names.add(Href.jobEvent(source, entry.key().job()));
            }
        }
    }

    private static Map<ExperimentId, Experiment> byId(List<Experiment> experiments) {
        var map = new HashMap<ExperimentId, Experiment>();
        experiments.forEach(experiment -> map.put(experiment.id(), experiment));
        return map;
    }
}
