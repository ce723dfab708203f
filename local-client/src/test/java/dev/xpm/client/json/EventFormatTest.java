package dev.xpm.client.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.Progress;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import dev.xpm.protocol.workspace.Warning;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventFormatTest {
    private static final double AT = 1772360100.5;
    private static final TaskId TASK = new TaskId("demo.train");
    private static final JobId JOB = new JobId("9c41aaaabbbbccccddddeeee");
    private static final ExperimentId XP = new ExperimentId("sweep");
    private static final RunId RUN = new RunId("20260301_101500");

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        new WorkspaceEvent.JobSubmitted(
                                AT, XP, RUN, TASK, JOB, Map.of(), List.of(new JobId("e07a")), null),
                        "JobSubmittedEvent: job=9c41aaaabbbb... task=demo.train (depends: 1)",
                        "{\"timestamp\":1.7723601005E9,\"job_id\":\"9c41aaaabbbbccccddddeeee\","
                                + "\"task_id\":\"demo.train\",\"experiment_id\":\"sweep\",\"run_id\":\"20260301_101500\","
                                + "\"tags\":[],\"depends_on\":[\"e07a\"],\"event_type\":\"JobSubmittedEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.JobStateChanged(
                                AT,
                                TASK,
                                JOB,
                                text("error"),
                                text("TIMEOUT"),
                                null,
                                LocalStamp.parse("2026-03-01T10:15:09"),
                                137,
                                2,
                                List.of()),
                        "JobStateChangedEvent: job=9c41aaaabbbb... state=error exit_code=137 reason=TIMEOUT retry=2",
                        "{\"timestamp\":1.7723601005E9,\"job_id\":\"9c41aaaabbbbccccddddeeee\","
                                + "\"task_id\":\"demo.train\",\"state\":\"error\",\"failure_reason\":\"TIMEOUT\","
                                + "\"ended_time\":\"2026-03-01T10:15:09\",\"exit_code\":137,\"retry_count\":2,"
                                + "\"progress\":[],\"event_type\":\"JobStateChangedEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.JobStateChanged(
                                AT, TASK, JOB, text("running"), null, null, null, null, 0, List.of()),
                        "JobStateChangedEvent: job=9c41aaaabbbb... state=running",
                        "{\"timestamp\":1.7723601005E9,\"job_id\":\"9c41aaaabbbbccccddddeeee\","
                                + "\"task_id\":\"demo.train\",\"state\":\"running\",\"retry_count\":0,\"progress\":[],"
                                + "\"event_type\":\"JobStateChangedEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.ExperimentJobState(
                                AT,
                                XP,
                                RUN,
                                TASK,
                                JOB,
                                text("error"),
                                text("DEPENDENCY"),
                                Map.of("lr", new JsonValue.Numeric("0.10")),
                                List.of(),
                                null),
                        "ExperimentJobStateEvent: job=9c41aaaabbbb... scheduler_state=error reason=DEPENDENCY",
                        "{\"timestamp\":1.7723601005E9,\"job_id\":\"9c41aaaabbbbccccddddeeee\","
                                + "\"task_id\":\"demo.train\",\"experiment_id\":\"sweep\",\"run_id\":\"20260301_101500\","
                                + "\"scheduler_state\":\"error\",\"failure_reason\":\"DEPENDENCY\","
                                + "\"tags\":[{\"key\":\"lr\",\"value\":0.10}],\"depends_on\":[],"
                                + "\"event_type\":\"ExperimentJobStateEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.JobProgress(AT, TASK, JOB, 1, 0.4567, text("epoch")),
                        "JobProgressEvent: job=9c41aaaabbbb... level=1 45.7% (epoch)",
                        "{\"timestamp\":1.7723601005E9,\"job_id\":\"9c41aaaabbbbccccddddeeee\","
                                + "\"task_id\":\"demo.train\",\"level\":1,\"progress\":0.4567,\"desc\":\"epoch\","
                                + "\"event_type\":\"JobProgressEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.CarbonMetrics(
                                AT,
                                TASK,
                                JOB,
                                new Carbon(0.12345, 1.5, 60, 240, 12, 60, text("FRA"), true, false),
                                text("g")),
                        "CarbonMetricsEvent: job=9c41aaaabbbb... CO2=0.1235kg energy=1.5000kWh [FINAL]",
                        null),
                Arguments.of(
                        new WorkspaceEvent.ExperimentUpdated(AT, XP),
                        "ExperimentUpdatedEvent: experiment=sweep",
                        "{\"timestamp\":1.7723601005E9,\"experiment_id\":\"sweep\","
                                + "\"event_type\":\"ExperimentUpdatedEvent\"}"),
                Arguments.of(
                        new WorkspaceEvent.RunUpdated(AT, XP, RUN),
                        "RunUpdatedEvent: experiment=sweep run=20260301_101500",
                        null),
                Arguments.of(
                        new WorkspaceEvent.RunCompleted(AT, null, null, text("completed"), null),
                        "RunCompletedEvent: experiment= run= status=completed",
                        null),
                Arguments.of(
                        new WorkspaceEvent.ServiceAdded(
                                AT, XP, RUN, text("tb"), text("Board"), text("a.B"), JsonValue.Fields.EMPTY),
                        "ServiceAddedEvent: service=tb experiment=sweep state=added",
                        null),
                Arguments.of(
                        new WorkspaceEvent.ServiceStateChanged(AT, XP, RUN, text("tb"), text("RUNNING")),
                        "ServiceStateChangedEvent: service=tb experiment=sweep state=RUNNING",
                        null),
                Arguments.of(
                        new WorkspaceEvent.ActionAdded(AT, XP, RUN, text("export"), text("d"), text("a.E")),
                        "ActionAddedEvent: action=export experiment=sweep",
                        null),
                Arguments.of(
                        new WorkspaceEvent.WarningRaised(
                                AT,
                                new Warning(
                                        text("stray_jobs_1"),
                                        text(""),
                                        text(""),
                                        text("long"),
                                        Map.of(),
                                        new JsonValue.Fields(Map.of("title", new JsonValue.Text(text("Stray jobs")))),
                                        text("warning"))),
                        "WarningEvent: warning=stray_jobs_1 severity=warning Stray jobs",
                        null),
                Arguments.of(
                        new WorkspaceEvent.ErrorRaised(AT, text(""), text(""), text("w"), text("kill"), text("no")),
                        "ErrorEvent: error=w action=kill no",
                        null),
                Arguments.of(
                        new WorkspaceEvent.Unknown(
                                AT, text("NewEvent"), new JsonValue.Fields(Map.of("a", new JsonValue.Numeric("1")))),
                        "NewEvent: {a: 1}",
                        "{\"timestamp\":1.7723601005E9,\"a\":1,\"event_type\":\"NewEvent\"}"));
    }

    private static UntrustedText text(String text) {
        return UntrustedText.of(text);
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesOneLine(WorkspaceEvent event, String details, String json) {
        assertThat(EventFormat.TEXT.line(event, ZoneId.of("Europe/Paris"), "")).isEqualTo("[11:15:00] " + details);
        if (json != null) {
            assertThat(EventFormat.JSON.line(event, ZoneId.of("Europe/Paris"), ""))
                    .isEqualTo(json);
        }
    }

    @Test
    void hasALineForEveryKindOfEvent() {
        var tried = new HashSet<Class<?>>();
        events().forEach(arguments -> tried.add(arguments.get()[0].getClass()));

        assertThat(concrete(WorkspaceEvent.class)).allMatch(tried::contains);
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(EventFormatTest::concrete)
                : Stream.of(type);
    }

    @Test
    void letsNothingActOnTheTerminal() {
        var event = new WorkspaceEvent.JobProgress(AT, TASK, JOB, 0, 0, text("\u001b]0;x\u0007\u009b31m\nnext"));

        assertThat(EventFormat.TEXT.line(event, ZoneId.of("UTC"), ""))
                .doesNotContain("\u001b", "\u0007", "\u009b", "\n");
        assertThat(EventFormat.JSON.line(event, ZoneId.of("UTC"), ""))
                .doesNotContain("\u001b", "\u0007", "\u009b", "\n");
    }

    @Test
    void keepsTheProgressOfAStateChange() {
        var event = new WorkspaceEvent.JobStateChanged(
                AT,
                TASK,
                JOB,
                text("running"),
                null,
                null,
                null,
                null,
                0,
                List.of(new Progress(0, text("epoch"), 0.5)));

        assertThat(EventFormat.JSON.line(event, ZoneId.of("UTC"), ""))
                .contains("\"progress\":[{\"level\":0,\"desc\":\"epoch\",\"progress\":0.5}]");
    }

    @Tag("B11")
    @Test
    void ofSeveralWorkspacesEachLineNamesItsOwn() {
        var event = new WorkspaceEvent.ExperimentUpdated(1_772_360_100, new ExperimentId("sweep"));
        ZoneId zone = ZoneId.of("UTC");
        assertThat(EventFormat.TEXT.line(event, zone, "hpc\u001b"))
                .matches("\\[10:15:00] hpc\\S+ ExperimentUpdatedEvent: experiment=sweep");
        assertThat(EventFormat.JSON.line(event, zone, "hpc"))
                .startsWith("{\"timestamp\"")
                .endsWith("\"experiment_id\":\"sweep\",\"source\":\"hpc\",\"event_type\":\"ExperimentUpdatedEvent\"}");
    }
}
