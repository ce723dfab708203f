package dev.xpm.agent.process;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cancels a batch job through {@code scancel}, wherever it runs. Source: workspace-format.md 6.2, assurance.md K3. */
public final class SlurmCancel {
    /** A busy controller takes seconds; one that is down must not keep the user waiting. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private SlurmCancel() {}

    /**
     * Asks the batch system to end the job.
     *
     * @return null if it agreed, else what went wrong
     */
    public static @Nullable String cancel(SlurmRecord job) {
        var result = BoundedCommand.run(List.of(SlurmCommands.find("scancel", job.directory()), job.id()), LIMIT, 0);
        if (result.succeeded()) {
            return null;
        }
        return result.exitCode() < 0
                ? "scancel could not be run, or did not answer within " + LIMIT.toSeconds() + " s"
                : "scancel ended with status " + result.exitCode();
    }
}
