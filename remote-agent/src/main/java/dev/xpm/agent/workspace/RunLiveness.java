package dev.xpm.agent.workspace;

import dev.xpm.agent.process.Verdict;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunOutcome;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What no file of a run tells: whether its driver is alive, and so what became of it. Source: workspace-format.md 4.6,
 * 4.8.
 */
final class RunLiveness {
    private final WorkspaceTree tree;
    private final HostView host;

    RunLiveness(WorkspaceTree tree, HostView host) {
        this.tree = tree;
        this.host = host;
    }

    /** The lock is asked each time: nothing on the disk changes when a driver dies. */
    RunView seen(RunView view, boolean current) {
        Experiment experiment = view.experiment();
        Boolean live = isLive(experiment, current);
        boolean over = Boolean.FALSE.equals(live);
        Map<String, Service> services = experiment.services();
        if (over && !services.isEmpty()) {
            services = new LinkedHashMap<>(services);
            services.replaceAll((id, service) -> stopped(service));
        }
        // What events tell of submissions counts only as long as the run goes on. Source: workspace-format.md 4.7.
        boolean recordedOnly = over && !view.submitted().isEmpty();
        ExperimentFold seen = new ExperimentFold(experiment)
                .live(live)
                .outcome(outcome(experiment, live))
                .services(services);
        if (recordedOnly) {
            seen.jobs(view.submitted());
        }
        return new RunView(seen.snapshot(), view.submitted(), view.queuedAt(), view.lastActivity());
    }

    private @Nullable Boolean isLive(Experiment experiment, boolean current) {
        if (!current || experiment.status() != RunStatus.RUNNING) {
            return false;
        }
        Verdict held = host.isHeld(tree.driverLock(experiment.id()));
        if (held == Verdict.YES) {
            return true;
        }
        boolean isGone = held == Verdict.NO && isHere(experiment.hostname());
        return isGone ? Boolean.FALSE : null;
    }

    /** Whether a run was launched on this machine; other machines' locks and processes cannot be seen from here. */
    boolean isHere(@Nullable UntrustedText hostname) {
        return hostname != null && hostname.raw().equals(host.name());
    }

    private static @Nullable RunOutcome outcome(Experiment experiment, @Nullable Boolean live) {
        boolean running = experiment.status() == RunStatus.RUNNING;
        if (running && !Boolean.FALSE.equals(live)) {
            return null;
        }
        if (running) {
            return experiment.ended() == null ? RunOutcome.INTERRUPTED : RunOutcome.DETACHED;
        }
        boolean failed = experiment.status() == RunStatus.FAILED
                || experiment.jobStates().values().stream().anyMatch(JobState::isError);
        boolean unfinished = experiment.jobStates().values().stream()
                .anyMatch(state -> !state.phase().isFinished() && state.phase().rank() > 0);
        if (failed) {
            return RunOutcome.FAILED;
        }
        return unfinished ? RunOutcome.INTERRUPTED : RunOutcome.DONE;
    }

    private static Service stopped(Service service) {
        return new Service(
                service.id(),
                service.description(),
                service.className(),
                service.arguments(),
                service.experiment(),
                service.run(),
                UntrustedText.of("STOPPED"),
                null,
                service.parts());
    }
}
