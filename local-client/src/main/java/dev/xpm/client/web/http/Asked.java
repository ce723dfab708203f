package dev.xpm.client.web.http;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** What the address of a request names. What can be no name is not found. */
public final class Asked {
    /** Longer searches find nothing. */
    private static final int MAX_SEARCH = 200;

    private Asked() {}

    public static RunKey run(Context ctx) {
        return new RunKey(source(ctx), experiment(ctx.pathParam("exp")), runId(ctx));
    }

    public static JobKey job(Context ctx) {
        TaskId task = TaskId.orNull(Href.text(ctx.pathParam("task")));
        JobId job = JobId.orNull(Href.text(ctx.pathParam("job")));
        if (task == null || job == null) {
            throw Refusal.notFound("No job has such a name.");
        }
        return new JobKey(task, job);
    }

    /** The run that a page about a job is seen in; null if the address does not say. */
    public static @Nullable RunKey runOfJob(Context ctx) {
        String experiment = ctx.queryParam("x");
        return experiment == null ? null : new RunKey(source(ctx), experiment(experiment), runId(ctx));
    }

    /** Which of the watched workspaces; the only one where the address does not say. */
    public static SourceId source(Context ctx) {
        String name = ctx.queryParam("w");
        return name == null ? SourceId.ONLY : new SourceId(Href.text(name));
    }

    public static ExperimentId experiment(String component) {
        ExperimentId id = ExperimentId.orNull(Href.text(component));
        if (id == null) {
            throw Refusal.notFound("No experiment has such a name.");
        }
        return id;
    }

    private static @Nullable RunId runId(Context ctx) {
        String run = ctx.queryParam("run");
        if (run == null || run.isEmpty()) {
            return null;
        }
        RunId id = RunId.orNull(Href.text(run));
        if (id == null) {
            throw Refusal.notFound("No run has such a name.");
        }
        return id;
    }

    /** Source: interfaces.md 4.1, where two names are those of the files. */
    public static LogStream stream(@Nullable String name) {
        return switch (name == null ? "" : name) {
            case "stdout", "out" -> LogStream.STDOUT;
            case "stderr", "err" -> LogStream.STDERR;
            default -> throw new Refusal(400, "A log is named stdout or stderr.");
        };
    }

    public static String search(Context ctx) {
        String search = ctx.queryParam("q");
        String text = search == null ? "" : Href.text(search).strip();
        return text.length() > MAX_SEARCH ? text.substring(0, MAX_SEARCH) : text;
    }

    /** A byte position; null if there is none or it is no number. */
    public static @Nullable Long offset(Context ctx, String name) {
        String text = ctx.queryParam(name);
        return text != null && text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
}
