package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.handshake.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses and returns in a time that the test makes pass. */
@Timeout(60)
class ReconnectorTest {
    private final VirtualTime time = new VirtualTime("xpm-link");
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final List<AgentSession> sessions = new CopyOnWriteArrayList<>();
    private final List<PipedSession> peers = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile MonitorException refusal;
    private Reconnector reconnector;

    @AfterEach
    void close() {
        reconnector.close();
        peers.forEach(PipedSession::close);
    }

    @Test
    @Tag("P6")
    @Tag("C13")
    void aLossIsToldAtOnceAndTheSessionMadeAgain() throws Exception {
        start(true);
        peers.get(0).kill(9);
        awaitLink(Link.Waiting.class);
        assertThat(attempts).hasValue(0);
        time.pass(Duration.ofMillis(1_200));
        awaitLink(Link.Live.class);
        assertThat(attempts).hasValue(1);
        assertThat(sessions).hasSize(2);
    }

    /** Source: assurance.md 2.5. */
    @Test
    @Tag("C13")
    void thePausesGrowToThirtySecondsAndVaryByAFifth() throws Exception {
        start(true);
        refusal = new MonitorException(Problem.UNREACHABLE, "no route");
        peers.get(0).kill(9);
        var pauses = new ArrayList<Double>();
        for (int attempt = 0; attempt < 8; attempt++) {
            Link.Waiting waiting = awaitWaiting(attempt);
            Duration pause = Duration.between(time.now(), waiting.next());
            pauses.add(pause.toMillis() / 1_000.0);
            time.pass(pause);
        }
        double[] plain = {1, 2, 4, 8, 16, 30, 30, 30};
        for (int at = 0; at < plain.length; at++) {
            assertThat(pauses.get(at)).isBetween(plain[at] * 0.8 - 0.001, plain[at] * 1.2 + 0.001);
        }
        assertThat(pauses).doesNotHaveDuplicates();
    }

    @Test
    void theUserNeedNotWait() throws Exception {
        start(true);
        refusal = new MonitorException(Problem.UNREACHABLE, "no route");
        peers.get(0).kill(9);
        awaitWaiting(0);
        refusal = null;
        reconnector.retryNow();
        awaitLink(Link.Live.class);
        assertThat(attempts).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Problem.class,
            names = {
                "AUTHENTICATION",
                "HOST_KEY_CHANGED",
                "HOST_KEY_UNKNOWN",
                "PROTOCOL_MISMATCH",
                "NOT_A_WORKSPACE",
                "REFUSED"
            })
    @Tag("A-R16")
    void whatWasRefusedIsNotTriedAgainByItself(Problem problem) throws Exception {
        start(true);
        refusal = new MonitorException(problem, "no");
        peers.get(0).kill(9);
        awaitWaiting(0);
        time.pass(Duration.ofSeconds(2));
        awaitLink(Link.Offline.class);
        time.pass(Duration.ofHours(1));
        assertThat(attempts).hasValue(1);
        refusal = null;
        reconnector.retryNow();
        awaitLink(Link.Live.class);
    }

    @Test
    void whereItIsNotWantedTheFirstLossIsTheEnd() throws Exception {
        start(false);
        peers.get(0).kill(9);
        awaitLink(Link.Offline.class);
        time.pass(Duration.ofHours(1));
        assertThat(attempts).hasValue(0);
    }

    @Test
    @Tag("A-R4")
    @Tag("B13")
    void aPeerThatFallsSilentIsGivenUpWithinFifteenSecondsAndAllItsCallsFail() throws Exception {
        start(true);
        peers.get(0).hold();
        CompletableFuture<?> call = sessions.get(0).client().experiments(false);
        time.pass(Duration.ofSeconds(15));
        awaitLink(Link.Waiting.class);
        assertThat(call).isCompletedExceptionally();
        assertThat(sessions.get(0).client().experiments(false)).isCompletedExceptionally();
        time.pass(Duration.ofSeconds(2));
        awaitLink(Link.Live.class);
    }

