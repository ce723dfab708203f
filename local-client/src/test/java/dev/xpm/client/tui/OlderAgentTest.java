package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.RawPeer;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.workspace.ExperimentId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent of an earlier release: what it said when it was asked, and what it says of itself. */
@Tag("A-D4")
class OlderAgentTest {
    private static final String HELLO = "{\"protocol_version\": \"2.0\", \"workspace_path\": \"/ws\","
            + " \"last_sync_time\": null, \"server\": {\"name\": \"xpm-agent\", \"version\": \"0.0.9\","
            + " \"read_only\": true}, \"x\": {\"events\": 1, \"host\": 1}}";

    @Test
    void worksWithWhatBothCanAndSaysSoInTheHeader() throws Exception {
        try (var stage = new Stage(120, 30);
                var agent = new RawPeer(stage.mirror, HELLO)) {
            agent.results.put(
                    "get_experiments",
                    "[{\"experiment_id\": \"sweep\", \"run_id\": \"20260301_101500\", \"status\": \"running\","
                            + " \"job_states\": {\"a\": \"running\"}, \"job_infos\": {\"a\": {\"job_id\": \"a\","
                            + " \"task_id\": \"t\"}}}]");
            agent.results.put("get_jobs", "[{\"job_id\": \"a\", \"task_id\": \"t\", \"state\": \"running\"}]");
            agent.results.put("get_unresolved_warnings", "{\"warnings\": []}");
            agent.results.put("get_dependencies_map", "{}");
            stage.mirror.attach(agent.session());
            stage.settle(state -> state.experiments().isKnown());

            assertThat(stage.line(0)).contains("● live, older agent");
            assertThat(stage.text())
                    .contains("sweep")
                    .contains("The agent there is of release 0.0.9, this is ")
                    .contains("it works without quick reloading, logs in the same");

            var key = RunKey.current(SourceId.ONLY, new ExperimentId("sweep"));
            stage.mirror.open(key);
            stage.settle(state -> state.table(key).isKnown());
            agent.say("{\"jsonrpc\": \"2.0\", \"method\": \"notification.state_event\", \"params\": {\"epoch\": \"e\","
                    + " \"seq\": 1, \"event_type\": \"JobStateChangedEvent\", \"data\": {\"timestamp\": 2, \"job_id\": \"a\","
                    + " \"task_id\": \"t\", \"state\": \"done\", \"ended_time\": \"2026-03-01T10:20:00\"}}}");
            stage.settle(state -> state.table(key) instanceof Answer.Known<JobTable> known
                    && known.value().jobs().get(0).displayed().state().text().equals("done"));
            assertThat(agent.asked).noneMatch(line -> line.contains("x/snapshot") || line.contains("x/log"));
        }
    }

    @Test
    void theNewestAgentIsNoNewsAndNeitherIsTheOriginalServer() throws Exception {
        for (String hello : new String[] {
            HELLO.replace("\"host\": 1", "\"snapshot\": 1, \"log\": 1, \"files\": 1, \"future\": 2"),
            "{\"protocol_version\": \"2.0\", \"workspace_path\": \"/ws\"}"
        }) {
            try (var stage = new Stage(120, 30);
                    var agent = new RawPeer(stage.mirror, hello)) {
                agent.results.put("get_experiments", "[]");
                agent.results.put("x/snapshot", "{\"epoch\": \"e\", \"seq\": 0, \"experiments\": []}");
                stage.mirror.attach(agent.session());
                stage.settle(state -> state.experiments().isKnown());
                assertThat(stage.text()).contains("● live").doesNotContain("older agent");
            }
        }
    }

    @Test
    void anotherProtocolIsRefusedAndBothVersionsAreNamed() {
        var refused = catchThrowableOfType(
                MonitorException.class, () -> new RawPeer(new HeardSession(), HELLO.replace("2.0", "1.0")));
        assertThat(refused.problem()).isEqualTo(Problem.PROTOCOL_MISMATCH);
        assertThat(refused.sentence()).isEqualTo("protocol mismatch: local 2.0, remote 1.0");
        assertThat(refused.hint()).isNotEmpty();
    }
}
