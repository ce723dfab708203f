package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.RealExperiment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The original client on our agent, while the original program runs an experiment. */
@Needs({Tool.SSHD, Tool.ORIGINAL})
class PythonClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private Path workspace;

    @BeforeEach
    void start() throws Exception {
        host = OpenSshdHost.start(folder);
        workspace = RealExperiment.emptyWorkspace(folder);
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    /** Its viewer keeps one event per kind and two seconds, so only jobs that end further apart must all be there. */
    @Test
    void itsEventViewerShowsTheEndsThatAreFarApart() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Process viewer = original(
                "experiments",
                "ssh-monitor",
                "--remote-xpm",
                Program.launcher().toString(),
                "-o",
                "-F",
                "-o",
                host.configuration().toString(),
                host.destination(),
                workspace.toString(),
                "--events-viewer",
                "--events-format",
                "json");
        try (var experiment = startWhenConnected(viewer, lines)) {
            Map<String, String> ids = experiment.awaitEnd();
            for (String label : List.of("slow", "last")) {
                String end = label.equals("slow") ? "done" : "error";
                Awaitility.await(label).atMost(Duration.ofSeconds(30)).until(() -> lines.stream()
                        .anyMatch(line -> isEnd(line, ids.get(label), end)));
            }
        } finally {
            Program.end(viewer);
        }
    }

    @Test
    void itsOwnQueriesAfterEachUpdateSeeHowEveryJobEnds() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Process watcher = python(
                "src/test/python/watch.py",
                host.destination(),
                workspace.toString(),
                host.configuration().toString(),
                Program.launcher().toString(),
                RealExperiment.NAME,
                String.valueOf(RealExperiment.ENDS.size()));
        try (var experiment = startWhenConnected(watcher, lines)) {
            Map<String, String> ids = experiment.awaitEnd();
            var wanted = new HashMap<String, String>();
            RealExperiment.ENDS.forEach((label, end) -> wanted.put(ids.get(label), end.split(":", -1)[0]));
            Awaitility.await()
                    .until(() -> !watcher.isAlive() || lastStates(lines).equals(wanted));
            assertThat(lastStates(lines)).isEqualTo(wanted);
        } finally {
            Program.end(watcher);
        }
    }

    private RealExperiment startWhenConnected(Process client, List<String> lines) throws IOException {
        reading(client, lines::add);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !lines.isEmpty() && host.log().contains("Starting session: command"));
        return RealExperiment.start(workspace);
    }

    private static boolean isEnd(String line, String job, String state) {
        if (!line.startsWith("{")) {
            return false;
        }
        try {
            JsonNode event = JSON.readTree(line);
            return job.equals(event.path("job_id").asText())
                    && (state.equals(event.path("state").asText())
                            || state.equals(event.path("scheduler_state").asText()));
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, String> lastStates(List<String> lines) {
        var states = new HashMap<String, String>();
        lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && words[0].length() == 64)
                .forEach(words -> states.put(words[0], words[1].toLowerCase(java.util.Locale.ROOT)));
        return states;
    }

    private static void reading(Process process, Consumer<String> consumer) {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        var thread = new Thread(() -> reader.lines().forEach(consumer), "reading-the-original");
        thread.setDaemon(true);
        thread.start();
    }

    private Process original(String... words) throws IOException {
        return start(Tool.ORIGINAL.path(), words);
    }

    private Process python(String... words) throws IOException {
        return start(Tool.ORIGINAL.path().resolveSibling("python"), words);
    }

    private Process start(Path program, String... words) throws IOException {
        var command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.redirectError(folder.resolve("client.log").toFile());
        return builder.start();
    }
}
