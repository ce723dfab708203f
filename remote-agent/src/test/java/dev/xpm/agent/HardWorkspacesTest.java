package dev.xpm.agent;

import static dev.xpm.agent.workspace.TestWorkspace.RUN;
import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static dev.xpm.agent.workspace.TestWorkspace.scheduled;
import static dev.xpm.agent.workspace.TestWorkspace.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.agent.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent in a process of its own, in front of workspaces that stop the original. */
class HardWorkspacesTest {
    private static final String TRAIN = "demo.train";
    private static final Pattern ENDED = Pattern.compile("\"job_id\":\"(\\w+)\".*\"state\":\"done\"");

    /** While nobody reads. Source: the budget of a slow reader in docs/performance.md. */
    private static final long MOST_MORE_MEGABYTES = 32;

    @TempDir
    Path temporary;

    private TestWorkspace workspace;

    @BeforeEach
    void makeWorkspace() throws Exception {
        workspace = new TestWorkspace(temporary.toRealPath().resolve("workspace"));
        workspace.write(WorkspaceAddress.MARK, "");
        workspace.run(RUN, status("running", ", \"events_count\": 0"));
        workspace.write(".events/jobs/.keep", "");
        workspace.write(".events/experiments/.keep", "");
    }

    private Path submit(String job) throws Exception {
        workspace.submit(RUN, TRAIN, job, "{}");
        Path link = workspace.root.resolve("experiments/sweep/" + RUN + "/jobs/demo.train/" + job);
        Files.createDirectories(link.getParent());
        Path directory = Files.createDirectories(workspace.root.resolve("jobs/demo.train/" + job));
        return Files.createSymbolicLink(link, directory);
    }

    /** The answer, behind whatever is told before it. */
    private static String answer(AgentProcess agent, int id) throws IOException {
        String line = agent.read();
        while (!line.contains("\"id\":" + id)) {
            assertThat(line).contains("notification");
            line = agent.read();
        }
        return line;
    }

    /** There is no SLURM behind the path that the record names, and what is there would wait for ever. */
    @Test
    @Tag("W21")
    @Tag("P18")
    void aBatchJobWithoutABatchSystemHoldsNothingUp() throws Exception {
        Path commands = Files.createDirectories(workspace.root.resolve("bin"));
        for (String name : List.of("sacct", "squeue")) {
            Path command = Files.writeString(commands.resolve(name), "#!/bin/sh\nexec sleep 600\n");
            Files.setPosixFilePermissions(
                    command, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        }
        submit("9c41");
        workspace.jobStatus(TRAIN, "9c41", "scheduled", "");
        workspace.write(
                "jobs/demo.train/9c41/train.pid",
                "{\"type\": \"slurm\", \"pid\": \"12878\", \"options\": [[\"binpath\", \"" + commands + "\"]]}");
        Map<String, String> before = workspace.listing();
        try (var agent = AgentProcess.start(workspace.root)) {
            agent.request(1, "get_sync_info", "");
            assertThat(agent.read()).contains("\"id\":1", "protocol_version");
            agent.request(2, "get_jobs", "\"experiment_id\": \"sweep\"");
            assertThat(agent.read()).contains("\"id\":2", "\"state\":\"scheduled\"", "\"x_verified\":false");
            agent.stdin().close();
            assertThat(agent.exitCode()).isZero();
        }
        assertThat(workspace.listing()).isEqualTo(before);
    }

    @Test
    @Tag("P34")
    void anEventOfAnUnknownKindGoesWholeToThoseWhoAskedAndAsAnUpdateToOthers() throws Exception {
        String odd = "{\"timestamp\":1.5,\"qubits\":7,\"deep\":{\"a\":[null]},\"event_type\":\"QuantumEvent\"}\n";
        for (boolean asks : new boolean[] {false, true}) {
            try (var agent = AgentProcess.start(workspace.root)) {
                if (asks) {
                    agent.request(2, "x/subscribe", "");
                    assertThat(answer(agent, 2)).contains("\"seq\"");
                }
                agent.request(1, "get_experiments", "");
                answer(agent, 1);
                workspace.append(".events/experiments/sweep-0.jsonl", odd);
                String told = agent.read();
                if (asks) {
                    while (told.contains("ExperimentUpdatedEvent")) {
                        told = agent.read();
                    }
                    assertThat(told).contains("\"event_type\":\"QuantumEvent\"", "\"qubits\":7", "\"deep\"");
                    told = agent.read();
                }
                assertThat(told).contains("ExperimentUpdatedEvent", "\"experiment_id\":\"sweep\"");
            }
        }
    }

    /** Of 100,000 events progress may be merged, but every job's end is told, and the answers know all of them. */
    @Test
    @Tag("A-R9")
    @Tag("P4")
    void aBurstLosesNoEnd() throws Exception {
        Set<String> wanted = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            String job = String.format("%04x", number);
            submit(job);
            workspace.jobStatus(TRAIN, job, "running", ", \"events_count\": 0");
            wanted.add(job);
        }
        try (var agent = AgentProcess.start(workspace.root)) {
            agent.request(1, "get_jobs", "\"experiment_id\": \"sweep\"");
            answer(agent, 1);
            for (String job : wanted) {
                var lines = new StringBuilder(changed(1, job, "running"));
                for (int step = 0; step < 998; step++) {
                    lines.append(progress(2 + step, job, step / 1000.0));
                }
                workspace.append(
                        live(job, 0), lines.append(changed(2_000, job, "done")).toString());
            }
            Set<String> ended = new HashSet<>();
            while (!ended.equals(wanted)) {
                Matcher end = ENDED.matcher(agent.read());
                if (end.find()) {
                    ended.add(end.group(1));
                }
            }
            agent.request(2, "get_jobs", "\"experiment_id\": \"sweep\", \"state\": \"done\"");
            assertThat(answer(agent, 2).split("\"job_id\"", -1)).hasSize(101);
        }
    }

