package dev.xpm.protocol.endpoint;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.ClientInfo;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.DisconnectedException;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.Listing;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side of the wire: it survives whatever a peer writes. Source: protocol.md 1.9, 6.3, 8. */
class WorkspaceClientTest {
    private ClientHarness peer;

    @BeforeEach
    void open() throws Exception {
        peer = new ClientHarness();
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    static List<String> deadlyLines() {
        return List.of(
                "5",
                "3.5",
                "null",
                "true",
                "false",
                "\"text\"",
                "[]",
                "[1,2]",
                "{}",
                "not json",
                "\u001b[1m\u001b[31mred\u001b[0m",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":[]}",
                "{\"jsonrpc\":2.0,\"id\":1,\"result\":[]}",
                "{\"id\":1,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32700,\"message\":\"parse\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":18446744073709551616,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":999,\"error\":null,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":999,\"error\":\"text\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":999,\"error\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":[],\"data\":{}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":\"JobSubmittedEvent\",\"data\":null}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":\"ExperimentJobStateEvent\",\"data\":{\"tags\":null,\"depends_on\":null}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":\"ExperimentJobStateEvent\",\"data\":{\"tags\":{\"a\":1},\"timestamp\":NaN}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.unknown\",\"params\":3}",
                "{\"jsonrpc\":\"2.0\",\"method\":[1],\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x/log.data\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":1}",
                "[".repeat(100_000),
                "{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":" + "9".repeat(5_000) + "}");
    }

