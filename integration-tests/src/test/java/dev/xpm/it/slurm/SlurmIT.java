package dev.xpm.it.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.it.Needs;
import dev.xpm.it.Tool;
import dev.xpm.it.docs.AgentTalk;
import dev.xpm.it.workspace.RealExperiment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our agent on a workspace whose jobs the original program gives to a real SLURM. */
@Needs({Tool.ORIGINAL, Tool.MUNGED, Tool.MARIADBD, Tool.MARIADB_INSTALL, Tool.SLURMDBD, Tool.SLURMCTLD, Tool.SLURMD})
class SlurmIT {
    /** The agent asks every half minute, and the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Between any two, whichever they are. */
    private static final int SECONDS_BETWEEN_COMMANDS = 30;

    /** A place in the queue is one among all, so it is asked for no job by itself. */
    private static final String QUEUE_OF_ALL = "squeue --noheader --states=PENDING --sort=-p --format=%i|%P|%r";

    @TempDir
    private Path folder;

    private SlurmCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = SlurmCluster.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    @Tag("A-K3")
    @Tag("A-N7")
    void jobsAreSeenPendingRunningAndDoneAndCancelledThroughTheAgent() throws Exception {
        Path workspace = RealExperiment.emptyWorkspace(folder);
        try (var experiment = BatchExperiment.start(workspace, cluster);
                var agent = AgentTalk.with(workspace, folder.resolve("agent.log"))) {
            String endless = experiment.id("endless");
            String next = experiment.id("next");
            String dropped = experiment.id("dropped");

            await(agent, endless, job -> isVerified(job) && state(job).equals("running"));
            await(agent, next, job -> isVerified(job) && state(job).equals("scheduled"));
            await(agent, next, job -> job.at("/x_queue/position").asInt() > 0);
            JsonNode queued = ask(agent, "get_job", next);
            assertThat(queued.at("/x_queue/reason").asText()).isNotEmpty();
            JsonNode process = ask(agent, "get_process_info", next);
            assertThat(process.path("type").asText()).isEqualTo("slurm");
            assertThat(process.path("running").asBoolean()).isTrue();

            // Cancelled before it ran: there is no process that could leave a marker, only SLURM knows.
            assertThat(kill(agent, dropped)).isTrue();
            await(agent, dropped, job -> state(job).equals("error:CANCELLED"));

            assertThat(state(ask(agent, "get_job", next))).isEqualTo("scheduled");
            assertThat(kill(agent, endless)).isTrue();
            List<String> seen = states(agent, next, "done");
            assertThat(seen).containsExactly("scheduled", "running", "done");
            await(agent, endless, job -> state(job).equals("error:CANCELLED"));
        }
        List<SlurmCommands.Call> calls = cluster.commands().ofAgents();
        assertThat(calls.stream().filter(call -> call.command().startsWith("scancel")))
                .hasSize(2);
        List<SlurmCommands.Call> looks = calls.stream()
                .filter(call -> !call.command().startsWith("scancel"))
                .toList();
        assertThat(looks)
                .extracting(call -> call.command().split(" ", 2)[0])
                .startsWith("sacct")
                .contains("squeue")
                .containsOnly("sacct", "squeue");
        assertThat(looks)
                .filteredOn(call -> call.command().startsWith("squeue"))
                .allMatch(call -> call.command().equals(QUEUE_OF_ALL));
        for (int look = 1; look < looks.size(); look++) {
            assertThat(looks.get(look).second() - looks.get(look - 1).second())
                    .isGreaterThanOrEqualTo(SECONDS_BETWEEN_COMMANDS - 1);
        }
    }

    /** All states that the job is seen in until that one. */
    private static List<String> states(AgentTalk agent, String job, String last) {
        var seen = new ArrayList<String>();
        await(agent, job, found -> {
            String state = state(found);
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(state)) {
                seen.add(state);
            }
            return state.equals(last);
        });
        return seen;
    }

    private static void await(AgentTalk agent, String job, Predicate<JsonNode> wanted) {
        var last = new ArrayList<JsonNode>();
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                last.clear();
                last.add(ask(agent, "get_job", job));
                return wanted.test(last.get(0));
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the job is " + last, e);
        }
    }

    private static boolean kill(AgentTalk agent, String job) throws Exception {
        JsonNode answer = ask(agent, "kill_job", job);
        return answer.path("success").asBoolean();
    }

    private static JsonNode ask(AgentTalk agent, String method, String job) throws Exception {
        return agent.ask(method, "{\"task_id\": \"" + BatchExperiment.TASK + "\", \"job_id\": \"" + job + "\"}");
    }

    private static boolean isVerified(JsonNode job) {
        return !job.path("x_verified").isBoolean() || job.path("x_verified").asBoolean();
    }

    private static String state(JsonNode job) {
        String reason = job.path("failure_reason").asText("");
        return job.path("state").asText() + (job.path("failure_reason").isNull() ? "" : ":" + reason);
    }
}
