package dev.xpm.agent.workspace;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.workspace.Experiment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken straight from a line gives the same run as the event that the line spells. */
@Tag("W29")
class RecordedJobsTest {
    private static final String OTHER_RUN = "20250228_090000";
    private static final List<String> STATES = List.of(
            "submitted",
            "waiting",
            "ready",
            "scheduled",
            "running",
            "done",
            "error",
            "transient",
            "unscheduled",
            "odd");

    @TempDir
    Path directory;

    @Test
    void aRunIsTheSameWhetherItsLinesAreTakenAsTheyStandOrReadAsTrees() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            Experiment plain = read("plain-" + seed, seed, false);
            Experiment trees = read("trees-" + seed, seed, true);
            assertThat(plain).as("seed %d", seed).isEqualTo(trees);
            assertThat(plain.dependencies()).isEqualTo(trees.dependencies());
        }
    }

    private Experiment read(String name, int seed, boolean escaped) throws Exception {
        var random = new Random(seed);
        var workspace = new TestWorkspace(Files.createDirectory(directory.resolve(name)));
        boolean ended = random.nextBoolean();
        workspace.run(RUN, status(ended ? "done" : "running", ", \"events_count\": 0"));
        for (int job = 0; job < 6; job++) {
            String tags = job % 3 == 0 ? "{}" : "{\"n\": " + job + "}";
            if (job < 5) {
                workspace.submit(RUN, "demo.train", "000" + job, tags);
            }
        }
        workspace.append(
                "experiments/sweep/" + RUN + "/jobs.jsonl", "{\"job_id\": \"0007\", \"task_id\": \"demo.eval\"}\n");
        var lines = new StringBuilder();
        for (int number = 0; number < 80; number++) {
            lines.append(line(random, number));
        }
        String text = escaped ? lines.toString().replace("\"job_id\"", "\"job\\u005fid\"") : lines.toString();
        workspace.write("experiments/sweep/" + RUN + "/events/event-0.jsonl", text);
        Experiment read = workspace.queries().experiment("sweep");
        assertThat(read).isNotNull();
        return read;
    }

    private static String line(Random random, int number) {
        if (random.nextInt(25) == 0) {
            return "{\"timestamp\":" + number
                    + ",\"experiment_id\":\"\",\"run_id\":\"\",\"service_id\":\"tb\",\"description\":\"d\""
                    + ",\"service_class\":\"c\",\"state_dict\":{},\"event_type\":\"ServiceAddedEvent\"}\n";
        }
        String run = random.nextInt(6) == 0 ? OTHER_RUN : random.nextInt(12) == 0 ? "" : RUN;
        String reason = random.nextInt(6) == 0 ? "\"TIMEOUT\"" : "null";
        String tags = random.nextInt(3) == 0 ? "[{\"key\":\"n\",\"value\":" + random.nextInt(9) + "}]" : "[]";
        String others = random.nextInt(3) == 0 ? "[\"0001\",\"0009\"]" : "[]";
        return "{\"timestamp\":" + (1740820500 + number) + ".5,\"job_id\":\"000" + random.nextInt(9)
                + "\",\"task_id\":\"demo." + (random.nextInt(9) == 0 ? "eval" : "train")
                + "\",\"experiment_id\":\"sweep\",\"scheduler_state\":\"" + STATES.get(random.nextInt(STATES.size()))
                + "\",\"failure_reason\":" + reason + ",\"run_id\":\"" + run + "\",\"tags\":" + tags
                + (random.nextInt(9) == 0 ? "" : ",\"depends_on\":" + others)
                + ",\"submitted_time\":null,\"event_type\":\"ExperimentJobStateEvent\"}\n";
    }
}
