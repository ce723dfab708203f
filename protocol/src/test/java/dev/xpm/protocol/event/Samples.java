package dev.xpm.protocol.event;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import dev.xpm.protocol.workspace.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One event of each kind, with every field filled, and short ways to make the common ones. */
public final class Samples {
    public static final ExperimentId SWEEP = new ExperimentId("sweep");
    public static final RunId RUN = new RunId("20260301_101500");
    public static final TaskId TASK = new TaskId("demo.train");
    public static final JobId JOB = new JobId("9c41");
    public static final JobKey KEY = new JobKey(TASK, JOB);
    public static final LocalStamp TIME = LocalStamp.parse("2026-03-01T10:15:00.120031");

    private Samples() {}

    public static UntrustedText text(String raw) {
        return UntrustedText.of(raw);
    }

    public static List<WorkspaceEvent> oneOfEach() {
        return List.of(
                new WorkspaceEvent.ExperimentJobState(
                        1.5,
                        SWEEP,
                        RUN,
                        TASK,
                        JOB,
                        text("error"),
                        text("TIMEOUT"),
                        tags(),
                        List.of(new JobId("e0")),
                        TIME),
                new WorkspaceEvent.JobSubmitted(2.5, SWEEP, RUN, TASK, JOB, tags(), List.of(new JobId("e0")), TIME),
                new WorkspaceEvent.JobStateChanged(
                        3.5,
                        TASK,
                        JOB,
                        text("error"),
                        text("FAILED"),
                        TIME,
                        TIME,
                        7,
                        2,
                        List.of(new Progress(0, text("epoch"), 0.5), new Progress(1, null, 0.25))),
                new WorkspaceEvent.JobProgress(4.5, TASK, JOB, 1, 0.75, text("é \u001b[2J")),
                new WorkspaceEvent.CarbonMetrics(
                        5.5,
                        TASK,
                        JOB,
                        new Carbon(1, 2, 3, 4, 5, 6, text("FR"), true, true),
                        text("20260301-101500.13")),
                new WorkspaceEvent.RunCompleted(6.5, SWEEP, RUN, text("completed"), TIME),
                new WorkspaceEvent.ServiceAdded(
                        7.5,
                        SWEEP,
                        RUN,
                        text("tb"),
                        text("TensorBoard"),
                        text("demo.Board"),
                        new JsonValue.Fields(Map.of(
                                "root",
                                new JsonValue.Fields(
                                        Map.of("__path__", new JsonValue.Text(text("/scratch/xp/runs"))))))),
                new WorkspaceEvent.ServiceStateChanged(8.5, SWEEP, RUN, text("tb"), text("RUNNING")),
                new WorkspaceEvent.ActionAdded(9.5, SWEEP, RUN, text("export"), text("Export"), text("demo.Export")),
                new WorkspaceEvent.ExperimentUpdated(10.5, SWEEP),
                new WorkspaceEvent.RunUpdated(11.5, SWEEP, RUN),
                new WorkspaceEvent.WarningRaised(12.5, warning()),
                new WorkspaceEvent.ErrorRaised(
                        13.5, text("sweep"), text("r"), text("stray_jobs_1"), text("kill"), text("failed")),
                new WorkspaceEvent.Unknown(
                        14.5,
                        text("QuantumEvent"),
                        new JsonValue.Fields(Map.of(
                                "timestamp", new JsonValue.Numeric("14.5"), "qubits", new JsonValue.Numeric("7")))));
    }

    public static Warning warning() {
        return new Warning(
                text("stray_jobs_1"),
                text("sweep"),
                text("r"),
                text("One job runs without an experiment"),
                Map.of("kill", text("Kill")),
                new JsonValue.Fields(Map.of("stray_job_count", new JsonValue.Numeric("1"))),
                text("warning"));
    }

    /** A tag of each JSON type. */
    public static Map<String, JsonValue> tags() {
        var tags = new LinkedHashMap<String, JsonValue>();
        tags.put("lr", new JsonValue.Numeric("0.1"));
        tags.put("size", new JsonValue.Numeric("9007199254740993"));
        tags.put("fast", new JsonValue.Bool(true));
        tags.put("name", new JsonValue.Text(text("x")));
        tags.put("list", new JsonValue.Items(List.of(new JsonValue.Numeric("1"), new JsonValue.Null())));
        return tags;
    }

    public static WorkspaceEvent.ExperimentJobState scheduled(double time, JobId job, String state) {
        return new WorkspaceEvent.ExperimentJobState(
                time, SWEEP, RUN, TASK, job, text(state), null, Map.of(), List.of(), null);
    }

    public static WorkspaceEvent.JobStateChanged changed(double time, JobId job, String state) {
        return new WorkspaceEvent.JobStateChanged(time, TASK, job, text(state), null, null, null, null, 0, List.of());
    }

    public static WorkspaceEvent.JobProgress progress(double time, JobId job, int level, double fraction) {
        return new WorkspaceEvent.JobProgress(time, TASK, job, level, fraction, null);
    }
}
