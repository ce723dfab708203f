package dev.xpm.agent.process;

import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.ProcessSpec;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the process file of a batch job says. Source: workspace-format.md 2.6b.
 *
 * @param id the number that the batch system gave the job, such as {@code 12878} or {@code 12878_4}
 * @param directory where the driver found the commands of the batch system; null if it did not say
 */
public record SlurmRecord(String id, @Nullable String directory) {
    private static final Pattern ID = Pattern.compile("\\d{1,18}(_\\d{1,9})?");

    /** It goes into a command line, so nothing but a number is one. */
    public SlurmRecord {
        if (!isId(id)) {
            throw new IllegalArgumentException("not the number of a SLURM job");
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether the process is a job of SLURM, with or without a number that can be one. */
    public static boolean isSlurm(ProcessSpec spec) {
        return spec.type().raw().equals("slurm");
    }

    /** The batch job of a process; null if it is none, or has no number that can be one. */
    public static @Nullable SlurmRecord of(ProcessSpec spec) {
        return isSlurm(spec) && spec.pid() != null && isId(spec.pid().raw())
                ? new SlurmRecord(spec.pid().raw(), directory(spec))
                : null;
    }

    /** It stands among the options, which are pairs: {@code ["binpath", "/usr/bin"]}. */
    private static @Nullable String directory(ProcessSpec spec) {
        if (spec.fields().values().get("options") instanceof JsonValue.Items options) {
            for (JsonValue option : options.values()) {
                if (option instanceof JsonValue.Items pair
                        && pair.values().size() == 2
                        && pair.values().get(0) instanceof JsonValue.Text name
                        && name.value().raw().equals("binpath")
                        && pair.values().get(1) instanceof JsonValue.Text path) {
                    return path.value().raw();
                }
            }
        }
        return null;
    }
}
