package dev.xpm.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cancels a batch job through {@code scancel}, wherever it runs. Source: workspace-format.md 6.2, assurance.md K3. */
public final class SlurmCancel {
    private static final Pattern JOB = Pattern.compile("\\d{1,18}(_\\d{1,9})?");

    /** A busy controller takes seconds; one that is down must not keep the user waiting. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    private static final Integer ROOT = 0;

    private SlurmCancel() {}

    /** Whether the text can name a batch job. */
    public static boolean isJob(String text) {
        return JOB.matcher(text).matches();
    }

    /**
     * Asks the batch system to end the job.
     *
     * @param directory where the driver found the commands; null for the search path
     * @return null if it agreed, else what went wrong
     */
    public static @Nullable String cancel(String job, @Nullable String directory) {
        if (!isJob(job)) {
            return "not the number of a SLURM job";
        }
        var result = BoundedCommand.run(List.of(command(directory), job), LIMIT, 0);
        if (result.succeeded()) {
            return null;
        }
        return result.exitCode() < 0
                ? "scancel could not be run, or did not answer within " + LIMIT.toSeconds() + " s"
                : "scancel ended with status " + result.exitCode();
    }

    /**
     * The command in the recorded directory, if only root or we can have put it there: the record lies in a workspace
     * where colleagues may write too, and must not make us run a program of theirs.
     */
    private static String command(@Nullable String directory) {
        if (directory != null && directory.startsWith("/")) {
            try {
                Path command = Path.of(directory).resolve("scancel").toRealPath();
                if (Files.isExecutable(command) && isOurs(command) && isOurs(command.getParent())) {
                    return command.toString();
                }
            } catch (IOException | InvalidPathException e) {
                return "scancel";
            }
        }
        return "scancel";
    }

    private static boolean isOurs(@Nullable Path path) throws IOException {
        if (path == null) {
            return false;
        }
        Object owner = Files.getAttribute(path, "unix:uid");
        boolean isTrusted = owner.equals(ROOT) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return isTrusted
                && Files.getAttribute(path, "unix:mode") instanceof Integer mode
                && (mode & GROUP_OR_OTHERS_WRITE) == 0;
    }
}
