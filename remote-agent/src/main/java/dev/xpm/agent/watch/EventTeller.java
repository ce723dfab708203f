package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.Attribution;
import dev.xpm.agent.workspace.ExperimentDirectory;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what was found: each event with the experiment and run that it belongs to, and now and then that an experiment is
 * to be read again. Source: protocol.md 4.1.
 *
 * <p>Events are told by the watching thread; what changed may be marked by any.
 */
final class EventTeller {
    private final Clock clock;
    private final Consumer<WorkspaceEvent> listener;
    private final JobOwners owners;
    private final ExperimentDirectory directory;
    private final FilePulse pulse;
    private final UpdateThrottle updates = new UpdateThrottle();

    /** What follows the word that an experiment changed, which is told only so often. */
    private final Map<ExperimentId, List<WorkspaceEvent>> afterUpdate = new HashMap<>();

    EventTeller(
            Clock clock,
            Consumer<WorkspaceEvent> listener,
            JobOwners owners,
            ExperimentDirectory directory,
            FilePulse pulse) {
        this.clock = clock;
        this.listener = listener;
        this.owners = owners;
        this.directory = directory;
        this.pulse = pulse;
    }

    /** For waiting, in a time that nobody sets. */
    static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    private double now() {
        return clock.millis() / 1e3;
    }

    /** How long the next word may wait, and no longer than that. */
    long waitMillis(long now, long longest) {
        return updates.waitMillis(now, longest);
    }

    void mark(Collection<ExperimentId> experiments) {
        experiments.forEach(updates::mark);
    }

    void newRun(ExperimentId experiment, RunId run) {
        listener.accept(new WorkspaceEvent.RunUpdated(now(), experiment, run));
    }

    synchronized void sendUpdates() {
        for (ExperimentId experiment : updates.due(millis())) {
            listener.accept(new WorkspaceEvent.ExperimentUpdated(now(), experiment));
            List<WorkspaceEvent> after = afterUpdate.remove(experiment);
            if (after != null) {
                after.forEach(listener);
            }
        }
    }

    void tell(EventOwner owner, WorkspaceEvent event) {
        if (owner.isJob) {
            tellOfJob(owner.name, event);
        } else {
            ExperimentId experiment = ExperimentId.orNull(owner.name);
            if (experiment != null) {
                tellOfExperiment(experiment, owner, event);
            }
        }
    }

    private void tellOfJob(String name, WorkspaceEvent event) {
        listener.accept(event);
        JobKey job = jobOrNull(name);
        if (job != null) {
            owners.experimentsOf(job).forEach(updates::mark);
        }
    }

    private void tellOfExperiment(ExperimentId experiment, EventOwner owner, WorkspaceEvent event) {
        RunId named = Attribution.runOf(event);
        if (named != null) {
            owner.lastRun = named;
        }
        WorkspaceEvent whole = Attribution.filled(event, experiment, runFor(experiment, owner, event));
        if (whole instanceof WorkspaceEvent.OfJob ofJob && ofJob.key() != null) {
            owners.learn(experiment, ofJob.key());
        }
        listener.accept(whole);
        updates.mark(experiment);
    }

    /** A driver points to its run before it writes, so a service is of the current run; an end is of the run before it. */
    private @Nullable RunId runFor(ExperimentId experiment, EventOwner owner, WorkspaceEvent event) {
        if (Attribution.runOf(event) != null) {
            return null;
        }
        if (owner.lastRun != null && !(event instanceof WorkspaceEvent.ServiceAdded)) {
            return owner.lastRun;
        }
        try {
            RunId current = directory.current(experiment);
            return current == null ? owner.lastRun : current;
        } catch (IOException e) {
            return owner.lastRun;
        }
    }

    /** The files of an owner went, or may hold what was missed. */
    void changed(EventOwner owner, boolean ended) {
        if (owner.isJob) {
            JobKey job = jobOrNull(owner.name);
            if (job != null) {
                owners.experimentsOf(job).forEach(updates::mark);
                if (ended) {
                    pulse.awaitMarker(job);
                }
            }
            return;
        }
        ExperimentId experiment = ExperimentId.orNull(owner.name);
        if (experiment == null) {
            return;
        }
        updates.mark(experiment);
        if (ended) {
            RunId run = runFor(experiment, owner, new WorkspaceEvent.RunUpdated(0, experiment, null));
            tellAfterUpdate(experiment, new WorkspaceEvent.RunUpdated(now(), experiment, run));
        }
    }

    private synchronized void tellAfterUpdate(ExperimentId experiment, WorkspaceEvent event) {
        afterUpdate.computeIfAbsent(experiment, any -> new ArrayList<>()).add(event);
    }

    void ended(List<JobKey> jobs) {
        for (JobKey job : jobs) {
            owners.experimentsOf(job).forEach(updates::mark);
        }
    }

    private @Nullable JobKey jobOrNull(String owner) {
        try {
            return owners.jobOf(owner);
        } catch (IOException e) {
            return null;
        }
    }
}
