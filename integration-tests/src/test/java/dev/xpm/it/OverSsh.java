package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.TransportChoice;
import dev.xpm.it.host.TestHost;
import dev.xpm.it.workspace.Fixture;
import dev.xpm.it.workspace.Listing;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import dev.xpm.protocol.workspace.TaskId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for our client on our agent, whatever the SSH server between them. */
abstract class OverSsh {
    @TempDir
    protected Path folder;

    private TestHost host;

    abstract TestHost startHost() throws Exception;

    @BeforeEach
    void start() throws Exception {
        host = startHost();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    /** Which SSH of ours reaches it. */
    TransportChoice transport() {
        return TransportChoice.BUILTIN;
    }

    TestHost host() {
        return host;
    }

    @Test
    void showsTheRecordedExperimentsAndWritesNothing() throws Exception {
        Path workspace = new Fixture("finished").unpack(folder);
        Map<String, String> before = Listing.of(workspace);
        try (var client = MirrorClient.open(host, workspace.toString(), MirrorClient.ourAgent(), transport())) {
            assertThat(client.session().server().workspacePath().raw()).isEqualTo(workspace.toString());
            client.await("three experiments", it -> it.experiments().size() == 3);
            client.show("grid-search");
            client.await("jobs", it -> !it.jobs("grid-search").isEmpty());
            assertThat(client.jobs("grid-search").values()).contains("done").doesNotContain("running");
        }
        assertThat(Listing.of(workspace)).isEqualTo(before);
    }

    @Test
    void seesEveryChangeOfALiveExperiment() throws Exception {
        var live = SyntheticWorkspace.create(folder.resolve("live"));
        live.submit(1);
        try (var client = MirrorClient.open(host, live.root().toString(), MirrorClient.ourAgent(), transport())) {
            client.await("the experiment", it -> it.experiments().contains(SyntheticWorkspace.EXPERIMENT));
            client.show(SyntheticWorkspace.EXPERIMENT);
            client.await("a waiting job", it -> isAt(it, 1, "waiting"));
            live.start(1);
            client.await("a running job", it -> isAt(it, 1, "running"));
            live.progress(1, 0, 0.5);
            client.await("its progress", it -> it.entries(SyntheticWorkspace.EXPERIMENT).stream()
                    .flatMap(entry -> entry.job().progress().stream())
                    .anyMatch(level -> level.fraction() == 0.5));
            for (int job = 2; job <= 6; job++) {
                live.submit(job);
                live.start(job);
            }
            live.finish(1);
            live.fail(2);
            client.await("a done job", it -> isAt(it, 1, "done"));
            client.await("a failed job", it -> isAt(it, 2, "error:FAILED"));
            for (int job = 3; job <= 6; job++) {
                live.finish(job);
            }
            client.await("all jobs ended", it -> it.jobs(SyntheticWorkspace.EXPERIMENT).values().stream()
                    .collect(Collectors.groupingBy(state -> state, Collectors.counting()))
                    .equals(Map.of("done", 5L, "error:FAILED", 1L)));
        }
    }

    @Test
    void followsALogWhileItGrows() throws Exception {
        var live = SyntheticWorkspace.create(folder.resolve("live"));
        live.submit(1);
        live.start(1);
        live.print(1, "first");
        var key = new JobKey(new TaskId(SyntheticWorkspace.TASK), new JobId(SyntheticWorkspace.jobId(1)));
        List<LogSlice> slices = new CopyOnWriteArrayList<>();
        try (var client = MirrorClient.open(host, live.root().toString(), MirrorClient.ourAgent(), transport())) {
            LogSlice begin = client.session()
                    .client()
                    .readLog(key, LogStream.STDOUT, -1_000, 4_096)
                    .get();
            assertThat(begin.text().raw()).isEqualTo("first\n");
            AutoCloseable follower = client.session()
                    .followLog(key, LogStream.STDOUT, begin.next(), slices::add)
                    .get();
            live.print(1, "second é");
            live.print(1, "third");
            Awaitility.await().until(() -> textOf(slices).equals("second é\nthird\n"));
            follower.close();
        }
    }

    private static String textOf(List<LogSlice> slices) {
        return slices.stream().map(slice -> slice.text().raw()).collect(Collectors.joining());
    }

    private static boolean isAt(MirrorClient client, int job, String state) {
        return state.equals(client.jobs(SyntheticWorkspace.EXPERIMENT).get(SyntheticWorkspace.jobId(job)));
    }
}
