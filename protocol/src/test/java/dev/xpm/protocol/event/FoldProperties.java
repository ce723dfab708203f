package dev.xpm.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.Carbon;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Event files are read again after a restart, from a place that is already folded in: an event applied again, or the
 * end of a sequence applied again, must change nothing. Source: workspace-format.md 3.5.
 */
class FoldProperties {
    @Property(tries = 1_000)
    void anEventAppliedAgainChangesNothing(@ForAll("events") List<WorkspaceEvent> events) {
        assertThat(job(repeated(events))).isEqualTo(job(events));
        assertThat(run(repeated(events))).isEqualTo(run(events));
    }

    @Property(tries = 1_000)
    void theEndOfASequenceAppliedAgainChangesNothing(
            @ForAll("events") List<WorkspaceEvent> events, @ForAll @IntRange(max = 12) int from) {
        var again = new ArrayList<>(events);
        again.addAll(events.subList(Math.min(from, events.size()), events.size()));
        assertThat(job(again)).isEqualTo(job(events));
        assertThat(run(again)).isEqualTo(run(events));
    }

    @Property
    void foldingInTwoStepsIsFoldingAtOnce(@ForAll("events") List<WorkspaceEvent> events) {
        int middle = events.size() / 2;
        var first = new JobFold(Samples.KEY);
        events.subList(0, middle).forEach(first::apply);
        var second = new JobFold(first.snapshot());
        events.subList(middle, events.size()).forEach(second::apply);
        assertThat(second.snapshot()).isEqualTo(job(events));
        var firstRun = new ExperimentFold(Samples.SWEEP, Samples.RUN);
        events.subList(0, middle).forEach(firstRun::apply);
        var secondRun = new ExperimentFold(firstRun.snapshot());
        events.subList(middle, events.size()).forEach(secondRun::apply);
        assertThat(secondRun.snapshot()).isEqualTo(run(events));
    }

    @Property
    void progressStaysWithinItsBounds(@ForAll("events") List<WorkspaceEvent> events) {
        Job job = job(events);
        for (int level = 0; level < job.progress().size(); level++) {
            assertThat(job.progress().get(level).level()).isEqualTo(level);
            assertThat(job.progress().get(level).fraction()).isBetween(0.0, 1.0);
        }
    }

    private static List<WorkspaceEvent> repeated(List<WorkspaceEvent> events) {
        var twice = new ArrayList<WorkspaceEvent>();
        for (int at = 0; at < events.size(); at++) {
            for (int times = 0; times <= at % 3; times++) {
                twice.add(events.get(at));
            }
        }
        return twice;
    }

    private static Job job(List<WorkspaceEvent> events) {
        var fold = new JobFold(Samples.KEY);
        events.forEach(fold::apply);
        return fold.snapshot();
    }

    private static Experiment run(List<WorkspaceEvent> events) {
        var fold = new ExperimentFold(Samples.SWEEP, Samples.RUN);
        events.forEach(fold::apply);
        return fold.snapshot();
    }

    @Provide
    Arbitrary<List<WorkspaceEvent>> events() {
        return Arbitraries.oneOf(schedulerWords(), stateChanges(), progress(), runEvents())
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<WorkspaceEvent> schedulerWords() {
        return Combinators.combine(
                        Arbitraries.of("submitted", "waiting", "scheduled", "done", "error", "transient", "odd"),
                        Arbitraries.of("", "FAILED", "TIMEOUT", "DEPENDENCY"),
                        Arbitraries.of("9c41", "e0"),
                        Arbitraries.of(Map.<String, JsonValue>of(), Samples.tags()))
                .as((word, reason, job, tags) -> new WorkspaceEvent.ExperimentJobState(
                        1,
                        Samples.SWEEP,
                        Samples.RUN,
                        Samples.TASK,
                        new JobId(job),
                        Samples.text(word),
                        reason.isEmpty() ? null : Samples.text(reason),
                        tags,
                        tags.isEmpty() ? List.of() : List.of(new JobId("d")),
                        null));
    }

    private static Arbitrary<WorkspaceEvent> stateChanges() {
        return Combinators.combine(
                        Arbitraries.of("scheduled", "running", "done", "error", "odd"),
                        Arbitraries.of("", "FAILED", "MEMORY"),
                        Arbitraries.of("", "2026-03-01T10:15:00", "2026-03-01T10:16:00"),
                        Arbitraries.integers().between(0, 2))
                .as((state, reason, time, retries) -> new WorkspaceEvent.JobStateChanged(
                        1,
                        Samples.TASK,
                        Samples.JOB,
                        Samples.text(state),
                        reason.isEmpty() ? null : Samples.text(reason),
                        LocalStamp.parse(time),
                        LocalStamp.parse(time),
                        retries == 2 ? 1 : null,
                        retries,
                        List.of()));
    }

    private static Arbitrary<WorkspaceEvent> progress() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.doubles().between(-1, 2),
                        Arbitraries.of("", "epoch", "batch"))
                .as((level, fraction, text) -> new WorkspaceEvent.JobProgress(
                        1, Samples.TASK, Samples.JOB, level, fraction, text.isEmpty() ? null : Samples.text(text)));
    }

    private static Arbitrary<WorkspaceEvent> runEvents() {
        var metrics = new Carbon(1, 2, 3, 4, 5, 6, Samples.text(""), false, false);
        return Arbitraries.of(
                new WorkspaceEvent.CarbonMetrics(1, Samples.TASK, Samples.JOB, metrics, Samples.text("g")),
                new WorkspaceEvent.RunCompleted(1, null, null, Samples.text("completed"), Samples.TIME),
                new WorkspaceEvent.RunCompleted(1, null, new RunId("other"), Samples.text("failed"), null),
                new WorkspaceEvent.ServiceAdded(
                        1,
                        null,
                        null,
                        Samples.text("tb"),
                        Samples.text("T"),
                        Samples.text("c"),
                        JsonValue.Fields.EMPTY),
                new WorkspaceEvent.ServiceStateChanged(1, null, null, Samples.text("tb"), Samples.text("RUNNING")),
                new WorkspaceEvent.ActionAdded(1, null, null, Samples.text("a"), Samples.text("d"), Samples.text("c")),
                new WorkspaceEvent.ExperimentUpdated(1, Samples.SWEEP));
    }
}
