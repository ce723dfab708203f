package dev.xpm.client.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.LocalStamp;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WorkspaceMirrorTest {
    private static final ExperimentId SWEEP = new ExperimentId("sweep");
    private static final RunId RUN = new RunId("20260301_101500");
    private static final TaskId TRAIN = new TaskId("demo.train");

    private final ScriptedWorkspace workspace = new ScriptedWorkspace();
    private final WorkspaceMirror mirror = new WorkspaceMirror(
            new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws")),
            new HurriedTime("xpm-mirror", Clock.systemUTC()));
    private PipedSession peer;

    @AfterEach
    void close() {
        mirror.close();
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void listsExperimentsNewestFirst() throws Exception {
        workspace.experiments =
                List.of(experiment("old", "2026-01-01T10:00:00"), experiment("new", "2026-02-01T10:00:00"));
        connect();
        await().untilAsserted(() -> assertThat(names()).containsExactly("new", "old"));
        assertThat(mirror.state().isLive()).isTrue();
        assertThat(mirror.state().source().workspace().raw()).isEqualTo("/ws");
    }

    @Test
    @Tag("P1")
    void appliesJobEventsToListedJobsWithoutAskingAgain() throws Exception {
        running(1);
        peer.send(progress(0, 0.5), ended(0, "done"));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.DONE));
        assertThat(workspace.jobsAsked).hasValue(1);
    }

    @Test
    @Tag("A-R3")
    void asksAgainForEventsThatAreMissingAndReadsAllAnewIfTheyAreGone() throws Exception {
        workspace.extensions = Map.of(Capability.EVENTS, 1);
        running(1);
        await().untilAsserted(() -> assertThat(workspace.subscriptions).containsExactly(Optional.empty()));
        // The answer to the subscription is taken before what is asked after it.
        mirror.refresh();
        await().untilAsserted(() -> assertThat(workspace.jobsAsked).hasValue(2));
        mirror.onEvent(progress(0, 0.1), at(1));
        mirror.onEvent(progress(0, 0.2), at(2));
        workspace.resumes = true;
        mirror.onEvent(progress(0, 0.5), at(5));
        mirror.onEvent(progress(0, 0.6), at(6));
        await().untilAsserted(() -> assertThat(workspace.subscriptions)
                .containsExactly(Optional.empty(), Optional.of(Map.of("epoch", "k3f9", "seq", 2))));
        var heard = new CopyOnWriteArrayList<Double>();
        mirror.onEachEvent(event -> heard.add(((WorkspaceEvent.JobProgress) event).fraction()));
        for (int seq = 2; seq < 7; seq++) {
            mirror.onEvent(progress(0, seq / 10.0), at(seq));
            mirror.onEvent(progress(0, seq / 10.0), at(seq));
        }
        await().untilAsserted(() -> assertThat(heard).containsExactly(0.3, 0.4, 0.5, 0.6));
        assertThat(workspace.jobsAsked).hasValue(2);

        workspace.resumes = false;
        mirror.onEvent(ended(0, "done"), at(14));
        await().untilAsserted(() -> assertThat(workspace.jobsAsked).hasValueGreaterThan(2));
        assertThat(workspace.subscriptions).hasSize(3);
    }

    private static EventPosition at(int seq) {
        return new EventPosition("k3f9", seq);
    }

    @Test
    void readsAnewWhatAPeerCouldNotTell() throws Exception {
        running(1);
        int asked = workspace.jobsAsked.get();
        mirror.onResync(List.of(SWEEP));
        await().untilAsserted(() -> assertThat(workspace.jobsAsked).hasValue(asked + 1));
        mirror.onResync(null);
        await().untilAsserted(() -> assertThat(workspace.jobsAsked).hasValueGreaterThan(asked + 1));
        assertThat(workspace.subscriptions).isEmpty();
    }

    @Test
    @Tag("P4")
    void losesNoneOfManyStateChangesAtOnce() throws Exception {
        running(5);
        peer.send(IntStream.range(0, 5).mapToObj(job -> ended(job, "done")).toArray(WorkspaceEvent[]::new));
        await().untilAsserted(() -> assertThat(table().jobs())
                .allMatch(entry -> entry.displayed().state().phase() == JobPhase.DONE));
    }

    @Test
    @Tag("P3")
    void aFinishedJobDoesNotGoBackToRunningWithoutANewStart() throws Exception {
        running(1);
        peer.send(ended(0, "done"), changed(0, "running", null), progress(0, 0.9));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.DONE));
        peer.send(new WorkspaceEvent.ExperimentUpdated(1, SWEEP));
        await().untilAsserted(() -> assertThat(workspace.jobsAsked.get()).isGreaterThanOrEqualTo(2));
        await().during(Duration.ofMillis(200)).until(() -> phase(0) == JobPhase.DONE);
        peer.send(changed(0, "running", LocalStamp.parse("2026-03-01T11:00:00")));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.RUNNING));
    }

    @Test
    void aJobThatIsQueuedAfterItsFailureShowsThatItWaits() throws Exception {
        running(1);
        peer.send(ended(0, "error"));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.ERROR));
        peer.send(scheduler(2, "scheduled"), scheduler(9, "waiting"));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.WAITING));
    }

    @Test
    void aSubmittedJobAppearsBeforeItHasADirectory() throws Exception {
        running(1);
        peer.send(new WorkspaceEvent.ExperimentJobState(
                5,
                SWEEP,
                RUN,
                TRAIN,
                new JobId("job-1"),
                UntrustedText.of("submitted"),
                null,
                Map.of(),
                List.of(),
                null));
        await().untilAsserted(() -> assertThat(table().jobs()).hasSize(2));
        assertThat(phase(1)).isEqualTo(JobPhase.UNSCHEDULED);
    }

    @Test
    @Tag("P2")
    void readsAnExperimentAgainWhenToldThatItChanged() throws Exception {
        running(1);
        workspace.experiments = List.of(new ExperimentFold(workspace.experiments.get(0))
                .jobState(new JobId("job-0"), JobState.DONE)
                .snapshot());
        peer.send(new WorkspaceEvent.ExperimentUpdated(1, SWEEP));
        await().untilAsserted(() -> assertThat(phase(0)).isEqualTo(JobPhase.DONE));
    }

    @Test
    void showsTheJobsOfANewRunAfterARelaunch() throws Exception {
        running(1);
        workspace.jobs.put("sweep", List.of(job(7, JobState.RUNNING)));
        workspace.experiments = List.of(new ExperimentFold(SWEEP, new RunId("20260302_101500"))
                .job(new JobInfo(key(7), Map.of(), 1.0))
                .snapshot());
        peer.send(new WorkspaceEvent.ExperimentUpdated(1, SWEEP));
        await().untilAsserted(() -> assertThat(table().jobs())
                .extracting(entry -> entry.key().job().value())
                .containsExactly("job-7"));
    }

    @Test
    void aRefusalIsNotAnEmptyList() throws Exception {
        workspace.refusal = new RpcException(ErrorCode.INTERNAL_ERROR, "disk on fire");
        connect();
        await().untilAsserted(() ->
                assertThat(mirror.state().experiments()).isEqualTo(Answer.failed(UntrustedText.of("disk on fire"))));
    }

    @Test
    void keepsWhatItKnowsWhenTheLinkIsLost() throws Exception {
        running(1);
        peer.kill(3);
        await().untilAsserted(() -> assertThat(mirror.state().link()).isInstanceOf(Link.Lost.class));
        assertThat(names()).containsExactly("sweep");
        assertThat(table().jobs()).hasSize(1);
    }

    @Test
    void handsOnWhatCameBeforeTheFirstSessionWasTakenOver() throws Exception {
        var free = new CountDownLatch(1);
        mirror.onChange(() -> await().until(() -> free.getCount() == 0));
        mirror.onLink(new Link.Connecting("starting"));
        var heard = new CopyOnWriteArrayList<Double>();
        mirror.onEachEvent(event -> heard.add(event.timestamp()));
        connect();
        mirror.onEvent(new WorkspaceEvent.ExperimentUpdated(1, SWEEP));
        free.countDown();
        await().untilAsserted(() -> assertThat(heard).containsExactly(1.0));
    }

    @Test
    void handsOnEveryEventInOrder() throws Exception {
        connect();
        var heard = new CopyOnWriteArrayList<Double>();
        mirror.onEachEvent(event -> heard.add(event.timestamp()));
        peer.send(IntStream.range(1, 200)
                .mapToObj(time -> new WorkspaceEvent.ExperimentUpdated(time, SWEEP))
                .toArray(WorkspaceEvent[]::new));
        await().untilAsserted(() -> assertThat(heard).hasSize(199).isSorted());
    }

    private void connect() throws Exception {
        peer = new PipedSession(workspace, mirror);
        mirror.attach(peer.session());
    }

    private void running(int jobs) throws Exception {
        var fold = new ExperimentFold(experiment("sweep", "2026-03-01T10:15:00"));
        for (int job = 0; job < jobs; job++) {
            fold.job(new JobInfo(key(job), Map.of(), (double) job))
                    .jobState(new JobId("job-" + job), JobState.SCHEDULED);
        }
        workspace.experiments = List.of(fold.snapshot());
        workspace.jobs.put(
                "sweep",
                IntStream.range(0, jobs)
                        .mapToObj(job -> job(job, JobState.RUNNING))
                        .toList());
        connect();
        await().until(() -> mirror.state().experiments().isKnown());
        mirror.open(RunKey.current(SourceId.ONLY, SWEEP));
        await().until(() ->
                mirror.state().table(RunKey.current(SourceId.ONLY, SWEEP)).isKnown());
    }

    private JobTable table() {
        return mirror.state().table(RunKey.current(SourceId.ONLY, SWEEP)).orElse(null);
    }

    private JobPhase phase(int job) {
        return table().byId().get(new JobId("job-" + job)).displayed().state().phase();
    }

    private List<String> names() {
        return mirror.state().experiments().orElse(List.of()).stream()
                .map(experiment -> experiment.id().value())
                .toList();
    }

    private static Experiment experiment(String id, String started) {
        return new ExperimentFold(new ExperimentId(id), RUN)
                .started(LocalStamp.parse(started))
                .snapshot();
    }

    private static JobKey key(int job) {
        return new JobKey(TRAIN, new JobId("job-" + job));
    }

    private static Job job(int job, JobState state) {
        return new JobFold(key(job))
                .state(state)
                .started(LocalStamp.parse("2026-03-01T10:15:00"))
                .snapshot();
    }

    private static WorkspaceEvent scheduler(double time, String state) {
        return new WorkspaceEvent.ExperimentJobState(
                time, SWEEP, RUN, TRAIN, new JobId("job-0"), UntrustedText.of(state), null, Map.of(), List.of(), null);
    }

    private static WorkspaceEvent progress(int job, double fraction) {
        return new WorkspaceEvent.JobProgress(2, TRAIN, new JobId("job-" + job), 0, fraction, null);
    }

    private static WorkspaceEvent ended(int job, String state) {
        return new WorkspaceEvent.JobStateChanged(
                3,
                TRAIN,
                new JobId("job-" + job),
                UntrustedText.of(state),
                null,
                null,
                LocalStamp.parse("2026-03-01T10:16:00"),
                null,
                0,
                List.of());
    }

    private static WorkspaceEvent changed(int job, String state, LocalStamp started) {
        return new WorkspaceEvent.JobStateChanged(
                4, TRAIN, new JobId("job-" + job), UntrustedText.of(state), null, started, null, null, 0, List.of());
    }
}