    @Tag("A-R14")
    @ParameterizedTest
    @MethodSource("deadlyLines")
    @Tag("P8")
    void noLineOfThePeerEndsTheSession(String line) throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        // Ids of answers above name no request or this one's; only a well-formed answer may complete it.
        peer.say(line.replace("\"id\":1,", "\"id\":1001,"));
        peer.answer(request, "[]");
        assertThat(call.get(30, SECONDS).items()).isEmpty();
        assertThat(peer.ends).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c328", "ff", "feff007b", "efbbbf7b7d", "00000000", "7b22c3227d", "eda080"})
    void bytesThatAreNoTextDoNotEndTheSession(String hex) throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        peer.say(java.util.HexFormat.of().parseHex(hex + "0a"));
        peer.answer(request, "[]");
        assertThat(call.get(30, SECONDS).items()).isEmpty();
    }

    @Tag("A-J1")
    @Test
    void aLineWithoutMeasureIsSkipped() throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        byte[] chunk = new byte[1 << 20];
        java.util.Arrays.fill(chunk, (byte) 'x');
        for (int count = 0; count < 70; count++) {
            peer.say(chunk);
        }
        peer.say("\n".getBytes(StandardCharsets.UTF_8));
        peer.answer(request, "[]");
        assertThat(call.get(60, SECONDS).items()).isEmpty();
        assertThat(peer.client.noise()).hasSize(1);
        assertThat(peer.client.noise().get(0).raw()).contains("73400320");
    }

    @Test
    void aPeerThatReadsNoMoreIsHeardToItsEnd() throws Exception {
        var writer = new CompletableFuture<Thread>();
        var heardAtEnd = new CompletableFuture<List<UntrustedText>>();
        var opened = new CompletableFuture<WorkspaceClient>();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writer.complete(Thread.currentThread());
                throw new IOException("Broken pipe");
            }
        };
        Pipe words = Pipe.open();
        try (OutputStream peerWords = Channels.newOutputStream(words.sink());
                var client = WorkspaceClient.open(
                        Channels.newInputStream(words.source()),
                        broken,
                        onEnd(() -> heardAtEnd.complete(opened.join().noise())),
                        Duration.ofSeconds(30),
                        "under-test")) {
            opened.complete(client);
            var pending = client.experiments(false);
            Thread writing = writer.get(10, TimeUnit.SECONDS);
            await().until(() -> heardAtEnd.isDone() || writing.getState() == Thread.State.TIMED_WAITING);
            peerWords.write("no such module\n".getBytes(StandardCharsets.UTF_8));
            words.sink().close();

            assertThat(heardAtEnd.get(10, TimeUnit.SECONDS))
                    .extracting(UntrustedText::raw)
                    .containsExactly("no such module");
            assertThat(pending).isCompletedExceptionally();
        }
    }

    private static ConnectionListener onEnd(Runnable action) {
        return new ConnectionListener() {
            @Override
            public void onEvent(WorkspaceEvent event) {}

            @Override
            public void onLog(long subscription, LogSlice slice) {}

            @Override
            public void onShutdown(UntrustedText reason) {}

            @Override
            public void onEnd(IOException reason) {
                action.run();
            }
        };
    }

    @Test
    void noiseIsKeptForTheDiagnosisUpToABound() throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        peer.say("Welcome to the cluster");
        for (int count = 0; count < 500; count++) {
            peer.say("x".repeat(3_000));
        }
        peer.answer(request, "[]");
        call.get(30, SECONDS);
        List<UntrustedText> noise = peer.client.noise();
        assertThat(noise.get(0).raw()).isEqualTo("Welcome to the cluster");
        assertThat(noise.stream().mapToInt(line -> line.raw().length()).sum()).isBetween(60_000, 64 << 10);
        assertThat(noise).allMatch(line -> line.raw().length() <= 2_000);
    }

    @Test
    void answersInAnyOrderReachTheirCalls() throws Exception {
        var first = peer.client.experiments(false);
        var second = peer.client.warnings();
        JsonNode one = peer.request();
        JsonNode two = peer.request();
        peer.answer(two, "{\"warnings\":[{\"warning_key\":\"w\"}]}");
        peer.answer(one, "[{\"experiment_id\":\"a\"}]");
        assertThat(first.get(30, SECONDS).items())
                .extracting(Experiment::id)
                .extracting(Object::toString)
                .hasSize(1);
        assertThat(second.get(30, SECONDS).get(0).key()).isEqualTo(UntrustedText.of("w"));
        assertThat(one.path("id").asInt()).isEqualTo(1);
        assertThat(two.path("id").asInt()).isEqualTo(2);
    }

    @Test
    void aNameThatIsNotUtf8DoesNotSpoilTheList() throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        peer.answer(
                request,
                "[{\"experiment_id\":\"a\\\\udc80 \\udc80 \\ud83c\\udf89\",\"job_states\":{\"\\udc80\":\"done\"}}]");
        Listing<Experiment> listing = call.get(30, SECONDS);
        assertThat(listing.items()).singleElement().satisfies(experiment -> {
            assertThat(experiment.id().value()).isEqualTo("a\\udc80 \udc80 \ud83c\udf89");
            assertThat(experiment.jobStates()).hasSize(1);
        });
    }

    @Test
    @Tag("P33")
    void oneBadEntryDoesNotSpoilTheList() throws Exception {
        var call = peer.client.jobs(Samples.SWEEP, null, false);
        JsonNode request = peer.request();
        peer.answer(
                request, "[{\"job_id\":\"a\",\"task_id\":\"t\"},null,3,{\"job_id\":\"../x\",\"task_id\":\"t\"},[]]");
        Listing<Job> listing = call.get(30, SECONDS);
        assertThat(listing.items()).hasSize(1);
        assertThat(listing.unreadable()).isEqualTo(4);
    }

    @Test
    void theFirstRequestSaysWhoAsks() throws Exception {
        var call = peer.client.hello(new ClientInfo("xpm", "0.1.0", Map.of("log", 1)), Duration.ofSeconds(30));
        JsonNode request = peer.request();
        assertThat(request.toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"get_sync_info\",\"params\":{\"client\":{"
                        + "\"name\":\"xpm\",\"version\":\"0.1.0\"},\"x\":{\"log\":1}},\"id\":1}"
                                .replace("\"name\":\"xpm\",\"version\":\"0.1.0\"", inOrder(request)));
        peer.answer(request, "{\"protocol_version\":\"2.0\",\"workspace_path\":\"/w\"}");
        ServerInfo info = call.get(30, SECONDS);
        assertThat(info.workspacePath()).isEqualTo(UntrustedText.of("/w"));
    }

    @Test
    void methodsOfTheOriginalGetTheKeysThatItsClientSends() throws Exception {
        var calls = List.of(
                peer.client.experiments(true),
                peer.client.jobs(Samples.SWEEP, Samples.RUN, false),
                peer.client.services(Samples.SWEEP, null),
                peer.client.warnings());
        assertThat(peer.request().path("params").toString()).isEqualTo("{\"since\":null,\"refresh\":true}");
        assertThat(peer.request().path("params").toString())
                .isEqualTo(
                        "{\"experiment_id\":\"sweep\",\"run_id\":\"20260301_101500\",\"task_id\":null,\"state\":null,"
                                + "\"tags\":null,\"since\":null,\"refresh\":false}");
        assertThat(peer.request().path("params").toString()).isEqualTo("{\"experiment_id\":\"sweep\",\"run_id\":null}");
        assertThat(peer.request().has("params")).isFalse();
        assertThat(calls).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void anErrorAnswerCarriesCodeAndText() throws Exception {
        var call = peer.client.experiments(false);
        JsonNode request = peer.request();
        peer.say(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null,\"error\":{\"code\":-32602,\"message\":\"bad \\u001b[2J\",\"data\":{}}}");
        assertThat(request.path("id").asInt()).isEqualTo(1);
        assertThatThrownBy(() -> call.get(30, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(RpcException.class, error -> {
                    assertThat(error.code()).isEqualTo(-32602);
                    assertThat(error.text().forTerminal()).isEqualTo("bad ␛[2J");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "{}", "[]", "{\"code\":\"x\"}", "7"})
    void aMisshapenErrorFailsItsCall(String error) throws Exception {
        var call = peer.client.experiments(false);
        peer.request();
        peer.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":" + error + "}");
        assertThatThrownBy(() -> call.get(30, SECONDS)).hasCauseInstanceOf(RpcException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "3", "{}", "\"x\""})
    void aListThatIsNoneFailsItsCall(String result) throws Exception {
        var call = peer.client.experiments(false);
        peer.answer(peer.request(), result);
        assertThatThrownBy(() -> call.get(30, SECONDS)).hasCauseInstanceOf(RpcException.class);
    }

    @Tag("A-R1")
    @Test
    @Tag("P7")
    void pendingCallsFailAtOnceWhenTheStreamEnds() throws Exception {
        var calls = new ArrayList<CompletableFuture<?>>();
        for (int count = 0; count < 50; count++) {
            calls.add(peer.client.experiments(false));
        }
        peer.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"resu".getBytes(StandardCharsets.UTF_8));
        peer.hangUp();
        for (CompletableFuture<?> call : calls) {
            assertThatThrownBy(() -> call.get(10, SECONDS)).hasCauseInstanceOf(DisconnectedException.class);
        }
        await().until(() -> peer.ends.size() == 1);
        assertThatThrownBy(() -> peer.client.warnings().get(10, SECONDS))
                .hasCauseInstanceOf(DisconnectedException.class);
    }

    /** A frame of four kilobytes that breaks off after each of its bytes. */
    @Tag("A-R1")
    @Test
    void aFrameThatIsCutAtAnyByteIsNoAnswerAndFailsItsCall() throws Exception {
        String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[{\"experiment_id\":\"" + "e".repeat(200)
                + "\",\"hostname\":\"" + "h".repeat(3_800) + "\"}]}";
        byte[] bytes = (frame + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(bytes.length).isBetween(4_000, 4_200);
        for (int length = 0; length < bytes.length - 1; length++) {
            var asked = new CountDownLatch(1);
            var ended = new CompletableFuture<Void>();
            try (var client = WorkspaceClient.open(
                    new Withheld(asked, bytes, length),
                    OutputStream.nullOutputStream(),
                    onEnd(() -> ended.complete(null)),
                    Duration.ofSeconds(30),
                    "cut")) {
                var call = client.experiments(false);
                asked.countDown();
                assertThatThrownBy(() -> call.get(10, SECONDS))
                        .as("after %d bytes", length)
                        .hasCauseInstanceOf(DisconnectedException.class);
                ended.get(10, SECONDS);
            }
        }
        var asked = new CountDownLatch(1);
        try (var client = WorkspaceClient.open(
                new Withheld(asked, bytes, bytes.length),
                OutputStream.nullOutputStream(),
                onEnd(() -> {}),
                Duration.ofSeconds(30),
                "whole")) {
            var call = client.experiments(false);
            asked.countDown();
            assertThat(call.get(10, SECONDS).items()).hasSize(1);
        }
    }

    /** Some bytes, which come when they are released, and then the end. */
    private static final class Withheld extends FilterInputStream {
        private final CountDownLatch released;

        Withheld(CountDownLatch released, byte[] bytes, int length) {
            super(new ByteArrayInputStream(bytes, 0, length));
            this.released = released;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return super.read(target, offset, length);
        }
    }

    @Test
    void closingEndsPendingCallsOnceAndTellsThePeer() throws Exception {
        var call = peer.client.experiments(false);
        peer.request();
        peer.client.close();
        peer.client.close();
        assertThatThrownBy(() -> call.get(10, SECONDS)).hasCauseInstanceOf(DisconnectedException.class);
        assertThat(peer.request()).isNull();
        assertThat(peer.ends).hasSize(1);
    }

    @Tag("A-R13")
    @Test
    void aLateAnswerIsIgnored() throws Exception {
        try (var quick = new ClientHarness(Duration.ofMillis(20))) {
            var late = quick.client.experiments(false);
            JsonNode request = quick.request();
            assertThatThrownBy(() -> late.get(30, SECONDS)).hasCauseInstanceOf(TimeoutException.class);
            quick.answer(request, "[]");
            quick.answer(request, "[]");
            var info = quick.client.hello(new ClientInfo("a", "b", Map.of()), Duration.ofSeconds(30));
            quick.answer(quick.request(), "{\"protocol_version\":\"2.0\"}");
            assertThat(info.get(30, SECONDS).protocolVersion()).isEqualTo(UntrustedText.of("2.0"));
        }
    }

    @Test
    void aPeerThatDoesNotReadCannotMakeTheQueueGrow() {
        var calls = new ArrayList<CompletableFuture<?>>();
        for (int count = 0; count < 5_000; count++) {
            calls.add(peer.client.experiments(false));
        }
        var refused = calls.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .toList();
        assertThat(refused).isNotEmpty();
        assertThatThrownBy(() -> refused.get(0).get(1, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    }

    @Test
    void eventsAndLogsArriveInTheOrderOfTheWire() throws Exception {
        peer.say("{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":"
                + "\"ExperimentUpdatedEvent\",\"data\":{\"timestamp\":1,\"experiment_id\":\"sweep\"},\"seq\":5}}");
        peer.say(
                "{\"jsonrpc\":\"2.0\",\"method\":\"x/log.data\",\"params\":{\"subscription\":5,\"offset\":0,\"next\":3,"
                        + "\"size\":3,\"file\":\"f\",\"eof\":true,\"text\":\"abc\"}}");
        peer.say("{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":"
                + "\"EventBase\",\"data\":{\"timestamp\":2}}}");
        peer.say("{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\",\"params\":{\"reason\":\"idle_timeout\"}}");
        await().until(() -> peer.heard.size() == 4);
        assertThat(peer.heard.get(0)).isEqualTo(new WorkspaceEvent.ExperimentUpdated(1, Samples.SWEEP));
        assertThat(((LogSlice) peer.heard.get(1)).text()).isEqualTo(UntrustedText.of("abc"));
        assertThat(peer.heard.get(2)).isInstanceOf(WorkspaceEvent.Unknown.class);
        assertThat(peer.heard.get(3)).isEqualTo(UntrustedText.of("idle_timeout"));
    }

    @Test
    void logsAreAskedForByJobStreamAndPlace() throws Exception {
        var read = peer.client.readLog(Samples.KEY, LogStream.STDERR, -100, 4_096);
        JsonNode request = peer.request();
        assertThat(request.path("method").textValue()).isEqualTo("x/log.read");
        assertThat(request.path("params").toString())
                .isEqualTo(
                        "{\"task_id\":\"demo.train\",\"job_id\":\"9c41\",\"stream\":\"stderr\",\"offset\":-100,\"limit\":4096}");
        peer.answer(
                request,
                "{\"offset\":0,\"next\":2,\"size\":2,\"mtime\":null,\"file\":\"\",\"eof\":true,\"text\":\"a\\n\"}");
        assertThat(read.get(30, SECONDS).next()).isEqualTo(2);
        var follow = peer.client.followLog(Samples.KEY, LogStream.STDOUT, 2);
        peer.answer(peer.request(), "{\"subscription\":5}");
        assertThat(follow.get(30, SECONDS)).isEqualTo(5);
        var unfollow = peer.client.unfollowLog(5);
        peer.answer(peer.request(), "{}");
        assertThat(unfollow.get(30, SECONDS)).isTrue();
    }

    private static String inOrder(JsonNode request) {
        String client = request.at("/params/client").toString();
        return client.substring(1, client.length() - 1);
    }
}
