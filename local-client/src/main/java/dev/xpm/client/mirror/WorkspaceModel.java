package dev.xpm.client.mirror;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.Listing;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.Warning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a workspace: what was loaded, and the events since. Owned by the mirror's thread. */
final class WorkspaceModel {
    /** Source: interfaces.md 3.10. */
    private static final int MAX_OUTPUT_LINES = 10_000;

    /** More than anybody reads; a peer that sends more than that means harm. */
    private static final int MAX_WARNINGS = 10_000;

    /** What only the peer can tell. */
    interface Wishes {
        /** Something of the experiment changed, or of all if null or not known. */
        void reload(@Nullable ExperimentId id);

        void reloadWarnings();

        /** Something happened to a job of the loose ones. */
        void reloadLoose();

        void fetchJob(RunModel model, JobKey key);

        /** A new run took the place of the one whose jobs are shown. */
        void reloadJobs(RunKey key);
    }

    private final SourceId source;
    private final Wishes wishes;
    private final Map<ExperimentId, RunModel> current = new LinkedHashMap<>();
    private final Map<RunKey, RunModel> past = new HashMap<>();
    private final Map<RunKey, Answer<JobTable>> tables = new HashMap<>();
    private final Map<ExperimentId, Answer<List<Experiment>>> runs = new HashMap<>();
    private final Map<UntrustedText, Warning> warnings = new LinkedHashMap<>();
    private final Deque<UntrustedText> output = new ArrayDeque<>();
    private Answer<Boolean> answered = Answer.loading();

    /** Null until somebody asks. */
    private @Nullable Answer<LooseJobs> loose;

    WorkspaceModel(SourceId source, Wishes wishes) {
        this.source = source;
        this.wishes = wishes;
    }

    void apply(WorkspaceEvent event) {
        if (event instanceof WorkspaceEvent.ExperimentJobState changed) {
            applyToRun(changed.experiment(), changed.run(), event);
        } else if (event instanceof WorkspaceEvent.JobSubmitted submitted) {
            applyToRun(submitted.experiment(), submitted.run(), event);
        } else if (event instanceof WorkspaceEvent.OfJob ofJob) {
            applyToJob(ofJob, event);
        } else if (event instanceof WorkspaceEvent.RunCompleted completed) {
            applyToRun(completed.experiment(), completed.run(), event);
        } else if (event instanceof WorkspaceEvent.ServiceAdded added) {
            applyToRun(added.experiment(), added.run(), event);
        } else if (event instanceof WorkspaceEvent.ServiceStateChanged changed) {
            applyToRun(changed.experiment(), changed.run(), event);
        } else if (event instanceof WorkspaceEvent.ActionAdded added) {
            applyToRun(added.experiment(), added.run(), event);
        } else if (event instanceof WorkspaceEvent.ExperimentUpdated updated) {
            wishes.reload(updated.experiment());
        } else if (event instanceof WorkspaceEvent.RunUpdated updated) {
            wishes.reload(updated.experiment());
        } else if (event instanceof WorkspaceEvent.WarningRaised raised) {
            takeWarning(raised.warning());
        } else if (event instanceof WorkspaceEvent.ErrorRaised error) {
            addOutput(error.message());
            wishes.reloadWarnings();
        } else {
            wishes.reload(null);
        }
    }

    private void applyToRun(@Nullable ExperimentId id, @Nullable RunId run, WorkspaceEvent event) {
        RunModel model = id == null ? null : current.get(id);
        boolean ofCurrent =
                model != null && (run == null || run.equals(model.experiment().run()));
        if (model == null || !ofCurrent) {
            wishes.reload(id);
        } else {
            model.applyToRun(event);
        }
    }

    private void applyToJob(WorkspaceEvent.OfJob ofJob, WorkspaceEvent event) {
        JobId id = ofJob.job();
        if (id == null) {
            return;
        }
        for (RunModel model : current.values()) {
            if (model.knows(id)) {
                boolean lacked = model.lacks(id);
                model.applyToJob(id, event);
                JobKey key = lacked ? model.keyOf(id) : null;
                if (key != null) {
                    wishes.fetchJob(model, key);
                }
            }
        }
        past.values().forEach(model -> model.applyToJob(id, event));
        if (event instanceof WorkspaceEvent.JobStateChanged
                && loose instanceof Answer.Known<LooseJobs> known
                && known.value().has(id)) {
            wishes.reloadLoose();
        }
    }

    /** All experiments anew, in place of those that were known. */
    void takeExperiments(Collection<Experiment> all) {
        var known = new HashMap<>(current);
        current.clear();
        all.stream()
                .sorted(Comparator.comparing(
                                Experiment::started,
                                Comparator.nullsLast(
                                        Comparator.comparing(LocalStamp::local).reversed()))
                        .thenComparing(Experiment::id))
                .filter(experiment -> !isPhantom(experiment))
                .forEach(experiment -> current.put(experiment.id(), take(known.get(experiment.id()), experiment)));
        answered = Answer.of(true);
        tables.keySet().removeIf(key -> !current.containsKey(key.experiment()));
    }

