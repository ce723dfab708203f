package dev.xpm.agent;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.endpoint.ConnectionListener;
import dev.xpm.protocol.endpoint.WorkspaceClient;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.Snapshot;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.handshake.ClientInfo;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.HostInfo;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobProcess;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.RunId;
import dev.xpm.protocol.workspace.WorkspaceStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our agent answers beyond the original, asked of a real one. Source: protocol.md 7. */
class AgentExtensionsTest {
    private static final String TRAIN = "demo.train";
    private static final JobKey JOB = TestWorkspace.job(TRAIN, "9c41");

    @TempDir
    Path temporary;

    private TestWorkspace workspace;
    private final Heard heard = new Heard();
    private AgentProcess agent;
    private WorkspaceClient client;

    /** What came unasked. */
    private static final class Heard implements ConnectionListener {
        private final List<WorkspaceEvent> events = new CopyOnWriteArrayList<>();
        private final List<EventPosition> positions = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(WorkspaceEvent event) {
            events.add(event);
        }

        @Override
        public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
            if (position != null) {
                positions.add(position);
            }
            onEvent(event);
        }

        @Override
        public void onLog(long subscription, LogSlice slice) {}

        @Override
        public void onShutdown(UntrustedText reason) {}

        @Override
        public void onEnd(IOException reason) {}
    }

    @BeforeEach
    void start() throws Exception {
        workspace = new TestWorkspace(temporary.toRealPath());
        workspace.write(WorkspaceAddress.MARK, "");
        workspace.run(RUN, status("running", ", \"events_count\": 0"));
        workspace.submit(RUN, TRAIN, "9c41", "{\"lr\": 0.1}");
        workspace.write(".events/jobs/.keep", "");
        Path link = workspace.write("experiments/sweep/" + RUN + "/jobs/demo.train/x", "");
        Files.createSymbolicLink(link.resolveSibling("9c41"), workspace.root.resolve("jobs/demo.train/9c41"));
        workspace.jobStatus(TRAIN, "9c41", "running", "");
        workspace.write("jobs/demo.train/9c41/train.out", "first\nsecond\n");
        agent = AgentProcess.start(workspace.root);
        client = WorkspaceClient.open(
                agent.stdout(), agent.stdin(), heard, Duration.ofSeconds(30), "extensions-under-test");
    }

    @AfterEach
    void stop() {
        client.close();
        agent.close();
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    private static void assertRefused(CompletableFuture<?> answer, int code) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(RpcException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }

    @Test
    void announcesWhatItCan() throws Exception {
        var info = get(client.hello(new ClientInfo("test", "1", Map.of()), Duration.ofSeconds(30)));
        assertThat(info.extensions().keySet())
                .contains(
                        Capability.EVENTS,
                        Capability.SNAPSHOT,
                        Capability.LOG,
                        Capability.HOST,
                        Capability.STATS,
                        Capability.PROCESSES,
                        Capability.FILES,
                        Capability.SCAN,
                        Capability.CANCEL);
        assertThat(get(client.ping())).isTrue();
    }

    @Test
    void nothingOfOursIsSentBeforeItIsAskedFor() throws Exception {
        get(client.hello(new ClientInfo("test", "1", Map.of("events", 1)), Duration.ofSeconds(30)));
        get(client.experiments(false));
        workspace.append(live("9c41", 0), changed(1, "9c41", "running"));
        await().untilAsserted(() -> assertThat(heard.events).hasSizeGreaterThan(1));
        assertThat(heard.positions).isEmpty();
    }

    @Test
    void eventsAreNumberedWithoutAGapAndCanBeHadAgain() throws Exception {
        get(client.experiments(false));
        Subscribed first = get(client.subscribe(Duration.ZERO, Duration.ZERO, null));
        assertThat(first.resumed()).isFalse();
        for (int i = 0; i < 50; i++) {
            workspace.append(live("9c41", 0), progress(i + 1, "9c41", i / 100.0));
        }
        await().untilAsserted(() -> assertThat(heard.positions).hasSizeGreaterThanOrEqualTo(50));
        long seq = first.position().seq();
        for (EventPosition position : heard.positions) {
            assertThat(position).isEqualTo(new EventPosition(first.position().epoch(), ++seq));
        }

        EventPosition lost = heard.positions.get(9);
        List<WorkspaceEvent> told = List.copyOf(heard.events);
        heard.events.clear();
        heard.positions.clear();
        assertThat(get(client.subscribe(Duration.ZERO, Duration.ZERO, lost)).resumed())
                .isTrue();
        await().untilAsserted(() -> assertThat(heard.events).hasSizeGreaterThanOrEqualTo(told.size() - 10));
        assertThat(heard.positions.get(0).seq()).isEqualTo(lost.seq() + 1);
        assertThat(heard.events).startsWith(told.subList(10, told.size()).toArray(new WorkspaceEvent[0]));
    }

    @Test
    void whatIsNotKeptCannotBeHadAgain() throws Exception {
        Subscribed first = get(client.subscribe(Duration.ZERO, Duration.ZERO, null));
        var other = new EventPosition("other", first.position().seq());
        assertThat(get(client.subscribe(Duration.ZERO, Duration.ZERO, other)).resumed())
                .isFalse();
        var later = new EventPosition(first.position().epoch(), first.position().seq() + 100);
        assertThat(get(client.subscribe(Duration.ZERO, Duration.ZERO, later)).resumed())
                .isFalse();
    }

    @Test
    void thinnedProgressComesAtOnceAndThenTheNewestAndNeverAfterTheEnd() throws Exception {
        get(client.experiments(false));
        get(client.subscribe(Duration.ofMinutes(1), Duration.ZERO, null));
        for (int i = 1; i <= 20; i++) {
            workspace.append(live("9c41", 0), progress(i, "9c41", i / 100.0));
        }
        workspace.append(live("9c41", 0), changed(30, "9c41", "done"));
        await().untilAsserted(
                        () -> assertThat(heard.events).anyMatch(WorkspaceEvent.JobStateChanged.class::isInstance));
        assertThat(heard.events)
                .filteredOn(WorkspaceEvent.OfJob.class::isInstance)
                .extracting(WorkspaceEvent::timestamp)
                .containsExactly(1.0, 20.0, 30.0);
    }

    @Test
    void aSnapshotHoldsEachJobOncePageByPage() throws Exception {
        for (int i = 0; i < 25; i++) {
            workspace.submit(RUN, TRAIN, "job" + i, "{}");
        }
        workspace.run("other", RUN, status("done", ", \"services\": {\"tb\": {\"service_id\": \"tb\"}}"));
        workspace.append(
                "experiments/other/" + RUN + "/jobs.jsonl",
                "{\"job_id\": \"9c41\", \"task_id\": \"demo.train\", \"tags\": {}, \"timestamp\": 1.0}\n");

        var jobs = new ArrayList<Snapshot.Member>();
        var experiments = new HashSet<String>();
        Snapshot page = pageOf(null);
        EventPosition position = page.position();
        int pages = 0;
        while (true) {
            pages++;
            assertThat(page.position()).isEqualTo(position);
            jobs.addAll(page.jobs());
            page.experiments()
                    .forEach(experiment -> experiments.add(experiment.id().value()));
            if (page.cursor() == null) {
                break;
            }
            page = pageOf(page.cursor());
        }
        assertThat(pages).isGreaterThan(2);
        assertThat(experiments).containsExactlyInAnyOrder("sweep", "other");
        assertThat(jobs).hasSize(26).extracting(member -> member.job().key()).doesNotHaveDuplicates();
        assertThat(jobs)
                .filteredOn(member -> member.job().key().equals(JOB))
                .singleElement()
                .satisfies(member -> assertThat(member.experiments())
                        .containsExactlyInAnyOrder(TestWorkspace.SWEEP, new ExperimentId("other")));

        Snapshot whole = get(client.snapshot(List.of(TestWorkspace.SWEEP), null));
        assertThat(whole.cursor()).isNull();
        assertThat(whole.tags().get(TestWorkspace.SWEEP)).containsOnlyKeys(JOB.job());
        assertThat(whole.services()).isEmpty();
        assertRefused(client.snapshot(null, "77.0.0"), ErrorCode.RESYNC_NEEDED);
        assertRefused(client.snapshot(null, "no cursor"), ErrorCode.RESYNC_NEEDED);
    }

    private Snapshot pageOf(@Nullable String cursor) throws Exception {
        return get(client.snapshot(null, cursor, 10));
    }

    @Test
    void theHostTellsWhatItIs() throws Exception {
        HostInfo host = get(client.hostInfo());
        assertThat(host.hostname().raw()).isNotEmpty();
        assertThat(host.cpus()).isPositive();
        assertThat(host.load()).hasSize(3);
        assertThat(host.memoryTotalMb()).isGreaterThanOrEqualTo(host.memoryAvailableMb());
        assertThat(host.diskTotalMb()).isGreaterThanOrEqualTo(host.diskFreeMb());
        assertThat(host.time()).isGreaterThan(1e9);
    }

    @Test
    void theWorkspaceIsCounted() throws Exception {
        workspace.write("jobs/demo.train/orphan/train.done", "");
        workspace.append(live("9c41", 0), changed(1, "9c41", "running"));
        WorkspaceStats stats = get(client.stats(true));
        assertThat(stats.experiments()).isEqualTo(1);
        assertThat(stats.runs()).isEqualTo(1);
        assertThat(stats.jobs()).isEqualTo(Map.of("running", 1));
        assertThat(stats.orphans()).isEqualTo(1);
        assertThat(stats.eventFiles()).isEqualTo(1);
        assertThat(stats.diskBytes().get(TestWorkspace.SWEEP)).isGreaterThan(13);
        assertThat(stats.partial()).isFalse();
        assertThat(get(client.stats(false)).diskBytes()).isNull();
    }

    @Test
    void aScanTellsOfWhatNobodyRefersToAndChangesNothing() throws Exception {
        workspace.write("jobs/demo.train/orphan/train.done", "");
        var before = workspace.listing();
        assertThat(get(client.scan())).isEqualTo(1);
        await().untilAsserted(() -> assertThat(heard.events)
                .filteredOn(WorkspaceEvent.WarningRaised.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        WorkspaceEvent.WarningRaised.class,
                        raised -> assertThat(raised.warning().key().raw()).isEqualTo("orphan_jobs_1")));
        assertThat(get(client.warnings())).hasSize(1);
        assertThat(workspace.listing()).isEqualTo(before);
    }

    @Test
    @Tag("W16")
    void W16_aTagOfALiveRunIsShownAtOnceAndOnTheDiskAfterItsEnd() throws Exception {
        var result = get(client.tagRun(TestWorkspace.SWEEP, new RunId(RUN), List.of("best"), List.of(), false));
        assertThat(result.success()).isTrue();
        assertThat(result.tags()).extracting(UntrustedText::raw).containsExactly("best");
        assertThat(get(client.experiment(TestWorkspace.SWEEP, false))
                        .orElseThrow()
                        .runTags())
                .extracting(UntrustedText::raw)
                .containsExactly("best");
        Path file = workspace.root.resolve("experiments/sweep/" + RUN + "/status.json");
        assertThat(Files.readString(file)).doesNotContain("best");

        workspace.run(RUN, status("done", ", \"run_tags\": [], \"theirs\": {\"kept\": NaN}"));
        await().untilAsserted(() ->
                assertThat(Files.readString(file)).contains("best").contains("\"kept\" : NaN"));
        assertRefused(
                client.tagRun(TestWorkspace.SWEEP, new RunId(RUN), List.of(" "), List.of(), false),
                ErrorCode.INVALID_PARAMS);
    }

    @Test
    @Tag("P10")
    void manyProcessesAreLookedAtInOnePeriod() throws Exception {
        var script = List.of("sh", "-c", "sleep 60 & while :; do :; done", "jobs/demo.train/9c41/train.py");
        Process process = new ProcessBuilder(script)
                .directory(workspace.root.resolve("jobs/demo.train/9c41").toFile())
                .start();
        try {
            workspace.write("jobs/demo.train/9c41/train.pid", "{\"type\": \"local\", \"pid\": " + process.pid() + "}");
            var asked = new ArrayList<JobKey>();
            for (int i = 0; i < 199; i++) {
                asked.add(TestWorkspace.job(TRAIN, "none" + i));
            }
            asked.add(JOB);
            await().until(() -> process.descendants().count() == 1);
            List<JobProcess> items = get(client.processes(asked));
            assertThat(items).singleElement().satisfies(item -> {
                assertThat(item.key()).isEqualTo(JOB);
                assertThat(item.process().running()).isTrue();
                assertThat(item.process().cpuPercent()).isNotNull();
                assertThat(item.children()).hasSize(1);
            });
            asked.add(JOB);
            assertRefused(client.processes(asked), ErrorCode.LIMIT_EXCEEDED);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void theFilesOfAJobAreListed() throws Exception {
        Files.createSymbolicLink(workspace.root.resolve("jobs/demo.train/9c41/link"), Path.of("/etc/passwd"));
        assertThat(get(client.jobFiles(JOB)).items())
                .extracting(entry -> entry.name().raw(), FileEntry::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(".experimaestro", FileEntry.Kind.DIRECTORY),
                        org.assertj.core.groups.Tuple.tuple("link", FileEntry.Kind.LINK),
                        org.assertj.core.groups.Tuple.tuple("train.out", FileEntry.Kind.FILE));
        assertRefused(client.jobFiles(TestWorkspace.job(TRAIN, "none")), ErrorCode.INVALID_PARAMS);
    }

    @Test
    @Tag("A-P1")
    void filesAreReadBelowTheWorkspaceAndOverNoLink() throws Exception {
        Path outside = Files.createDirectories(temporary.resolve("../outside-" + temporary.getFileName()))
                .toRealPath();
        try {
            Files.writeString(outside.resolve("secret"), "secret");
            Files.createSymbolicLink(workspace.root.resolve("jobs/away"), outside);
            Files.createSymbolicLink(workspace.root.resolve("jobs/secret"), outside.resolve("secret"));

            LogSlice slice = get(client.readFile("jobs/demo.train/9c41/train.out", 6, 100));
            assertThat(new String(Base64.getDecoder().decode(slice.data()), StandardCharsets.UTF_8))
                    .isEqualTo("second\n");
            assertThat(slice.atEnd()).isTrue();
            assertThat(get(client.readFile("jobs/none", 0, 100)).size()).isZero();
            for (String path : List.of("../x", "/etc/passwd", "jobs/../../x", "jobs//x", ".", "jobs/./x", "")) {
                assertRefused(client.readFile(path, 0, 100), ErrorCode.INVALID_PARAMS);
            }
            for (String path : List.of("jobs/away/secret", "jobs/secret", "jobs")) {
                assertThatThrownBy(() -> get(client.readFile(path, 0, 100))).isInstanceOf(ExecutionException.class);
            }
            assertThatThrownBy(() -> get(client.listFiles("jobs/away", null))).isInstanceOf(ExecutionException.class);
            assertThat(get(client.listFiles("", null)).items())
                    .extracting(entry -> entry.name().raw())
                    .contains("jobs", "experiments");
        } finally {
            Files.deleteIfExists(outside.resolve("secret"));
            Files.deleteIfExists(outside);
        }
    }

    @Test
    void aLargeDirectoryComesInPages() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            Files.createFile(workspace.root.resolve("jobs/demo.train/9c41/f" + i));
        }
        var first = get(client.listFiles("jobs/demo.train/9c41", null));
        assertThat(first.items()).hasSize(2_000);
        var second = get(client.listFiles("jobs/demo.train/9c41", first.cursor()));
        assertThat(second.items()).hasSize(502);
        assertThat(second.cursor()).isNull();
        var names = new HashSet<String>();
        first.items().forEach(entry -> names.add(entry.name().raw()));
        second.items().forEach(entry -> names.add(entry.name().raw()));
        assertThat(names).hasSize(2_502);
    }
}
