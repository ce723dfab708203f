package dev.xpm.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of protocol.md 1.8 and 2.6, on the agent in a process of its own. */
class AgentSessionTest {
    private static final String GOODBYE =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\",\"params\":{\"reason\":\"server_shutdown\"}}";

    @TempDir
    Path temporary;

    private Path workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(temporary.toRealPath().resolve("workspace"));
        Files.createFile(workspace.resolve(WorkspaceAddress.MARK));
        Path job = Files.createDirectories(workspace.resolve("jobs/demo.train/9c41"));
        Files.writeString(job.resolve("train.out"), "first\nsecond\n");
    }

    @Test
    @Tag("P35")
    void answersAndSaysGoodbyeOnceAtTheEndOfInput() throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "get_sync_info", "");
            assertThat(agent.read())
                    .contains(
                            "\"id\":1",
                            "\"protocol_version\":\"2.0\"",
                            "\"workspace_path\":\"" + workspace + "\"",
                            "\"last_sync_time\":null",
                            "\"name\":\"xpm-agent\"",
                            "\"read_only\":false",
                            "\"log\":1",
                            "\"limits\":{\"max_request_bytes\":16777216");
            agent.request(2, "get_experiments", "");
            assertThat(agent.read()).contains("\"id\":2", "\"result\":[]");
            agent.stdin().close();
            assertThat(agent.readAll()).containsExactly(GOODBYE);
            assertThat(agent.errors()).isEmpty();
            assertThat(agent.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    @Tag("P35")
    void saysGoodbyeOnceOnASignal(String signal) throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "get_sync_info", "");
            agent.read();
            agent.signal(signal);
            assertThat(agent.readAll()).containsExactly(GOODBYE);
            assertThat(agent.exitCode()).isZero();
        }
    }

    @Test
    @Tag("P11")
    void leavesThoughNobodyReadsItsOutput() throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            for (int id = 1; id <= 3_000; id++) {
                agent.request(id, "get_sync_info", "");
            }
            agent.stdin().close();
            assertThat(agent.exitCode()).isZero();
        }
    }

    @Test
    void leavesWhenItsOutputIsBrokenThoughItsInputStaysOpen() throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "get_sync_info", "");
            agent.read();
            agent.closeStdout();
            agent.request(2, "get_sync_info", "");
            assertThat(agent.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void leavesWhenTheEndOfInputComesInTheMiddleOfALine() throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            agent.stdin()
                    .write("{\"jsonrpc\": \"2.0\", \"method\": \"get_sync_info\", \"id\": 1}"
                            .getBytes(StandardCharsets.UTF_8));
            agent.stdin().close();
            assertThat(agent.readAll())
                    .satisfiesExactly(line -> assertThat(line).contains("\"id\":1"), line -> assertThat(line)
                            .isEqualTo(GOODBYE));
        }
    }

    @Test
    @Tag("P15")
    void keepsTheProtocolForADirectoryThatIsNoWorkspace() throws Exception {
        Path inside = workspace.resolve("jobs");
        try (var agent = AgentProcess.start(inside)) {
            agent.request(1, "get_sync_info", "");
            agent.request(2, "get_experiments", "");
            agent.request(3, "x/log.read", "");
            agent.stdin().close();
            List<String> lines = agent.readAll();
            assertThat(lines).hasSize(4).last().isEqualTo(GOODBYE);
            assertThat(lines.subList(0, 3)).allSatisfy(line -> assertThat(line)
                    .contains("\"code\":-32002", inside + " is not a workspace", "its parent " + workspace));
            assertThat(agent.exitCode()).isZero();
        }
    }

    @Test
    void keepsItsOutputCleanThoughALibraryPrints() throws Exception {
        try (var agent = AgentProcess.start(ChattyAgent.class, workspace)) {
            agent.request(1, "get_sync_info", "");
            agent.request(2, "no such method", "");
            agent.stdin().close();
            assertThat(agent.readAll())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
            assertThat(agent.errors()).contains("a library says hello");
        }
    }

    @Test
    @Tag("A-K7")
    void changesNothingInTheWorkspaceWhenReadOnly() throws Exception {
        List<String> before = listing();
        try (var agent = AgentProcess.startReadOnly(workspace)) {
            String job = "\"task_id\": \"demo.train\", \"job_id\": \"9c41\"";
            agent.request(1, "get_sync_info", "");
            agent.request(2, "get_all_jobs", "");
            agent.request(3, "get_job", job);
            agent.request(4, "kill_job", job);
            agent.request(5, "clean_job", job);
            agent.request(6, "delete_job_safely", job);
            agent.request(7, "delete_experiment", "\"experiment_id\": \"none\"");
            agent.request(8, "execute_warning_action", "\"warning_key\": \"a\", \"action_key\": \"b\"");
            agent.request(9, "get_orphan_jobs", "");
            agent.request(10, "x/log.read", job);
            agent.request(11, "x/run.tag", "\"experiment_id\": \"none\", \"run_id\": \"x\", \"add\": [\"best\"]");
            agent.stdin().close();
            List<String> lines = agent.readAll();
            assertThat(line(lines, 1)).contains("\"read_only\":true");
            assertThat(line(lines, 3)).contains("\"task_id\":\"demo.train\"");
            for (int refused = 4; refused <= 6; refused++) {
                assertThat(line(lines, refused))
                        .contains("\"success\":false", "\"error\":\"this agent is read-only")
                        .contains("\"message\":\"this agent is read-only");
            }
            assertThat(line(lines, 7)).contains("\"success\":false", "Experiment none not found");
            assertThat(line(lines, 8)).contains("\"code\":-32003");
            assertThat(line(lines, 11)).contains("\"code\":-32012");
            assertThat(line(lines, 10)).contains("\"text\":\"first\\nsecond\\n\"");
        }
        assertThat(listing()).isEqualTo(before);
    }

    @Test
    void saysWhatIsMissingBeforeItRefuses() throws Exception {
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "kill_job", "\"task_id\": \"demo.train\"");
            agent.request(2, "clean_job", "\"task_id\": \"demo.train\", \"job_id\": \"..\"");
            agent.request(3, "delete_job_safely", "\"task_id\": \"demo.train\", \"job_id\": \"none\"");
            agent.request(4, "delete_experiment", "\"experiment_id\": \"\"");
            agent.request(5, "execute_warning_action", "\"warning_key\": \"a\"");
            agent.stdin().close();
            List<String> lines = agent.readAll();
            assertThat(line(lines, 1)).contains("-32602", "task_id and job_id are required");
            assertThat(line(lines, 2)).contains("-32602");
            assertThat(line(lines, 3)).contains("\"message\":\"Job not found\"");
            assertThat(line(lines, 4)).contains("-32602", "experiment_id is required");
            assertThat(line(lines, 5)).contains("-32602", "warning_key and action_key are required");
        }
    }

    /** P16, P22: deleted at once, told before the answer, and ids that climb are refused. */
    @Test
    @Tag("P16")
    @Tag("P22")
    void deletesAJobAndTellsOfItBeforeItAnswers() throws Exception {
        Files.createFile(workspace.resolve("jobs/demo.train/9c41/train.done"));
        String job = "\"task_id\": \"demo.train\", \"job_id\": \"9c41\"";
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "delete_job_safely", job + ", \"perform\": false");
            assertThat(agent.read()).contains("\"success\":true", "Job 9c41 can be deleted");
            agent.request(2, "delete_job_safely", job);
            assertThat(agent.read())
                    .contains("JobStateChangedEvent", "\"job_id\":\"9c41\"", "\"task_id\":\"\"", "DELETED");
            assertThat(agent.read()).contains("\"id\":2", "Deleted job 9c41");
            agent.request(3, "get_job", job);
            assertThat(agent.read()).contains("\"id\":3", "\"result\":null");
            agent.request(4, "clean_job", "\"task_id\": \"x/../..\", \"job_id\": \"jobs\"");
            assertThat(agent.read()).contains("\"code\":-32602");
            agent.request(5, "delete_experiment", "\"experiment_id\": \"..\"");
            assertThat(agent.read()).contains("\"code\":-32602");
        }
        assertThat(workspace.resolve("jobs/demo.train")).isEmptyDirectory();
        assertThat(workspace.resolveSibling("state/xpm-monitor/audit.jsonl"))
                .content()
                .contains("demo.train/9c41");
    }

    @Test
    void followsALogUntilToldNotTo() throws Exception {
        Path log = workspace.resolve("jobs/demo.train/9c41/train.out");
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "x/log.follow", "\"task_id\": \"demo.train\", \"job_id\": \"9c41\", \"offset\": 6");
            assertThat(List.of(agent.read(), agent.read()))
                    .anySatisfy(line -> assertThat(line).contains("\"id\":1", "\"subscription\":1"))
                    .anySatisfy(line -> assertThat(line).contains("x/log.data", "\"text\":\"second\\n\""));
            Files.writeString(log, "first\nsecond\nthird\n");
            assertThat(agent.read()).contains("\"subscription\":1", "\"offset\":13", "\"text\":\"third\\n\"");
            agent.request(2, "x/log.unfollow", "\"subscription\": 1");
            assertThat(agent.read()).contains("\"id\":2", "\"result\":{}");
        }
    }

    private static String line(List<String> lines, int id) {
        return lines.stream()
                .filter(line -> line.contains("\"id\":" + id + "}") || line.contains("\"id\":" + id + ","))
                .findFirst()
                .orElseThrow();
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.walk(workspace)) {
            return files.map(file -> file + " " + describe(file)).sorted().toList();
        }
    }

    private static String describe(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return "gone";
        }
    }

    @Test
    @Tag("W21")
    void aBatchSystemThatDoesNotAnswerHoldsUpNothing() throws Exception {
        Path commands = Files.createDirectory(temporary.toRealPath().resolve("bin"));
        Path called = commands.resolve("called");
        Path command = Files.writeString(
                commands.resolve("sacct"),
                "#!/bin/sh\necho $$ > " + called + ".part; mv " + called + ".part " + called + "; exec sleep 600\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                workspace.resolve("jobs/demo.train/9c41/train.pid"),
                "{\"type\": \"slurm\", \"pid\": \"12878\", \"options\": [[\"binpath\", \"" + commands + "\"]]}");
        String job = "\"task_id\": \"demo.train\", \"job_id\": \"9c41\"";
        try (var agent = AgentProcess.start(workspace)) {
            agent.request(1, "get_job", job);
            assertThat(agent.read()).contains("\"id\":1", "\"state\":\"running\"", "\"x_verified\":false");
            await().until(() -> Files.exists(called));
            agent.request(2, "get_job", job);
            assertThat(agent.read()).contains("\"id\":2", "\"state\":\"running\"", "\"x_verified\":false");
            agent.stdin().close();
            assertThat(agent.readAll()).containsExactly(GOODBYE);
            assertThat(agent.exitCode()).isZero();
        }
        long left = Long.parseLong(Files.readString(called).trim());
        await().until(() ->
                ProcessHandle.of(left).filter(ProcessHandle::isAlive).isEmpty());
    }
}