    /**
     * The client reads nothing while 100,000 events are written, of which a third are changes of state, which are not
     * merged: the agent reads on, waits in little memory, and in the end says what to read anew.
     */
    @Test
    @Tag("A-R10")
    void aReaderThatStallsCostsBoundedMemoryAndNoFinalState() throws Exception {
        int jobs = 100;
        for (int number = 0; number < jobs; number++) {
            String job = String.format("%04x", number);
            submit(job);
            workspace.jobStatus(TRAIN, job, "running", ", \"events_count\": 0");
        }
        try (var agent = AgentProcess.start(workspace.root)) {
            agent.request(1, "x/subscribe", "");
            answer(agent, 1);
            agent.request(2, "get_jobs", "\"experiment_id\": \"sweep\"");
            answer(agent, 2);
            long read = agent.counter("io", "rchar");
            long memory = agent.counter("status", "VmRSS");
            for (int number = 0; number < jobs; number++) {
                String job = String.format("%04x", number);
                var lines = new StringBuilder();
                for (int step = 0; step < 333; step++) {
                    lines.append(changed(3 * step + 1, job, "running"));
                    lines.append(progress(3 * step + 2, job, step / 1000.0));
                    lines.append(progress(3 * step + 3, job, step / 1000.0));
                }
                String text = lines.append(changed(2_000, job, "done")).toString();
                read += workspace.append(live(job, 0), text).toFile().length();
            }
            long all = read;
            await().atMost(Duration.ofMinutes(1)).until(() -> agent.counter("io", "rchar") >= all);
            assertThat(agent.counter("status", "VmHWM") - memory)
                    .as("kB more than before")
                    .isLessThan(MOST_MORE_MEGABYTES << 10);

            String said = agent.read();
            while (!said.contains("x/resync")) {
                said = agent.read();
            }
            assertThat(said).contains("\"experiments\":[\"sweep\"]");
            agent.request(3, "get_jobs", "\"experiment_id\": \"sweep\", \"state\": \"done\"");
            String done = agent.read();
            while (!done.contains("\"id\":3")) {
                done = agent.read();
            }
            assertThat(done.split("\"job_id\"", -1)).hasSize(jobs + 1);
        }
    }

    /** What the driver and the job tell of one job at the same time comes in the order of each. */
    @Test
    @Tag("P3")
    void aJobThatEndedIsNotToldToRunByWhateverComesLate() throws Exception {
        submit("9c41");
        workspace.jobStatus(TRAIN, "9c41", "running", ", \"events_count\": 0");
        try (var agent = AgentProcess.start(workspace.root)) {
            agent.request(1, "get_jobs", "\"experiment_id\": \"sweep\"");
            assertThat(answer(agent, 1)).contains("\"state\":\"running\"");
            workspace.append(live("9c41", 0), changed(1, "9c41", "running") + changed(2, "9c41", "done"));
            Files.createDirectories(workspace.root.resolve("jobs/demo.train/9c41/.experimaestro/events"));
            Files.move(
                    workspace.root.resolve(live("9c41", 0)),
                    workspace.root.resolve("jobs/demo.train/9c41/.experimaestro/events/event-0.jsonl"));
            workspace.append(".events/experiments/sweep-0.jsonl", scheduled(1.5, RUN, TRAIN, "9c41", "scheduled", ""));
            workspace.write("jobs/demo.train/9c41/train.done", "");
            var states = new ArrayList<String>();
            while (!states.contains("done")) {
                Matcher state = Pattern.compile("\"JobStateChangedEvent\".*\"state\":\"(\\w+)\"")
                        .matcher(agent.read());
                if (state.find()) {
                    states.add(state.group(1));
                }
            }
            agent.request(2, "get_jobs", "\"experiment_id\": \"sweep\"");
            String answer = agent.read();
            while (!answer.contains("\"id\":2")) {
                assertThat(answer).doesNotContain("\"state\":\"running\"");
                answer = agent.read();
            }
            assertThat(answer).contains("\"state\":\"done\"");
        }
    }
}
