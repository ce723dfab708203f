package dev.xpm.client.tui;

import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.RunStatus;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.TaskId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A workspace as a person would have it: a sweep that runs, one that failed, one that is done, one that is empty. */
final class Sample {
    static final ExperimentId SWEEP = new ExperimentId("reader-sweep");
    static final RunId RUN = new RunId("20260301_095012");
    static final TaskId TRAIN = new TaskId("acme.reader.train.fitting");

    private Sample() {}

    static ScriptedWorkspace fill(ScriptedWorkspace workspace) {
        var fold = new ExperimentFold(SWEEP, RUN)
                .status(RunStatus.RUNNING)
                .hostname(UntrustedText.of("gpu01"))
                .started(LocalStamp.parse("2026-03-01T09:50:12"))
                .service(service());
        var jobs = new ArrayList<Job>();
        add(fold, jobs, "7c01d2e", "acme.data.split.randfolds", JobState.DONE, "margin", "0");
        add(fold, jobs, "a7f31c4", TRAIN.value(), JobState.RUNNING, "model", "reader-v2", "seed", "3");
        add(fold, jobs, "0d94be2", TRAIN.value(), JobState.WAITING, "margin_max", "0.5");
        add(fold, jobs, "2ab96e8", "acme.score.run", JobState.error(FailureReason.TIMEOUT), "model", "reader-v2");
        workspace.experiments = List.of(
                fold.snapshot(),
                experiment("vision-base", "2026-02-27T10:11:00", RunStatus.DONE),
                experiment("warmup", "2026-02-20T08:00:00", RunStatus.DONE));
        workspace.jobs.put(SWEEP.value(), jobs);
        workspace.dependencies.put(id("a7f31c4").value(), List.of(id("7c01d2e").value()));
        workspace.dependencies.put(id("2ab96e8").value(), List.of(id("a7f31c4").value()));
        return workspace;
    }

    static Experiment experiment(String id, String started, RunStatus status) {
        return new ExperimentFold(new ExperimentId(id), new RunId("20260227_101100"))
                .status(status)
                .started(LocalStamp.parse(started))
                .snapshot();
    }

    /** An experiment with that many running jobs. */
    static void fillMany(ScriptedWorkspace workspace, int count) {
        var fold = new ExperimentFold(SWEEP, RUN)
                .status(RunStatus.RUNNING)
                .started(LocalStamp.parse("2026-03-01T09:50:12"));
        var jobs = new ArrayList<Job>();
        for (int at = 0; at < count; at++) {
            add(fold, jobs, "%07d".formatted(at), TRAIN.value(), JobState.RUNNING, "index", String.valueOf(at));
        }
        workspace.experiments = List.of(fold.snapshot());
        workspace.jobs.put(SWEEP.value(), jobs);
    }

    static JobId id(String prefix) {
        return new JobId(prefix + "0".repeat(64 - prefix.length()));
    }

    static void add(
            ExperimentFold fold, List<Job> jobs, String prefix, String task, JobState state, String... tagPairs) {
        var jobKey = new JobKey(new TaskId(task), id(prefix));
        double submitted = LocalStamp.parse("2026-03-01T09:50:44")
                        .toInstant(ZoneOffset.UTC)
                        .getEpochSecond()
                + jobs.size();
        Map<String, JsonValue> tags = new LinkedHashMap<>();
        for (int at = 0; at < tagPairs.length; at += 2) {
            tags.put(tagPairs[at], new JsonValue.Text(UntrustedText.of(tagPairs[at + 1])));
        }
        fold.job(new JobInfo(jobKey, tags, submitted)).jobState(jobKey.job(), state);
        var job = new JobFold(jobKey).state(state).path(UntrustedText.of("/ws/jobs/" + jobKey.locator()));
        if (state.phase().isFinished() || state.equals(JobState.RUNNING)) {
            job.started(LocalStamp.parse("2026-03-01T10:02:09"));
        }
        if (state.phase().isFinished()) {
            job.ended(LocalStamp.parse("2026-03-01T10:04:13"));
        }
        if (state.equals(JobState.RUNNING)) {
            job.progress(List.of(
                    new Progress(0, UntrustedText.of("epochs"), 0.712),
                    new Progress(1, UntrustedText.of("batches"), 0.27)));
        }
        jobs.add(job.snapshot());
    }

    private static Service service() {
        return new Service(
                UntrustedText.of("tensorboard"),
                UntrustedText.of("TensorBoard viewer"),
                null,
                new JsonValue.Fields(Map.of(
                        "path",
                        new JsonValue.Fields(Map.of("__path__", new JsonValue.Text(UntrustedText.of("/ws/runs")))))),
                SWEEP,
                RUN,
                UntrustedText.of("RUNNING"),
                UntrustedText.of("http://gpu01:6006/"),
                List.of());
    }
}
