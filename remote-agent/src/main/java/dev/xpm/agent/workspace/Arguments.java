package dev.xpm.agent.workspace;

import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.PathComponent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks what a client sends before any of it becomes a path. Source: protocol.md 1.5, 1.7, 3.1, 3.5. */
public final class Arguments {
    private Arguments() {}

    /** The experiment that a method cannot do without. */
    public static ExperimentId experiment(@Nullable String value) throws RpcException {
        if (value == null || value.isEmpty()) {
            throw RpcException.invalidParams("experiment_id is required");
        }
        return new ExperimentId(component(value, "experiment_id"));
    }

    /** The job that a method cannot do without. */
    public static JobKey job(@Nullable String task, @Nullable String job) throws RpcException {
        if (task == null || task.isEmpty() || job == null || job.isEmpty()) {
            throw RpcException.invalidParams("task_id and job_id are required");
        }
        return new JobKey(new TaskId(component(task, "task_id")), new JobId(component(job, "job_id")));
    }

    /** An experiment that may be left out; an empty one is none of these. */
    public static @Nullable ExperimentId optionalExperiment(@Nullable String value) throws RpcException {
        return value == null ? null : new ExperimentId(component(value, "experiment_id"));
    }

    /** A run that may be left out. */
    public static @Nullable RunId optionalRun(@Nullable String value) throws RpcException {
        return value == null ? null : new RunId(component(value, "run_id"));
    }

    static @Nullable TaskId optionalTask(@Nullable String value) throws RpcException {
        return value == null ? null : new TaskId(component(value, "task_id"));
    }

    /** A time in ISO form, local to this machine if it has no zone. */
    static @Nullable Instant since(@Nullable String value, ZoneId zone) throws RpcException {
        if (value == null) {
            return null;
        }
        LocalStamp stamp = LocalStamp.parse(value);
        try {
            if (stamp != null) {
                return stamp.toInstant(zone);
            }
        } catch (DateTimeException e) {
            // Beyond what an instant can hold: refused as any other bad time.
        }
        throw RpcException.invalidParams("since is not an ISO date and time");
    }

    /** A state by its name in any case; {@code failed} is an older word for error. */
    static JobPhase phase(String value) throws RpcException {
        String lower = value.toLowerCase(Locale.ROOT);
        JobPhase phase = lower.equals("failed") ? JobPhase.ERROR : JobPhase.ofName(lower);
        if (phase == null) {
            throw RpcException.invalidParams("state is not the name of a state");
        }
        return phase;
    }

    private static String component(String value, String name) throws RpcException {
        if (!PathComponent.isValid(value)) {
            throw RpcException.invalidParams(name + " is not a legal name");
        }
        return value;
    }
}
