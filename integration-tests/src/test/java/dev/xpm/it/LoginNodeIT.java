package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.Fixture;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent on a machine that many share, started as an ssh command starts it. */
@Needs({Tool.SSHD, Tool.PYTHON})
class LoginNodeIT {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Of memory. Source: assurance.md 2.4. */
    private static final int MOST_MEGABYTES = 96;

    /** One and a half gigabytes, in bytes. */
    private static final long ADDRESS_SPACE = 1_500_000L * 1024;

    @TempDir
    private Path folder;

    @Test
    @Tag("A-D6")
    void startsInLittleAddressSpaceAndAmongManyProcessors() throws Exception {
        Path workspace = new Fixture("finished").unpack(folder);
        try (var agent = new Talk(
                workspace,
                Program.of("prlimit", "--as=" + ADDRESS_SPACE, "--")
                        .with("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=512")
                        .with("XPM_NO_CDS", "1"))) {
            assertThat(agent.ask("get_sync_info", "{}").path("protocol_version").textValue())
                    .isEqualTo("2.0");
            assertThat(agent.ask("get_experiments", "{}")).hasSize(3);
            assertThat(agent.ask("get_all_jobs", "{}")).isNotEmpty();
            assertThat(agent.status("Threads")).isLessThan(40);
            assertThat(agent.status("VmRSS")).isLessThan(MOST_MEGABYTES * 1024);
        }
    }

    /** An ssh command often has no locale; then a Java of version 17 cannot even open such names by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"hostile-names", "hostile-encoding"})
    @Tag("A-D8")
    void listsEveryNameAndOpensItWithoutALocale(String fixture) throws Exception {
        Path workspace = new Fixture(fixture).unpack(folder);
        var bare = Program.of(
                "env",
                "-i",
                "PATH=/usr/bin:/bin",
                "HOME=" + folder,
                "XPM_NO_CDS=1",
                "XPM_JAVA=" + Path.of(System.getProperty("java.home"), "bin/java"));
        try (var agent = new Talk(workspace, bare)) {
            JsonNode experiments = agent.ask("get_experiments", "{}");
            assertThat(experiments.size()).isEqualTo(directories(workspace.resolve("experiments")));
            int jobs = 0;
            for (JsonNode experiment : experiments) {
                String params = JSON.writeValueAsString(
                        JSON.createObjectNode().set("experiment_id", experiment.get("experiment_id")));
                assertThat(agent.ask("get_experiment", params).get("run_id")).isEqualTo(experiment.get("run_id"));
                for (JsonNode job : agent.ask("get_jobs", params)) {
                    String key = "{\"task_id\": " + JSON.writeValueAsString(job.get("task_id")) + ", \"job_id\": "
                            + JSON.writeValueAsString(job.get("job_id")) + "}";
                    JsonNode opened = agent.ask("get_job", key);
                    // A job that was deleted has a line in its run and no directory.
                    if (!opened.isNull()) {
                        assertThat(opened.get("task_id")).isEqualTo(job.get("task_id"));
                        jobs++;
                    }
                }
            }
            assertThat(jobs).isPositive();
        }
    }

    private static int directories(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .count();
        }
    }

    @Test
    @Tag("A-R6")
    void nothingStaysBehindAClientThatIsKilled() throws Exception {
        Path workspace = SyntheticWorkspace.create(folder.resolve("ws")).root();
        try (var host = OpenSshdHost.start(folder)) {
            for (int round = 0; round < 5; round++) {
                List<Process> clients = new ArrayList<>();
                for (int client = 0; client < 10; client++) {
                    clients.add(Program.of(
                                    "ssh",
                                    "-F",
                                    host.configuration().toString(),
                                    host.destination(),
                                    "XPM_NO_CDS=1 '" + Program.launcher() + "' experiments --workdir '" + workspace
                                            + "' monitor-server")
                            .start());
                }
                for (Process client : clients) {
                    var requests = new StringBuilder();
                    for (int id = 1; id <= 200; id++) {
                        requests.append("{\"jsonrpc\": \"2.0\", \"method\": \"get_all_jobs\", \"id\": " + id + "}\n");
                    }
                    client.getOutputStream().write(requests.toString().getBytes(StandardCharsets.UTF_8));
                    client.getOutputStream().flush();
                    assertThat(client.getInputStream().read()).isEqualTo('{');
                    client.destroyForcibly();
                }
                Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(host.commands())
                        .isEmpty());
            }
        }
    }

    /** The launcher's agent behind some words that start it, asked one question at a time. */
    private final class Talk implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private int id;

        Talk(Path workspace, Program start) throws IOException {
            process = start.and(
                            Program.launcher().toString(),
                            "experiments",
                            "--workdir",
                            workspace.toString(),
                            "monitor-server")
                    .errors(folder.resolve("agent.err"))
                    .start();
            said = process.inputReader(StandardCharsets.UTF_8);
        }

        JsonNode ask(String method, String params) throws IOException {
            id++;
            String request = "{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"method\": \"" + method + "\", \"params\": "
                    + params + "}\n";
            process.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.path("id").asInt() == id) {
                    assertThat(message.path("error").toString()).isEmpty();
                    return message.get("result");
                }
            }
            throw new AssertionError("the agent ended: " + Files.readString(folder.resolve("agent.err")));
        }

        /** A number of what the kernel tells of the agent. */
        int status(String name) throws IOException {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            Program.end(process);
        }
    }
}
