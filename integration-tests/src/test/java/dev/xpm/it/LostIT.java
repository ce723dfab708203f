package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.message.DisconnectedException;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open session ends because of the other side: the user is told, and scripts see exit code 4. */
@Needs(Tool.SSHD)
class LostIT {
    private static final int LOST = 4;

    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private SyntheticWorkspace workspace;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
        host.lookOften();
        workspace = SyntheticWorkspace.create(folder.resolve("ws"));
        workspace.submit(1);
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void theStreamOfEventsEndsWithTheAgent() throws Exception {
        Ended ended = stream(() -> host.commands().forEach(ProcessHandle::destroyForcibly));
        assertThat(ended.exit()).isEqualTo(LOST);
        assertThat(ended.errorLine()).startsWith("error: the agent on " + host.destination() + " ended (");
    }

    @Test
    void theStreamOfEventsEndsWithTheConnection() throws Exception {
        Ended ended = stream(host::cutConnections);
        assertThat(ended.exit()).isEqualTo(LOST);
        assertThat(ended.errorLine()).isEqualTo("error: the connection to " + host.destination() + " was lost");
    }

    /** The words of the host before its end would be the only trace of a full disk or a missing library. */
    @Test
    void theLastWordsOfTheAgentAreShown() throws Exception {
        String agent = "sh -c '\"$0\" \"$@\"; echo node goes down >&2; exit 9' " + Program.launcher();
        Ended ended = stream(
                () -> host.commands().stream()
                        .filter(process -> process.info().command().orElse("").endsWith("/java"))
                        .forEach(ProcessHandle::destroyForcibly),
                agent);
        assertThat(ended.exit()).isEqualTo(LOST);
        assertThat(ended.errorLine())
                .isEqualTo("error: the agent on " + host.destination() + " ended (exit 9): node goes down");
    }

    @Tag("A-R4")
    @Test
    void aHostThatHangsIsNoticedWithoutAnyQuestion() throws Exception {
        try (var client = MirrorClient.open(host, workspace.root().toString(), MirrorClient.ourAgent())) {
            client.await("the experiment", it -> it.experiments().contains(SyntheticWorkspace.EXPERIMENT));
            host.freeze();
            try {
                client.await("the loss", it -> it.mirror().state().link() instanceof Link.Lost);
            } finally {
                host.thaw();
            }
            assertThat(((Link.Lost) client.mirror().state().link()).reason().problem())
                    .isEqualTo(Problem.CONNECTION_LOST);
            assertThat(client.experiments()).contains(SyntheticWorkspace.EXPERIMENT);
        }
    }

    /** The agent is killed when so many bytes of a long answer are written; nothing of it counts. */
    @Tag("A-R1")
    @Test
    void anAgentThatIsKilledInTheMiddleOfAFrameAnswersNothing() throws Exception {
        String frame = "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":[{\"experiment_id\":\"half\",\"hostname\":\""
                + "h".repeat(4_000) + "\"}]}";
        Path answer = Files.writeString(folder.resolve("answer"), frame);
        for (int cut = 0; cut < 20; cut++) {
            int bytes = frame.length() * cut / 20;
            String agent =
                    "read -r hello; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\"}}';"
                            + " read -r question; head -c " + bytes + " '" + answer + "'; kill -9 $$";
            try (var client = MirrorClient.open(
                    host, workspace.root().toString(), List.of("sh", "-c", agent), TransportChoice.BUILTIN)) {
                assertThat(client.session().client().experiments(true))
                        .as("%d bytes", bytes)
                        .failsWithin(Duration.ofSeconds(30))
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(DisconnectedException.class);
                assertThat(client.session().end()).succeedsWithin(Duration.ofSeconds(30));
                client.await("the loss", it -> it.mirror().state().link() instanceof Link.Lost);
                assertThat(client.experiments()).isEmpty();
            }
        }
    }

    /** How the stream ended. */
    private record Ended(int exit, List<String> err) {
        String errorLine() {
            assertThat(err).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
            List<String> errors =
                    err.stream().filter(line -> line.startsWith("error: ")).toList();
            assertThat(errors).as("%s", err).hasSize(1);
            return errors.get(0);
        }
    }

    private interface Loss {
        void happen() throws Exception;
    }

    private Ended stream(Loss loss) throws Exception {
        return stream(loss, "'" + Program.launcher() + "'");
    }

    /** Follows the events from the command line, and lets the loss happen after the first one. */
    private Ended stream(Loss loss, String agent) throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.yaml"), "");
        Path errors = folder.resolve("err");
        Process client = Program.xpm(
                        "--settings",
                        settings.toString(),
                        "experiments",
                        "ssh-monitor",
                        "-o",
                        "-F " + host.configuration(),
                        "--remote-xpm",
                        agent,
                        host.destination(),
                        workspace.root().toString(),
                        "--no-reconnect",
                        "--events-viewer",
                        "--events-format",
                        "json")
                .errors(errors)
                .start();
        try (BufferedReader events = client.inputReader(StandardCharsets.UTF_8)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(errors).contains("connected, ") || !client.isAlive());
            workspace.start(1);
            assertThat(events.readLine()).isNotNull().startsWith("{");
            loss.happen();
            assertThat(client.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return new Ended(client.exitValue(), Files.readAllLines(errors));
        } finally {
            Program.end(client);
        }
    }
}
