package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.fault.NetworkNamespace;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real sshd behind a network that loses every packet, as when a cable is pulled: no end, no reset, only silence. */
@Needs({Tool.SSHD, Tool.IP, Tool.IPTABLES})
@NeedsRoot
class NetworkIT {
    /** How long nothing arrives; {@code -Dxpm.silence=60} for the whole minute. */
    private static final Duration SILENCE = Duration.ofSeconds(Integer.getInteger("xpm.silence", 20));

    @TempDir
    private Path folder;

    private NetworkNamespace network;
    private OpenSshdHost host;
    private SyntheticWorkspace workspace;

    @BeforeEach
    void start() throws Exception {
        network = NetworkNamespace.create();
        host = OpenSshdHost.startIn(network, folder);
        workspace = SyntheticWorkspace.create(folder.resolve("ws"));
        for (int job = 1; job <= 3; job++) {
            workspace.submit(job);
            workspace.start(job);
        }
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        network.close();
    }

    /** Nobody touches the client and nothing is sent but its own signs of life. */
    @ParameterizedTest
    @EnumSource(
            value = TransportChoice.class,
            names = {"BUILTIN", "OPENSSH"})
    @Tag("A-R4")
    void aHostThatIsGoneIsNoticedWithoutAnyQuestion(TransportChoice transport) throws Exception {
        try (var client = client(transport)) {
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("running", "running", "running"));
            network.drop();
            client.await(Link.Lost.class);
            assertThat(((Link.Lost) client.links().get(client.links().size() - 1))
                            .reason()
                            .problem())
                    .isEqualTo(Problem.CONNECTION_LOST);
            assertThat(client.jobs(SyntheticWorkspace.EXPERIMENT)).isEqualTo(jobs("running", "running", "running"));
            network.carry();
        }
    }

    @Test
    @Tag("A-R3")
    void whatHappenedWhilePacketsWereLostIsThereAfterwardsAndOnce() throws Exception {
        try (var client = client(TransportChoice.BUILTIN)) {
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("running", "running", "running"));
            network.drop();
            workspace.finish(1);
            workspace.progress(2, 0, 0.5);
            client.await(Link.Lost.class);
            assertThat(client.jobs(SyntheticWorkspace.EXPERIMENT)).isEqualTo(jobs("running", "running", "running"));
            long lost = System.nanoTime();
            workspace.fail(3);
            Awaitility.await()
                    .atMost(SILENCE.multipliedBy(3))
                    .until(() -> System.nanoTime() - lost > SILENCE.toNanos() && client.sessions() == 1);
            network.carry();
            client.await(Link.Live.class);
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("done", "running", "error:FAILED"));
            workspace.finish(2);
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("done", "done", "error:FAILED"));
            assertThat(client.sessions()).isEqualTo(2);
            for (int job = 1; job <= 3; job++) {
                String id = SyntheticWorkspace.jobId(job);
                assertThat(client.events().stream().filter(event -> ended(event, id)))
                        .as(id)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private static boolean ended(WorkspaceEvent event, String job) {
        return event instanceof WorkspaceEvent.JobStateChanged changed
                && changed.job() != null
                && changed.job().value().equals(job)
                && changed.ended() != null;
    }

    @Test
    @Tag("A-R7")
    void aHostThatMovesIsFoundAtItsNewAddressAndItsKeyIsCheckedAgain() throws Exception {
        try (var client = client(TransportChoice.BUILTIN)) {
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("running", "running", "running"));
            network.move();
            host.reachAt(network.address());
            client.await(Link.Lost.class);
            client.await(Link.Live.class);
            workspace.finish(1);
            client.awaitJobs(SyntheticWorkspace.EXPERIMENT, jobs("done", "running", "running"));
            assertThat(client.sessions()).isEqualTo(2);

            network.move();
            host.changeHostKey();
            host.reachAt(network.address());
            client.await(Link.Offline.class);
            assertThat(((Link.Lost) client.links().get(client.links().size() - 1))
                            .reason()
                            .problem())
                    .isEqualTo(Problem.HOST_KEY_CHANGED);
            assertThat(client.sessions()).isEqualTo(2);
        }
    }

    private KeptClient client(TransportChoice transport) throws Exception {
        return new KeptClient(host, workspace.root().toString(), transport);
    }

    private static Map<String, String> jobs(String... states) throws IOException {
        var jobs = new TreeMap<String, String>();
        for (int job = 1; job <= states.length; job++) {
            jobs.put(SyntheticWorkspace.jobId(job), states[job - 1]);
        }
        return jobs;
    }
}