    @Test
    @Tag("A-R8")
    void nothingHappensToALinkThatNobodyUses() throws Exception {
        start(true);
        for (int second = 0; second < 12 * 60; second++) {
            time.pass(Duration.ofSeconds(1));
            sessions.get(0).ping().join();
            time.settle();
        }
        assertThat(attempts).hasValue(0);
        assertThat(links).allMatch(Link.Live.class::isInstance);
    }

    @Test
    @Tag("A-R5")
    @Tag("B13")
    void aMachineThatSleptConnectsAnewAtOnceAndOnce() throws Exception {
        start(true);
        time.pass(Duration.ofSeconds(3));
        time.sleep(Duration.ofHours(8));
        time.pass(Duration.ofSeconds(1));
        awaitLink(Link.Live.class);
        assertThat(attempts).hasValue(1);
        for (int second = 0; second < 10; second++) {
            time.pass(Duration.ofSeconds(1));
        }
        assertThat(attempts).hasValue(1);
        assertThat(links.stream()
                        .filter(Link.Lost.class::isInstance)
                        .map(link -> ((Link.Lost) link).reason().problem()))
                .containsOnly(Problem.CONNECTION_LOST);
    }

    @Test
    @Tag("A-R5")
    void wakingUpWithoutANetworkMakesNoStorm() throws Exception {
        start(true);
        refusal = new MonitorException(Problem.HOST_UNKNOWN, "no name");
        time.sleep(Duration.ofHours(8));
        time.pass(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(attempts).hasValue(1));
        for (int second = 0; second < 60; second++) {
            time.pass(Duration.ofSeconds(1));
        }
        await().untilAsserted(() -> assertThat(attempts.get()).isBetween(4, 7));
    }

    /** An agent that crashes at once must not be started every second. */
    @Test
    void sessionsThatDoNotLastMakeThePausesGrowToo() throws Exception {
        start(true);
        var pauses = new ArrayList<Duration>();
        for (int round = 0; round < 5; round++) {
            int sessionsBefore = sessions.size();
            peers.get(peers.size() - 1).kill(9);
            Link.Waiting waiting = awaitWaiting(round);
            Duration pause = Duration.between(time.now(), waiting.next());
            pauses.add(pause);
            time.pass(pause);
            await().until(() -> sessions.size() > sessionsBefore);
            time.settle();
        }
        assertThat(pauses.get(4)).isGreaterThan(Duration.ofSeconds(12));
    }

    private void start(boolean wanted) throws Exception {
        reconnector = new Reconnector(
                this::open,
                new Reconnector.Listener() {
                    @Override
                    public void onSession(AgentSession session) {
                        sessions.add(session);
                    }

                    @Override
                    public void onLink(Link link) {
                        links.add(link);
                    }
                },
                wanted,
                time,
                new Random(5));
        reconnector.start(make());
        await().until(() -> !sessions.isEmpty());
        time.settle();
    }

    private AgentSession open() throws MonitorException {
        attempts.incrementAndGet();
        MonitorException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return make();
    }

    private AgentSession make() throws MonitorException {
        try {
            var workspace = new ScriptedWorkspace();
            workspace.extensions = Map.of(Capability.EVENTS, 1);
            var peer = new PipedSession(workspace, new HeardSession());
            peers.add(peer);
            return peer.session();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLink(Class<? extends Link> kind) throws InterruptedException {
        await().until(() -> kind.isInstance(links.get(links.size() - 1)));
        time.settle();
    }

    private Link.Waiting awaitWaiting(int earlier) throws InterruptedException {
        await().until(() ->
                links.stream().filter(Link.Waiting.class::isInstance).count() > earlier);
        time.settle();
        return (Link.Waiting) links.stream()
                .filter(Link.Waiting.class::isInstance)
                .skip(earlier)
                .findFirst()
                .orElseThrow();
    }
}
