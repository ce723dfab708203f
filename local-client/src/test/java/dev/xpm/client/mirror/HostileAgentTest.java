package dev.xpm.client.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.RawPeer;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A peer that tries everything a peer can say. After each attempt the session still answers, what it showed before is still
 * shown, and nothing that could act reaches a face. Source: assurance.md N5, protocol.md 1.9.
 */
@Tag("A-N5")
@Tag("A-R13")
@Tag("P8")
class HostileAgentTest {
    private static final String HONEST = "[{\"experiment_id\": \"sweep\", \"run_id\": \"20260301_101500\", \"status\":"
            + " \"running\", \"job_states\": {\"j\": \"running\"}, \"job_infos\": {}}]";

    private static final String ESCAPES =
            "\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202ekcab\\u0000\\u001bP$q\\u001b\\\\";

    /** An attempt: lines to say, or something that needs more than lines. */
    private record Attack(String name, Attempt attempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Attempt {
        void make(RawPeer peer) throws Exception;
    }

    static Stream<Attack> attacks() {
        var all = new ArrayList<Attack>();
        List.of(
                        "1",
                        "null",
                        "true",
                        "\"text\"",
                        "[]",
                        "[1, 2, {}]",
                        "{}",
                        "{\"jsonrpc\": \"1.0\"}",
                        "{\"jsonrpc\": 2.0, \"method\": \"x\"}",
                        "not json \\u001b[31m",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": null, \"error\": null}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 99999, \"result\": {}}",
                        "{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": -32700, \"message\": \"x\"}}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 0, \"error\": {\"code\": -32700, \"message\": \"x\"}}",
                        "{\"jsonrpc\": \"2.0\", \"id\": -1, \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": \"1\", \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1.5, \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 99999999999999999999999999, \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": [1], \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"error\": \"text\"}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"error\": {}}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"run_this\", \"params\": {\"cmd\": \"touch x\"}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": [\"a\"], \"params\": {}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": [1]}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\"}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.shutdown\", \"params\": [1]}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.shutdown\", \"params\": {\"reason\": {}}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.file_changed\", \"params\": 3}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"x/log.data\", \"params\": {\"subscription\": 3}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"x/log.data\", \"params\": {\"subscription\": \"a\", \"offset\": -9,"
                                + " \"text\": 3}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"x/resync\"}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"x/resync\", \"params\": {\"epoch\": 3, \"seq\": \"a\","
                                + " \"experiments\": {\"a\": 1}}}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"x/resync\", \"params\": {\"experiments\": [\"../..\", 3, null]}}",
                        "{\"jsonrpc\": \"2.0\", \"jsonrpc\": \"2.0\", \"id\": 1, \"id\": 2, \"result\": 1}",
                        "\\ufeff{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": 1}",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": 1} trailing")
                .forEach(line -> all.add(new Attack(line, peer -> peer.say(line))));
        Stream.of(
                        "\"event_type\": [1], \"data\": {}",
                        "\"event_type\": \"NoSuchEvent\", \"data\": {\"a\": 1}",
                        "\"event_type\": \"EventBase\", \"data\": {\"timestamp\": 1}",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": null",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": {\"job_id\": \"../../etc\", \"state\": \"done\"}",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": {\"job_id\": \"j\", \"state\": {}}",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": {\"job_id\": 3, \"task_id\": [], \"state\": 4}",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": {\"job_id\": \"j\", \"state\": \""
                                + ESCAPES + "\"}",
                        "\"event_type\": \"JobStateChangedEvent\", \"data\": {\"job_id\": \"j\", \"timestamp\": 1e400}",
                        "\"event_type\": \"JobProgressEvent\", \"data\": {\"job_id\": \"j\", \"level\": 2000000000,"
                                + " \"progress\": 1e308}",
                        "\"event_type\": \"JobProgressEvent\", \"data\": {\"job_id\": \"j\", \"level\": -1, \"progress\": NaN}",
                        "\"event_type\": \"CarbonMetricsEvent\", \"data\": {\"job_id\": \"j\", \"co2_kg\": -Infinity}",
                        "\"event_type\": \"ExperimentJobStateEvent\", \"data\": {\"experiment_id\": \"sweep\", \"job_id\":"
                                + " \"k\", \"task_id\": \"t\", \"scheduler_state\": \"submitted\", \"tags\": null,"
                                + " \"depends_on\": null}",
                        "\"event_type\": \"ExperimentJobStateEvent\", \"data\": {\"experiment_id\": \"sweep\", \"job_id\":"
                                + " \"/abs/olute\", \"tags\": {\"a\": 1}}",
                        "\"event_type\": \"ExperimentJobStateEvent\", \"data\": {\"experiment_id\": \"sweep\", \"job_id\":"
                                + " \"" + ESCAPES + "\", \"task_id\": \"" + ESCAPES
                                + "\", \"scheduler_state\": \"submitted\"}",
                        "\"event_type\": \"ExperimentUpdatedEvent\", \"data\": {\"experiment_id\": \"..\"}",
                        "\"event_type\": \"RunCompletedEvent\", \"data\": {\"experiment_id\": \"\", \"run_id\": \"\"}",
                        "\"event_type\": \"ServiceAddedEvent\", \"data\": {\"experiment_id\": \"sweep\", \"service_id\":"
                                + " \"" + ESCAPES
                                + "\", \"service_class\": \"java.lang.Runtime\", \"state_dict\": [1]}",
                        "\"event_type\": \"WarningEvent\", \"data\": {\"warning_key\": \"" + ESCAPES
                                + "\", \"description\": \"" + ESCAPES + "\", \"actions\": 3}",
                        "\"event_type\": \"ErrorEvent\", \"data\": {\"error_message\": \"" + ESCAPES + "\"}",
                        "\"epoch\": \"e\", \"seq\": 9223372036854775807, \"event_type\": \"ExperimentUpdatedEvent\","
                                + " \"data\": {}",
                        "\"epoch\": \"e\", \"seq\": -5, \"event_type\": \"ExperimentUpdatedEvent\", \"data\": {}",
                        "\"epoch\": \"another\", \"seq\": 1, \"event_type\": \"ExperimentUpdatedEvent\", \"data\": {}")
                .forEach(fields -> all.add(new Attack(fields, peer -> peer.say(event(fields)))));
        all.add(new Attack("bytes that are no text", peer -> peer.say(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'})));
        all.add(new Attack("half a character", peer -> peer.say(event("\"event_type\": \"\\ud800\", \"data\": {}"))));
        all.add(new Attack("100,000 brackets", peer -> peer.say("[".repeat(100_000))));
        all.add(new Attack(
                "an object 5,000 deep", peer -> peer.say("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000))));
        all.add(new Attack(
                "a number of 100,000 digits",
                peer -> peer.say("{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": " + "9".repeat(100_000) + "}")));
        all.add(new Attack(
                "a name of a megabyte",
                peer -> peer.say(event("\"event_type\": \"" + "x".repeat(1 << 20) + "\", \"data\": {\"a\": \""
                        + "y".repeat(1 << 20) + "\"}"))));
        all.add(new Attack("100,000 keys", peer -> {
            var keys = new StringBuilder("{\"jsonrpc\": \"2.0\", \"method\": \"x\", \"params\": {\"a\": 1");
            for (int key = 0; key < 100_000; key++) {
                keys.append(", \"k").append(key).append("\": 1");
            }
            peer.say(keys + "}}");
        }));
        all.add(new Attack("a line that is longer than any may be", peer -> {
            byte[] piece = "z".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int megabyte = 0; megabyte < 70; megabyte++) {
                peer.say(piece);
            }
            peer.say("");
        }));
        all.add(new Attack(
                "20,000 unknown notifications",
                flood("{\"jsonrpc\": \"2.0\", \"method\": \"what\", \"params\": {}}", 20_000)));
        all.add(new Attack(
                "20,000 answers to nothing", flood("{\"jsonrpc\": \"2.0\", \"id\": 123456, \"result\": []}", 20_000)));
        all.add(new Attack(
                "50,000 events",
                flood(
                        event(
                                "\"event_type\": \"JobProgressEvent\", \"data\": {\"job_id\": \"j\", \"level\": 0, \"progress\": 0.5}"),
                        50_000)));
        all.add(new Attack("15,000 warnings", peer -> {
            for (int number = 0; number < 15_000; number++) {
                peer.say(event("\"event_type\": \"WarningEvent\", \"data\": {\"warning_key\": \"w" + number + "\"}"));
            }
        }));
        all.add(new Attack("20,000 lines of noise", flood("module load " + "q".repeat(50), 20_000)));
        all.add(new Attack(
                "10,000 requests to reload",
                flood("{\"jsonrpc\": \"2.0\", \"method\": \"x/resync\", \"params\": {}}", 10_000)));
        all.add(new Attack(
                "10,000 goodbyes",
                flood(
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notification.shutdown\", \"params\": {\"reason\": \"x\"}}",
                        10_000)));
        all.add(new Attack("10,000 lines of complaints with escapes", peer -> {
            for (int line = 0; line < 10_000; line++) {
                peer.complain("\u001b]52;c;AAAA\u0007 complaint \u009b2J\n");
            }
        }));
        all.add(new Attack("a complaint without an end", peer -> peer.complain("c".repeat(3 << 20))));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void getsNowhere(Attack attack) throws Exception {
        try (var mirror = mirror();
                var peer = new RawPeer(mirror)) {
            peer.results.put("get_experiments", HONEST);
            mirror.attach(peer.session());
            await().until(() -> !mirror.state().experiments().orElse(List.of()).isEmpty());
            attack.attempt().make(peer);
            assertThat(peer.session()
                            .client()
                            .experiments(false)
                            .get(30, TimeUnit.SECONDS)
                            .items())
                    .hasSize(1);
            assertThat(peer.session().endReason()).isNull();
            assertBounded(mirror, peer);
            assertTame(mirror.state());
        }
    }

    /** Answers of the wrong kind to every question of the first screen. */
    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void anAnswerOfTheWrongKindIsARefusalAndNoMore(String answer) throws Exception {
        try (var mirror = mirror();
                var peer = new RawPeer(mirror)) {
            peer.results.put("get_experiments", answer);
            mirror.attach(peer.session());
            await().until(() -> !(mirror.state().experiments() instanceof Answer.Loading));
            assertTame(mirror.state());
            peer.results.put("get_experiments", HONEST);
            mirror.refresh();
            await().untilAsserted(() ->
                    assertThat(mirror.state().experiments().orElse(List.of())).hasSize(1));
        }
    }

    static Stream<String> wrongAnswers() {
        return Stream.of(
                "3",
                "null",
                "\"text\"",
                "{}",
                "[1, null, \"a\", []]",
                "[{\"experiment_id\": 3}]",
                "[{\"experiment_id\": \"../..\"}]",
                "[{\"experiment_id\": \"" + ESCAPES + "\", \"run_id\": \"" + ESCAPES + "\", \"hostname\": \"" + ESCAPES
                        + "\"}]",
                "[{\"experiment_id\": \"a\", \"job_states\": [1], \"job_infos\": \"x\", \"services\": 3}]",
                "[{\"experiment_id\": \"a\", \"started_at\": \"99999-99-99\", \"ended_at\": {}}]");
    }

    @Test
    void thereAreAtLeastSixtyAttempts() {
        assertThat(attacks().count() + wrongAnswers().count()).isGreaterThanOrEqualTo(60);
    }

    private static WorkspaceMirror mirror() {
        return new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws")),
                new HurriedTime("xpm-mirror", Clock.systemUTC()));
    }

    private static void assertBounded(WorkspaceMirror mirror, RawPeer peer) {
        assertThat(peer.session().client().noise().stream()
                        .mapToInt(line -> line.raw().length())
                        .sum())
                .isLessThanOrEqualTo(64 << 10);
        assertThat(mirror.state().output()).hasSizeLessThanOrEqualTo(10_000);
        assertThat(mirror.state().warnings()).hasSizeLessThanOrEqualTo(10_000);
    }

    /** No text of the state holds, once cleaned for a face, anything that acts on a terminal or a page. */
    private static void assertTame(MirrorState state) {
        var texts = new ArrayList<UntrustedText>(state.output());
        state.experiments()
                .orElse(List.of())
                .forEach(experiment -> texts.add(experiment.id().display()));
        state.warnings().forEach(warning -> texts.add(warning.description()));
        for (UntrustedText text : texts) {
            assertThat(text.forTerminal().codePoints().noneMatch(HostileAgentTest::acts))
                    .isTrue();
        }
    }

    private static boolean acts(int codePoint) {
        return codePoint < 0x20
                || (codePoint >= 0x7f && codePoint < 0xa0)
                || (codePoint >= 0x202a && codePoint <= 0x202e);
    }

    private static String event(String params) {
        return "{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": {" + params + "}}";
    }

    private static Attempt flood(String line, int count) {
        return peer -> {
            byte[] many = (line + "\n").repeat(1_000).getBytes(StandardCharsets.UTF_8);
            for (int thousand = 0; thousand < count / 1_000; thousand++) {
                say(peer, many);
            }
        };
    }

    private static void say(RawPeer peer, byte[] bytes) throws IOException {
        peer.say(bytes);
    }
}
