package dev.xpm.client.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.connect.VirtualTime;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A minute of faults as chance wants them, and then quiet: what the client shows is what a fresh client reads, and no event
 * was applied twice or out of order. {@code -Dxpm.schedules=1000} for more of them. Source: assurance.md R17 and N1.
 */
@Tag("A-R17")
@Tag("A-N1")
class FaultScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RunKey SWEEP = RunKey.current(SourceId.ONLY, LiveWorkspace.SWEEP);

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("xpm.schedules", 50));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterAnyFaultsTheClientShowsWhatIsThere(long seed) throws Exception {
        try (var client = new Client(seed)) {
            client.suffer();
            client.recover();
            client.check();
        }
    }

    /** Our client over a line and a server that fail as the seed wants. */
    private static final class Client implements AutoCloseable {
        private final LiveWorkspace workspace = new LiveWorkspace();
        private final VirtualTime linkTime = new VirtualTime("xpm-link");
        private final VirtualTime mirrorTime = new VirtualTime("xpm-mirror");
        private final WorkspaceMirror mirror = new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws")), mirrorTime);
        private final List<Double> heard = new CopyOnWriteArrayList<>();
        private final AtomicInteger refusals = new AtomicInteger();
        private final Random random;
        private final Reconnector reconnector;
        private volatile PipedSession peer;
        private volatile Link link;

        Client(long seed) throws Exception {
            random = new Random(seed);
            mirror.onEachEvent(event -> heard.add(event.timestamp()));
            reconnector = new Reconnector(
                    this::open,
                    new Reconnector.Listener() {
                        @Override
                        public void onSession(AgentSession session) {
                            mirror.attach(session);
                        }

                        @Override
                        public void onLink(Link now) {
                            link = now;
                            mirror.onLink(now);
                        }
                    },
                    true,
                    linkTime,
                    new Random(seed));
            reconnector.start(open());
            mirror.open(SWEEP);
        }

        private AgentSession open() throws MonitorException {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new MonitorException(Problem.UNREACHABLE, "no route");
            }
            try {
                var made = new PipedSession(workspace, mirror);
                peer = made;
                workspace.serve(made);
                return made.session();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void suffer() throws Exception {
            for (int second = 0; second < 60; second++) {
                for (int events = random.nextInt(6); events > 0; events--) {
                    workspace.step(random, true);
                }
                fault(random.nextInt(24));
                if (second % 2 == 0) {
                    workspace.update();
                }
                pass();
            }
        }

        private void fault(int which) throws Exception {
            switch (which) {
                case 0 -> peer.kill(9);
                case 1 -> peer.hold();
                case 2 -> peer.loseEvents(1 + random.nextInt(3));
                case 3 -> {
                    for (int left = 0; left < 5; left++) {
                        workspace.step(random, false);
                    }
                    workspace.resync();
                }
                case 4 -> {
                    refusals.set(1 + random.nextInt(3));
                    peer.kill(1);
                }
                case 5 -> reconnector.retryNow();
                case 6 -> linkTime.sleep(Duration.ofMinutes(10));
                case 7 -> mirror.refresh();
                case 8 -> {
                    for (int more = 0; more < 60; more++) {
                        workspace.step(random, true);
                    }
                }
                default -> {}
            }
        }

        private void pass() throws InterruptedException {
            linkTime.pass(SECOND);
            mirrorTime.pass(SECOND);
        }

        /** Time passes without faults until what is shown is what is there, or long enough. */
        void recover() throws Exception {
            refusals.set(0);
            reconnector.retryNow();
            for (int second = 0; second < 200 && !isAsThere(); second++) {
                workspace.update();
                pass();
                answerOnce();
            }
        }

        /** Virtual seconds are shorter than real answers take. */
        private void answerOnce() {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !(link instanceof Link.Reconnecting));
            try {
                mirror.session()
                        .thenCompose(session -> session.client().ping())
                        .orTimeout(20, TimeUnit.MILLISECONDS)
                        .join();
            } catch (CompletionException e) {
                // There is no session, or it is one that was lost: the next one will do.
                return;
            }
        }

        private boolean isAsThere() {
            return mirror.state().isLive()
                    && mirror.state().experiments().orElse(List.of()).equals(workspace.experiments)
                    && shown().equals(there());
        }

        private Map<JobKey, Job> shown() {
            var shown = new HashMap<JobKey, Job>();
            if (mirror.state().table(SWEEP) instanceof Answer.Known<JobTable> table) {
                table.value().jobs().forEach(entry -> shown.put(entry.key(), entry.job()));
            }
            shown.keySet().retainAll(there().keySet());
            return shown;
        }

        private Map<JobKey, Job> there() {
            var there = new HashMap<JobKey, Job>();
            workspace.jobs.get(LiveWorkspace.SWEEP.value()).forEach(job -> there.put(job.key(), job));
            return there;
        }

        void check() throws Exception {
            assertThat(mirror.state().link()).isInstanceOf(Link.Live.class);
            try (var fresh = new PipedSession(workspace, new HeardSession())) {
                List<Experiment> read =
                        fresh.session().client().experiments(true).join().items();
                List<Job> jobs = fresh.session()
                        .client()
                        .jobs(LiveWorkspace.SWEEP, null, true)
                        .join()
                        .items();
                assertThat(mirror.state().experiments().orElse(List.of())).isEqualTo(read);
                assertThat(shown().values()).containsExactlyInAnyOrderElementsOf(jobs);
            }
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(heard).isSorted();
        }

        @Override
        public void close() {
            Stream.of(reconnector, (AutoCloseable) mirror).forEach(one -> {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
