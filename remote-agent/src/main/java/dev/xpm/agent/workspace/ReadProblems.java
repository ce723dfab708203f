package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the client of an experiment that cannot be read, once until it can be again: in a list it would look as if it
 * were empty. Safe for use by several threads.
 */
final class ReadProblems {
    /** More at one time are one problem: the disk. */
    private static final int MAX_TOLD = 100;

    private final Consumer<WorkspaceEvent> teller;
    private final Map<ExperimentId, UntrustedText> told = new ConcurrentHashMap<>();

    ReadProblems(Consumer<WorkspaceEvent> teller) {
        this.teller = teller;
    }

    /** @param reason null if the experiment was read */
    void note(ExperimentId experiment, @Nullable RunId run, @Nullable UntrustedText reason) {
        if (reason == null) {
            told.remove(experiment);
        } else if (told.size() < MAX_TOLD && !reason.equals(told.put(experiment, reason))) {
            teller.accept(new WorkspaceEvent.ErrorRaised(
                    System.currentTimeMillis() / 1e3,
                    experiment.display(),
                    run == null ? UntrustedText.EMPTY : run.display(),
                    UntrustedText.of("unreadable_" + experiment.value()),
                    UntrustedText.EMPTY,
                    UntrustedText.of("unable to read the experiment " + experiment.value() + ": " + reason.raw())));
        }
    }
}
