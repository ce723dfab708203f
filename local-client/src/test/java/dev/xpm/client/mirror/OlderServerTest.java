package dev.xpm.client.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.RawPeer;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the original server, or one of another release, may say and leave out. Source: protocol.md 6.3. */
class OlderServerTest {
    private static final String HELLO =
            "{\"protocol_version\": \"2.0\", \"workspace_path\": \"/ws\", \"last_sync_time\": null}";
    private static final ExperimentId SWEEP = new ExperimentId("sweep");
    private static final RunKey KEY = RunKey.current(SourceId.ONLY, SWEEP);

    private final WorkspaceMirror mirror = new WorkspaceMirror(
            new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws")),
            new HurriedTime("xpm-mirror", Clock.systemUTC()));
    private RawPeer peer;

    @BeforeEach
    void open() throws Exception {
        peer = new RawPeer(mirror, HELLO);
        peer.results.put("get_unresolved_warnings", "{\"warnings\": []}");
        peer.results.put("get_dependencies_map", "{}");
    }

    @AfterEach
    void close() throws Exception {
        mirror.close();
        peer.close();
    }

    @Test
    @Tag("C1")
    void noiseOddNumbersUnknownKeysAndMissingOnesCostNothing() throws Exception {
        peer.say("Welcome to node 7");
        peer.say("\u001b[1mmodule\u001b[0m python/3.11 loaded");
        experiments(
                "{\"experiment_id\": \"sweep\", \"new_key\": {\"a\": [NaN]}, \"job_states\": {\"a\": \"running\"},"
                        + " \"job_infos\": {\"a\": {\"job_id\": \"a\", \"task_id\": \"t\", \"tags\": {\"lr\": NaN}, \"more\": 1}}}");
        jobs("{\"job_id\": \"a\", \"task_id\": \"t\"}, {\"job_id\": \"b\", \"task_id\": \"t\", \"state\": \"running\","
                + " \"progress\": [{\"level\": 0, \"progress\": Infinity, \"desc\": null}], \"carbon_metrics\": {\"co2_kg\": NaN},"
                + " \"another\": {}}");
        show();
        peer.say("a line between two answers");
        mirror.refresh();
        await().until(() -> peer.asked("get_experiments") == 2);
        await().untilAsserted(() -> assertThat(table().jobs()).hasSize(2));
        assertThat(entry("b").displayed().state().phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(peer.session().endReason()).isNull();
    }

    @Test
    @Tag("C2")
    void whatAPeerDoesNotKnowIsAskedOnceInASession() throws Exception {
        experiments(plain("sweep"));
        jobs("{\"job_id\": \"a\", \"task_id\": \"t\", \"state\": \"running\"}");
        for (String method : List.of("get_dependencies_map", "get_unresolved_warnings", "get_process_info")) {
            peer.answers.put(
                    method,
                    "{\"jsonrpc\": \"2.0\", \"id\": ID, \"error\": {\"code\": -32601, \"message\": \"Unknown method\"}}");
        }
        show();
        for (int round = 2; round < 5; round++) {
            mirror.refresh();
            int rounds = round;
            await().until(() -> peer.asked("get_jobs") == rounds);
            assertThat(mirror.processInfo(entry("a").key())).failsWithin(Duration.ofSeconds(10));
        }
        assertThat(peer.asked("get_dependencies_map")).isEqualTo(1);
        assertThat(peer.asked("get_unresolved_warnings")).isEqualTo(1);
        assertThat(peer.asked("get_process_info")).isEqualTo(1);
        assertThat(table().jobs()).hasSize(1);
        assertThat(mirror.state().warnings()).isEmpty();
    }

    @Test
    @Tag("C3")
    void anErrorThatNamesNoRequestIsNobodysAnswer() throws Exception {
        experiments(plain("sweep"));
        peer.held.add("get_experiments");
        mirror.attach(peer.session());
        await().until(() -> peer.asked("get_experiments") == 1);
        peer.say("{\"jsonrpc\": \"2.0\", \"id\": 0, \"error\": {\"code\": -32700, \"message\": \"Parse error\"}}");
        peer.say("{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": -32700, \"message\": \"Parse error\"}}");
        peer.answerHeld();
        await().until(() -> mirror.state().experiments().isKnown());
        assertThat(mirror.state().experiment(SWEEP)).isNotNull();
    }

    @Test
    @Tag("C4")
    void numbersAndTagsMayHaveAnyType() throws Exception {
        experiments(
                "{\"experiment_id\": \"sweep\", \"job_states\": {\"a\": \"running\"}, \"job_infos\": {\"a\": {\"job_id\": \"a\","
                        + " \"task_id\": \"t\", \"timestamp\": 1772360100, \"tags\": {\"i\": 1, \"f\": 0.5, \"s\": \"x\", \"b\": true,"
                        + " \"n\": null, \"l\": [1], \"o\": {\"k\": 2}}}}}");
        jobs(
                "{\"job_id\": \"a\", \"task_id\": \"t\", \"state\": \"running\", \"exit_code\": 0.0, \"retry_count\": 2.0,"
                        + " \"progress\": [{\"level\": 0.0, \"progress\": 1}], \"process\": {\"type\": \"slurm\", \"pid\": \"4711\"}},"
                        + " {\"job_id\": \"b\", \"task_id\": \"t\", \"state\": \"running\", \"process\": {\"type\": \"local\", \"pid\": 4712}}");
        show();
        Job job = entry("a").job();
        assertThat(job.retryCount()).isEqualTo(2);
        assertThat(job.exitCode()).isZero();
        assertThat(job.progress()).singleElement().satisfies(level -> assertThat(level.fraction())
                .isEqualTo(1));
        assertThat(job.process().pid().raw()).isEqualTo("4711");
        assertThat(entry("b").job().process().pid().raw()).isEqualTo("4712");
        assertThat(entry("a").tags()).containsKeys("i", "f", "s", "b", "n", "l", "o");
        assertThat(entry("a").tags().get("s")).isEqualTo(new JsonValue.Text(UntrustedText.of("x")));
    }

    @Test
    @Tag("C5")
    void eventsThatSayTooLittleAreAReasonToReadAgain() throws Exception {
        experiments(plain("sweep"));
        jobs("");
        show();
        for (String event : List.of(
                "\"event_type\": \"EventBase\", \"data\": {\"timestamp\": 1}",
                "\"event_type\": \"FutureEvent\", \"data\": {\"timestamp\": 1, \"what\": []}",
                "\"event_type\": \"RunCompletedEvent\", \"data\": {\"timestamp\": 1, \"experiment_id\": \"\","
                        + " \"run_id\": \"\", \"status\": \"completed\"}",
                "\"event_type\": \"ServiceAddedEvent\", \"data\": {\"timestamp\": 1, \"experiment_id\": \"\","
                        + " \"run_id\": \"\", \"service_id\": \"tb\"}",
                "\"event_type\": \"ExperimentJobStateEvent\", \"data\": {\"timestamp\": 1, \"experiment_id\": \"\","
                        + " \"run_id\": \"\", \"task_id\": \"\", \"job_id\": \"a\"}")) {
            long before = peer.asked("get_experiments");
            peer.say("{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": {" + event + "}}");
            await().alias(event).until(() -> peer.asked("get_experiments") > before);
        }
        peer.say(
                "{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": {\"event_type\":"
                        + " \"JobStateChangedEvent\", \"data\": {\"timestamp\": 1, \"task_id\": \"\", \"job_id\": \"\", \"state\": \"done\"}}}");
        assertThat(peer.session().client().experiments(false).get().items()).hasSize(1);
    }

    @Test
    @Tag("C6")
    void repeatedJobsAnyOrderAndTheExperimentThatIsNoneAreSortedOut() throws Exception {
        experiments("{\"experiment_id\": \"experiments\", \"run_id\": \"\"}, "
                + "{\"experiment_id\": \"old\", \"run_id\": \"1\", \"started_at\": \"2026-01-01T00:00:00\"}, "
                + "{\"experiment_id\": \"sweep\", \"run_id\": \"2\", \"started_at\": \"2026-03-01T00:00:00\"}");
        jobs("{\"job_id\": \"a\", \"task_id\": \"t\", \"state\": \"running\"}, {\"job_id\": \"a\", \"task_id\": \"t\","
                + " \"state\": \"running\"}, {\"job_id\": \"b\", \"task_id\": \"t\", \"state\": \"done\"}");
        show();
        assertThat(names()).containsExactly("sweep", "old");
        assertThat(table().jobs())
                .extracting(entry -> entry.key().job().value())
                .containsExactly("a", "b");
        experiments("{\"experiment_id\": \"sweep\", \"run_id\": \"2\", \"started_at\": \"2026-03-01T00:00:00\"}, "
                + "{\"experiment_id\": \"old\", \"run_id\": \"1\", \"started_at\": \"2026-01-01T00:00:00\"}, "
                + "{\"experiment_id\": \"experiments\", \"run_id\": null}");
        long version = mirror.state().version();
        mirror.refresh();
        await().until(() -> mirror.state().version() > version && peer.asked("get_experiments") == 2);
        assertThat(names()).containsExactly("sweep", "old");
    }

    @Test
    @Tag("C7")
    void statesThatAreOddAreShownAsTheyAre() throws Exception {
        experiments("{\"experiment_id\": \"sweep\", \"job_states\": {\"a\": \"error\", \"b\": \"error:TIMEOUT\","
                + " \"c\": \"hibernating\", \"d\": \"hibernating\", \"e\": \"done\"}, \"job_infos\": {"
                + List.of("a", "b", "c", "d", "e").stream()
                        .map(id -> "\"" + id + "\": {\"job_id\": \"" + id + "\", \"task_id\": \"t\"}")
                        .collect(Collectors.joining(", "))
                + "}}");
        jobs("{\"job_id\": \"d\", \"task_id\": \"t\", \"state\": \"waiting\"},"
                + " {\"job_id\": \"e\", \"task_id\": \"t\", \"state\": \"running\"}");
        show();
        assertThat(shown("a")).isEqualTo("error");
        assertThat(shown("b")).isEqualTo("error:TIMEOUT");
        assertThat(shown("c")).isEqualTo("hibernating");
        assertThat(shown("d")).as("an unknown word ranks below every known one").isEqualTo("waiting");
        assertThat(shown("e")).as("done before running").isEqualTo("done");
    }

    @Test
    @Tag("C9")
    void aSlowServerIsAskedAFewThingsAtATimeAndFirstWhatIsLookedAt() throws Exception {
        List<String> ids =
                IntStream.range(0, 20).mapToObj(number -> "exp" + number).toList();
        experiments(ids.stream().map(OlderServerTest::plain).collect(Collectors.joining(", ")));
        jobs("");
        mirror.attach(peer.session());
        await().until(() -> mirror.state().experiments().isKnown());
        ids.forEach(id -> mirror.open(key(id)));
        await().until(() ->
                ids.stream().allMatch(id -> mirror.state().table(key(id)).isKnown()));
        peer.held.addAll(List.of("get_experiments", "get_jobs", "get_dependencies_map", "get_unresolved_warnings"));
        int before = peer.asked.size();
        mirror.refresh();
        await().until(() -> peer.asked.size() > before);
        mirror.openRuns(new ExperimentId("exp7"));
        // A question that the server does not hold comes after all that was sent before it.
        peer.session().roundTrip().join();
        assertThat(asked(before).filter(line -> !line.contains("get_sync_info")))
                .hasSizeLessThanOrEqualTo(4);
        assertThat(asked(before)).noneMatch(line -> line.contains("get_experiment_runs"));
        int sent = peer.asked.size();
        peer.answerHeld();
        await().until(() -> peer.asked("get_jobs") >= 40 && peer.asked("get_dependencies_map") >= 40);
        assertThat(peer.asked.get(sent)).contains("get_experiment_runs");
    }

    @Test
    @Tag("P9")
    void aLineThatIsNoMessageRightAfterTheHandshakeEndsNothing() throws Exception {
        try (var odd = new RawPeer(mirror, HELLO + "}\n5\nnull\n{\"a\": 1")) {
            odd.results.put("get_experiments", "[" + plain("sweep") + "]");
            assertThat(odd.session().client().experiments(false).get().items()).hasSize(1);
            assertThat(odd.session().endReason()).isNull();
            odd.exit(1);
            odd.session().end().join();
            assertThat(odd.session().client().experiments(false)).isCompletedExceptionally();
        }
    }

    @Test
    @Tag("C10")
    void aServerMaySayGoodbyeTwiceOrNotAtAll() throws Exception {
        experiments(plain("sweep"));
        var links = new CopyOnWriteArrayList<Link>();
        mirror.onChange(() -> links.add(mirror.state().link()));
        mirror.attach(peer.session());
        await().until(() -> mirror.state().experiments().isKnown());
        String goodbye =
                "{\"jsonrpc\": \"2.0\", \"method\": \"notification.shutdown\", \"params\": {\"reason\": \"server_shutdown\"}}";
        peer.say(goodbye);
        peer.say(goodbye);
        assertThat(peer.session().client().experiments(false).get().items()).hasSize(1);
        peer.exit(0);
        await().untilAsserted(() -> assertThat(mirror.state().link()).isInstanceOf(Link.Lost.class));
        assertThat(links.stream().filter(Link.Lost.class::isInstance).distinct())
                .hasSize(1);

        try (var silent = new RawPeer(mirror, HELLO)) {
            mirror.attach(silent.session());
            silent.exit(0);
            assertThat(silent.session().end().get()).isNotNull();
        }
    }

    @Test
    @Tag("C12")
    void aMapOfDependenciesThatIsAlwaysEmptyHidesNothing() throws Exception {
        experiments(
                "{\"experiment_id\": \"sweep\", \"job_states\": {\"a\": \"waiting\"}, \"job_infos\": {\"a\": {\"job_id\": \"a\","
                        + " \"task_id\": \"t\"}}}");
        jobs("{\"job_id\": \"a\", \"task_id\": \"t\", \"state\": \"waiting\"}");
        show();
        await().until(() -> peer.asked("get_dependencies_map") == 1 && peer.asked("get_unresolved_warnings") == 1);
        peer.say(
                "{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": {\"event_type\":"
                        + " \"WarningEvent\", \"data\": {\"timestamp\": 1, \"warning_key\": \"w\", \"description\": \"stale lock\"}}}");
        await().until(() -> mirror.state().warnings().size() == 1);
        assertThat(entry("a").dependsOn()).isEmpty();
        assertThat(table().jobs()).hasSize(1);
    }

    private Stream<String> asked(int from) {
        return peer.asked.subList(from, peer.asked.size()).stream();
    }

    private void experiments(String items) {
        peer.results.put("get_experiments", "[" + items + "]");
        peer.results.put("get_experiment_runs", "[" + items + "]");
    }

    private void jobs(String items) {
        peer.results.put("get_jobs", "[" + items + "]");
    }

    private static String plain(String id) {
        return "{\"experiment_id\": \"" + id + "\", \"run_id\": \"20260301_101500\", \"status\": \"running\"}";
    }

    private static RunKey key(String id) {
        return RunKey.current(SourceId.ONLY, new ExperimentId(id));
    }

    private void show() {
        mirror.attach(peer.session());
        await().until(() -> mirror.state().experiments().isKnown());
        mirror.open(KEY);
        await().until(() -> mirror.state().table(KEY).isKnown());
    }

    private JobTable table() {
        return mirror.state().table(KEY).orElse(null);
    }

    private JobEntry entry(String id) {
        return table().byId().get(new JobId(id));
    }

    private String shown(String id) {
        return entry(id).displayed().state().text();
    }

    private List<String> names() {
        return mirror.state().experiments().orElse(List.of()).stream()
                .map(experiment -> experiment.id().value())
                .toList();
    }
}
