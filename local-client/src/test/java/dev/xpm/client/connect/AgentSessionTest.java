package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions with scripts of the shell in the place of an agent. */
@Timeout(60)
class AgentSessionTest {
    private static final String HELLO =
            "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\","
                    + "\"workspace_path\":\"/scratch/xp\",\"last_sync_time\":null}}'; ";

    private final HeardSession heard = new HeardSession();

    @Test
    @Tag("A-R14")
    void findsTheAnswerBehindNoise() throws Exception {
        String noise = "echo 'Welcome to the cluster'; echo 42; echo null; echo '[1]'; echo '{\"a\":1}'; "
                + "printf '\\377\\n'; echo 'module loaded' >&2; ";

        try (AgentSession session = open(noise + HELLO + "cat >/dev/null")) {
            assertThat(session.server().workspacePath().raw()).isEqualTo("/scratch/xp");
            assertThat(session.client().noise()).hasSize(6);
            assertThat(session.endReason()).isNull();
        }
        assertThat(heard.lines).containsExactly("module loaded");
        assertThat(heard.end).isNotDone();
    }

    @Test
    @Tag("A-R15")
    @Tag("P5")
    void saysThatNoAgentIsThere() {
        MonitorException problem = failure("echo 'sh: uv: not found' >&2; exit 127", Duration.ofSeconds(30));

        assertThat(problem.problem()).isEqualTo(Problem.NO_AGENT);
        assertThat(problem.sentence()).isEqualTo("local has no usable experimaestro (exit 127)");
        assertThat(problem.hint()).contains("--remote-xpm").contains("--remote-shell-init");
        assertThat(problem.remoteLines()).extracting(line -> line.raw()).containsExactly("sh: uv: not found");
    }

    /** Often, because the command is sometimes over before the session stands. */
    @RepeatedTest(100)
    void alwaysSaysHowACommandEndedAtOnce() {
        assertThat(failure("exit 127", Duration.ofSeconds(30)).problem()).isEqualTo(Problem.NO_AGENT);
    }

    @Test
    @Tag("A-R15")
    void knowsTheWordsOfTcshForACommandThatIsNotThere() {
        assertThat(failure("echo 'uv: Command not found.' >&2; exit 1", Duration.ofSeconds(30))
                        .problem())
                .isEqualTo(Problem.NO_AGENT);
    }

    @Test
    @Tag("A-D7")
    void namesHowAnotherCommandEnded() {
        MonitorException problem =
                failure("echo out; echo 'no such module: java/99' >&2; exit 3", Duration.ofSeconds(30));

        assertThat(problem.problem()).isEqualTo(Problem.AGENT_ENDED);
        assertThat(problem.sentence()).isEqualTo("the remote command on local ended (exit 3): no such module: java/99");
        assertThat(problem.remoteLines()).extracting(line -> line.raw()).contains("out", "no such module: java/99");
    }

    @Test
    @Tag("A-R15")
    void knowsWhatTheOriginalSaysOfADirectoryWithoutAMarker() {
        MonitorException problem = failure(
                "printf '\\033[31m/w is not an experimaestro working directory\\033[0m\\n'; exit 1",
                Duration.ofSeconds(30));

        assertThat(problem.problem()).isEqualTo(Problem.NOT_A_WORKSPACE);
        assertThat(problem.sentence()).isEqualTo("/w is not a workspace (no .__experimaestro__)");
        assertThat(problem.hint()).isEqualTo("name the directory on local that holds the file .__experimaestro__");
    }

    @Test
    @Tag("A-D7")
    void endsWithASilentPeer() {
        MonitorException problem = failure("cat >/dev/null", Duration.ofSeconds(1));

        assertThat(problem.problem()).isEqualTo(Problem.NO_ANSWER);
        assertThat(problem.sentence()).isEqualTo("no answer from local within 1 s");
        assertThat(problem.hint()).contains("--uv-offline");
    }

    @Test
    void namesBothVersions() {
        MonitorException problem = failure(
                "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.1\"}}'; cat >/dev/null",
                Duration.ofSeconds(30));

        assertThat(problem.problem()).isEqualTo(Problem.PROTOCOL_MISMATCH);
        assertThat(problem.sentence()).isEqualTo("protocol mismatch: local 2.0, remote 2.1");
    }

    @Test
    @Tag("A-R15")
    void passesOnWhyAWorkspaceIsRefused() {
        MonitorException problem = failure(
                "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32002,\"message\":"
                        + "\"/w is not a workspace (no .__experimaestro__)\"}}'; cat >/dev/null",
                Duration.ofSeconds(30));

        assertThat(problem.problem()).isEqualTo(Problem.NOT_A_WORKSPACE);
        assertThat(problem.sentence()).isEqualTo("/w is not a workspace (no .__experimaestro__)");
        assertThat(problem.hint()).isEqualTo("name the directory on local that holds the file .__experimaestro__");
    }

    @Test
    void tellsTheEndOnceWithCodeAndLastLine() throws Exception {
        AgentSession session = open(HELLO + "read request; echo 'out of memory' >&2; exit 9");
        var pending = session.client().experiments(false);

        MonitorException reason = heard.end.get(10, TimeUnit.SECONDS);

        assertThat(reason.sentence()).isEqualTo("the agent on local ended (exit 9): out of memory");
        assertThat(session.endReason()).isSameAs(reason);
        assertThat(pending).isCompletedExceptionally();
        session.close();
    }

    @Test
    void isOverAlsoWhenAChildOfTheCommandHoldsItsOutput() throws Exception {
        AgentSession session = open(HELLO + "sleep 30 & read request; exit 4");
        var pending = session.client().experiments(false);

        assertThat(heard.end.get(10, TimeUnit.SECONDS).sentence()).contains("exit 4");
        assertThat(pending).isCompletedExceptionally();
        session.close();
    }

    @Test
    void tellsNothingAfterItWasClosed() throws Exception {
        AgentSession session = open(HELLO + "cat >/dev/null; echo bye >&2");

        session.close();
        session.close();

        assertThat(session.end().get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(heard.end).isNotDone();
    }

    @Test
    void saysThatAProgramCannotBeStarted() {
        var request = request(List.of("/nowhere/xpm"), Duration.ofSeconds(5));

        MonitorException problem = catchThrowableOfType(MonitorException.class, () -> AgentSession.open(request));

        assertThat(problem.problem()).isEqualTo(Problem.NO_AGENT);
    }

    private AgentSession open(String script) throws MonitorException {
        return AgentSession.open(request(List.of("sh", "-c", script), Duration.ofSeconds(30)));
    }

    private MonitorException failure(String script, Duration handshake) {
        var request = request(List.of("sh", "-c", script), handshake);
        return catchThrowableOfType(MonitorException.class, () -> AgentSession.open(request));
    }

    private SessionRequest request(List<String> launcher, Duration handshake) {
        return new SessionRequest(
                new Destination.Local(),
                "/w",
                new Launch.Command(launcher),
                null,
                new SessionLimits(handshake, Duration.ofSeconds(30)),
                ScriptedUser.wary(),
                heard);
    }
}