    /** One experiment anew; false if it was not known. */
    boolean takeExperiment(Experiment experiment) {
        RunModel model = current.get(experiment.id());
        if (model == null) {
            return false;
        }
        current.put(experiment.id(), take(model, experiment));
        return true;
    }

    /** The list was refused. */
    void refuseExperiments(UntrustedText reason) {
        answered = Answer.failed(reason);
    }

    /** The original lists a directory without runs under the name of its parent. */
    private static boolean isPhantom(Experiment experiment) {
        return experiment.run() == null && experiment.id().value().equals("experiments");
    }

    private RunModel take(@Nullable RunModel model, Experiment experiment) {
        if (model == null) {
            return new RunModel(experiment);
        }
        if (Objects.equals(model.experiment().run(), experiment.run())) {
            model.replace(experiment);
            return model;
        }
        RunKey key = key(experiment.id());
        if (tables.containsKey(key)) {
            wishes.reloadJobs(key);
        }
        return new RunModel(experiment);
    }

    /** The jobs of a run that is known. */
    void takeJobs(RunKey key, Listing<Job> listing) {
        RunModel model = model(key);
        if (model == null) {
            tables.put(key, Answer.failed(UntrustedText.of("the experiment is gone")));
        } else {
            model.replaceJobs(listing);
            tables.put(key, Answer.of(model.table()));
        }
    }

    void takeDependencies(RunKey key, Map<JobId, List<JobId>> dependencies) {
        RunModel model = model(key);
        if (model != null) {
            model.replaceDependencies(dependencies);
        }
    }

    void takePastRun(RunKey key, Experiment run) {
        past.put(key, new RunModel(run));
    }

    void takeRuns(ExperimentId id, Answer<List<Experiment>> answer) {
        runs.put(id, answer);
    }

    void refuseJobs(RunKey key, UntrustedText reason) {
        tables.put(key, Answer.failed(reason));
    }

    /** Has the loose jobs shown from now on; false if they are already, or are being loaded. */
    boolean showLoose() {
        if (loose != null && !(loose instanceof Answer.Failed)) {
            return false;
        }
        loose = Answer.loading();
        return true;
    }

    boolean isLooseShown() {
        return loose != null;
    }

    void takeLoose(Answer<LooseJobs> answer) {
        loose = answer;
    }

    Answer<LooseJobs> loose() {
        return loose == null ? Answer.loading() : loose;
    }

    void takeWarnings(List<Warning> all) {
        warnings.clear();
        all.forEach(this::takeWarning);
    }

    private void takeWarning(Warning warning) {
        warnings.put(warning.key(), warning);
        if (warnings.size() > MAX_WARNINGS) {
            warnings.remove(warnings.keySet().iterator().next());
        }
    }

    void addOutput(UntrustedText line) {
        output.add(line);
        if (output.size() > MAX_OUTPUT_LINES) {
            output.removeFirst();
        }
    }

    /** Has the jobs of a run shown from now on; false if they are already, or are being loaded. */
    boolean show(RunKey key) {
        Answer<JobTable> known = tables.get(key);
        if (known != null && !(known instanceof Answer.Failed)) {
            return false;
        }
        tables.put(key, Answer.loading());
        return true;
    }

    /** Has the history of an experiment shown from now on. */
    void showRuns(ExperimentId id) {
        runs.putIfAbsent(id, Answer.loading());
    }

    /** The key of an experiment's current run. */
    RunKey key(ExperimentId id) {
        return RunKey.current(source, id);
    }

    boolean isCurrent(ExperimentId id) {
        return current.containsKey(id);
    }

    boolean isShown(RunKey key) {
        return tables.containsKey(key);
    }

    Set<RunKey> shownTables() {
        return Set.copyOf(tables.keySet());
    }

    Set<ExperimentId> shownRuns() {
        return Set.copyOf(runs.keySet());
    }

    @Nullable
    RunModel model(RunKey key) {
        return key.run() == null ? current.get(key.experiment()) : past.get(key);
    }

    /** How many jobs the current run has. */
    int size(ExperimentId id) {
        RunModel model = current.get(id);
        return model == null ? 0 : model.experiment().jobs().size();
    }

    List<Experiment> known() {
        return current.values().stream().map(RunModel::experiment).toList();
    }

    Answer<List<Experiment>> experiments() {
        if (answered instanceof Answer.Known) {
            var list = new ArrayList<Experiment>(current.size());
            current.values().forEach(model -> list.add(model.experiment()));
            return Answer.of(List.copyOf(list));
        }
        return answered instanceof Answer.Failed<Boolean> refused ? Answer.failed(refused.reason()) : Answer.loading();
    }

    Map<RunKey, Answer<JobTable>> tables() {
        for (Map.Entry<RunKey, Answer<JobTable>> entry : tables.entrySet()) {
            RunModel model = model(entry.getKey());
            if (model != null && model.jobsKnown()) {
                entry.setValue(Answer.of(model.table()));
            }
        }
        return tables;
    }

    Map<ExperimentId, Answer<List<Experiment>>> runs() {
        return runs;
    }

    List<Warning> warnings() {
        return List.copyOf(warnings.values());
    }

    List<UntrustedText> output() {
        return List.copyOf(output);
    }
}
