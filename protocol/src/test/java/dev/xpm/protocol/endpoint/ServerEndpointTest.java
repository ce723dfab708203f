package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's side of the wire. Source: protocol.md 1.3, 1.4 and 1.7. */
@Tag("A-J5")
class ServerEndpointTest {
    private static final JsonMapper READER = StrictMapper.request();
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":1}";

    private ServerHarness server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerHarness()
                .when("experiments", arguments -> new Streamed<>(List.of()))
                .when(
                        "syncInfo",
                        arguments -> new ServerInfo(
                                UntrustedText.of("2.0"), UntrustedText.of("/w"), null, null, false, null, Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A line, the id that its answer must have as text, and the code of the error. */
    record Bad(String line, String id, int code) {}

    static List<Bad> badLines() {
        return List.of(
                new Bad("not json", "null", -32700),
                new Bad("{\"jsonrpc\":\"2.0\",", "null", -32700),
                new Bad("{} {}", "null", -32700),
                new Bad("\uFEFF" + CALL, "null", -32700),
                new Bad("NaN", "null", -32700),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":1e99999999999}", "null", -32700),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":1,\"id\":2}", "null", -32700),
                new Bad("{}", "null", -32600),
                new Bad("[]", "null", -32600),
                new Bad("5", "null", -32600),
                new Bad("true", "null", -32600),
                new Bad("null", "null", -32600),
                new Bad("\"text\"", "null", -32600),
                new Bad("{\"method\":\"get_experiments\",\"id\":7}", "7", -32600),
                new Bad("{\"jsonrpc\":\"1.0\",\"method\":\"get_experiments\",\"id\":\"a\"}", "\"a\"", -32600),
                new Bad("{\"jsonrpc\":2.0,\"method\":\"get_experiments\",\"id\":7}", "7", -32600),
                new Bad("{\"jsonrpc\":\"1.0\",\"method\":\"get_experiments\",\"id\":[1]}", "null", -32600),
                new Bad("{\"jsonrpc\":\"1.0\",\"method\":\"get_experiments\",\"id\":3.0}", "null", -32600),
                new Bad("{\"jsonrpc\":\"2.0\",\"id\":7}", "7", -32600),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":null}", "null", -32600),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"nope\",\"id\":7}", "7", -32601),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":5,\"id\":7}", "7", -32601),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":null,\"id\":7}", "7", -32601),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":[\"get_experiments\"],\"id\":7}", "7", -32601),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":[1],\"id\":7}", "7", -32602),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":\"x\",\"id\":7}", "7", -32602),
                new Bad(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":{\"since\":3},\"id\":7}",
                        "7",
                        -32602),
                new Bad(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"get_jobs\",\"params\":{\"tags\":[1]},\"id\":7}",
                        "7",
                        -32602),
                new Bad(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"x/log.read\",\"params\":{\"offset\":1.5},\"id\":7}",
                        "7",
                        -32602),
                new Bad(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"x/log.read\",\"params\":{\"offset\":9223372036854775808},\"id\":7}",
                        "7",
                        -32602),
                new Bad("[".repeat(65) + "]".repeat(65), "null", -32600),
                new Bad("[".repeat(100_000), "null", -32600),
                new Bad(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":" + "9".repeat(5_000) + "}",
                        "null",
                        -32600),
                new Bad("{\"jsonrpc\":\"2.0\",\"method\":\"" + "x".repeat(2 << 20) + "\",\"id\":7}", "null", -32600),
                new Bad("x".repeat((16 << 20) + 1), "null", -32600));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    @Tag("P13")
    @Tag("A-J2")
    @Tag("A-J1")
    void aBadLineIsAnsweredWithAnErrorAndTheNextOneIsServed(Bad bad) throws Exception {
        server.say(bad.line());
        String answer = server.next();
        JsonNode tree = READER.readTree(answer);
        assertThat(tree.at("/error/code").asInt()).as(answer).isEqualTo(bad.code());
        assertThat(tree.at("/error/message").textValue()).isNotEmpty().hasSizeLessThan(3 << 20);
        assertThat(answer).contains("\"id\":" + bad.id());
        assertThat(tree.has("result")).isFalse();
        assertThat(tree.path("jsonrpc").textValue()).isEqualTo("2.0");
        assertThat(server.talk(CALL)).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}");
    }

    @Test
    @Tag("A-J4")
    void invalidUtf8IsAnsweredWithAParseError() throws Exception {
        server.say(new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', '}', '\n'});
        assertThat(READER.readTree(server.next()).at("/error/code").asInt()).isEqualTo(-32700);
        assertThat(server.talk(CALL)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"nope\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"error\":null,\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"result\":1,\"id\":9}",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\"}]",
                "",
                "   "
            })
    void notificationsAnswersAndBlankLinesGetNoReply(String line) throws Exception {
        assertThat(server.talk(line, CALL)).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0",
                "-7",
                "3.0",
                "1e2",
                "1.50",
                "-0.0",
                "1E400",
                "9223372036854775808",
                "123456789012345678901234567890",
                "\"7\"",
                "\"\"",
                "\"\\u00e9\"",
                "\"\\ud800\"",
                "true",
                "false",
                "[1,\"a\"]",
                "{\"a\":null}"
            })
    void theIdComesBackWithItsTypeAndText(String id) throws Exception {
        String request = "{\"id\":" + id + ",\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\"}";
        List<String> answers = server.talk(request);
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0)).containsIgnoringCase("\"id\":" + id);
    }

    @Test
    void theIdOfARequestIsNotTakenFromItsParams() throws Exception {
        String request = "{\"jsonrpc\":\"2.0\",\"params\":{\"id\":9.5},\"method\":\"get_experiments\",\"id\":1.50}";
        assertThat(server.talk(request).get(0)).contains("\"id\":1.50");
    }

    @Test
    void aBatchIsAnsweredByOneArrayWithoutItsNotifications() throws Exception {
        String batch = "[" + CALL + ",{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\"},5,"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"nope\",\"id\":3.0},[]]";
        List<String> answers = server.talk(batch);
        assertThat(answers).hasSize(1);
        JsonNode array = READER.readTree(answers.get(0));
        assertThat(array).hasSize(4);
        assertThat(array.at("/0/result").isArray()).isTrue();
        assertThat(array.at("/1/error/code").asInt()).isEqualTo(-32600);
        assertThat(array.at("/1/id").isNull()).isTrue();
        assertThat(array.at("/2/error/code").asInt()).isEqualTo(-32601);
        assertThat(answers.get(0)).contains("\"id\":3.0");
    }

    @Test
    void theIdsOfABatchKeepTheirTextToo() throws Exception {
        String batch = "[{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":1e2},"
                + "{\"jsonrpc\":\"2.0\",\"params\":{\"id\":4.50},\"method\":\"get_experiments\",\"id\":1.50}]";
        assertThat(server.talk(batch).get(0)).contains("\"id\":1e2").contains("\"id\":1.50");
    }

    @Test
    void absentNullAndUnknownParamsAreFine() throws Exception {
        assertThat(
                        server.talk(
                                CALL,
                                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":null,\"id\":1}",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":{\"color\":3},\"extra\":1,\"id\":1}",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"params\":{\"since\":null,\"refresh\":\"yes\"},\"id\":1}"))
                .hasSize(4)
                .containsOnly("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}");
    }

    @Test
    void aSuccessCarriesAResultEvenWhenItIsNull() throws Exception {
        assertThat(server.talk(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiment\",\"params\":{\"experiment_id\":\"a\"},\"id\":1}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"execute_warning_action\",\"id\":2}"))
                .containsExactlyInAnyOrder(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":null}");
    }

    @Test
    void aFailureOfAMethodBecomesAnErrorWithoutItsInsides() throws Exception {
        server.when("experiments", arguments -> {
            throw new IllegalStateException("/home/secret/path");
        });
        server.when("experiment", arguments -> {
            throw RpcException.invalidParams("experiment_id is required");
        });
        List<String> answers =
                server.talk(CALL, "{\"jsonrpc\":\"2.0\",\"method\":\"get_experiment\",\"params\":{},\"id\":2}");
        assertThat(answers).anySatisfy(answer -> assertThat(answer)
                .contains("-32603")
                .doesNotContain("secret")
                .doesNotContain("at dev.xpm")
                .doesNotContain("data"));
        assertThat(answers)
                .contains("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32602,"
                        + "\"message\":\"experiment_id is required\"}}");
    }

    @Test
    void aLastLineWithoutAnEndIsAnsweredAndTheServerSaysGoodbyeOnce() throws Exception {
        server.say(CALL.getBytes(StandardCharsets.UTF_8));
        assertThat(server.hangUp())
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\","
                                + "\"params\":{\"reason\":\"server_shutdown\"}}");
    }

    @Tag("A-R12")
    @Test
    @Tag("P10")
    void theHandshakeAndShortRequestsAreAnsweredBesideALongOne() throws Exception {
        var release = new CountDownLatch(1);
        server.when("allJobs", arguments -> {
            release.await();
            return new Streamed<>(List.of());
        });
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_all_jobs\",\"id\":1}");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":2}");
        assertThat(server.next()).contains("\"id\":2");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_sync_info\",\"id\":3}");
        assertThat(server.next()).contains("\"id\":3").contains("\"protocol_version\":\"2.0\"");
        release.countDown();
        assertThat(server.next()).contains("\"id\":1");
    }

    @Test
    void theSurplusOfRequestsIsRefusedAndTheRestIsAnswered() throws Exception {
        var release = new CountDownLatch(1);
        server.when("allJobs", arguments -> {
            release.await();
            return new Streamed<>(List.of());
        });
        for (int id = 1; id <= 400; id++) {
            server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_all_jobs\",\"id\":" + id + "}");
        }
        var answers = new ArrayList<String>();
        while (answers.size() < 144) {
            answers.add(server.next());
        }
        assertThat(answers).allMatch(answer -> answer.contains("-32010"));
        release.countDown();
        while (answers.size() < 400) {
            answers.add(server.next());
        }
        assertThat(answers).doesNotHaveDuplicates();
        assertThat(answers.stream().filter(answer -> answer.contains("\"result\":[]")))
                .hasSize(256);
    }

    @Test
    void aRequestThatNeverEndsDoesNotKeepTheServer() throws Exception {
        server.when("allJobs", arguments -> {
            new CountDownLatch(1).await();
            return null;
        });
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_all_jobs\",\"id\":1}");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiments\",\"id\":2}");
        assertThat(server.hangUp()).hasSizeBetween(2, 3).last().asString().contains("notification.shutdown");
        org.awaitility.Awaitility.await().until(server::hasEnded);
    }

    @Test
    void noticesAndAnswersKeepTheirOrder() throws Exception {
        for (int count = 0; count < 100; count++) {
            server.send(new Notice.StateEvent(new WorkspaceEvent.ExperimentUpdated(count, Samples.SWEEP)));
        }
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_sync_info\",\"id\":1}");
        for (int count = 0; count < 100; count++) {
            assertThat(server.next()).contains("\"timestamp\":" + (double) count);
        }
        assertThat(server.next()).contains("\"id\":1");
    }

    @Test
    void aLongListIsWrittenItemByItem() throws Exception {
        var jobs = new ArrayList<dev.xpm.protocol.workspace.Job>();
        for (int number = 0; number < 20_000; number++) {
            jobs.add(new JobFold(Samples.KEY)
                    .retryCount(number)
                    .state(JobState.DONE)
                    .snapshot());
        }
        server.when("allJobs", arguments -> new Streamed<>(jobs));
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"get_all_jobs\",\"id\":1}");
        JsonNode answer = StrictMapper.answer().readTree(server.next());
        assertThat(answer.path("result")).hasSize(20_000);
        assertThat(answer.at("/result/19999/retry_count").asInt()).isEqualTo(19_999);
    }

    @Test
    void nothingButAsciiIsWritten() throws Exception {
        server.when("experiment", arguments -> {
            throw new RpcException(-32602, "é \u2028 \ud800 日本 \u001b");
        });
        String answer = server.talk("{\"jsonrpc\":\"2.0\",\"method\":\"get_experiment\",\"id\":\"é\"}")
                .get(0);
        assertThat(answer.chars()).allMatch(unit -> unit >= 0x20 && unit < 0x7F);
    }

    @Test
    void aWholeNumberStaysWholeInAMapOfTags() throws Exception {
        server.when("tagsMap", arguments -> Map.of("9c41", Map.of("size", new JsonValue.Numeric("64"))));
        assertThat(
                        server.talk(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"get_tags_map\",\"params\":{\"experiment_id\":\"a\"},\"id\":1}"))
                .singleElement()
                .asString()
                .contains("{\"size\":64}");
    }
}
