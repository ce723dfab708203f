package dev.xpm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.path.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are not ASCII, and names that are not even UTF-8, with a locale and without: assurance.md D8. */
@Tag("A-D8")
class OddNamesTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u[0-9A-F]{4}");
    private static final String RUN = "20250301_101500";

    @TempDir
    Path temporary;

    private Path workspace;

    private static Path in(Path directory, String... names) {
        Path path = directory;
        for (String name : names) {
            path = FileName.in(path, name);
        }
        return path;
    }

    private void write(String content, String... names) throws IOException {
        Path file = in(workspace, names);
        Files.createDirectories(file.getParent());
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The names as they stand on the wire: that of a byte which is no text, and an ordinary one. */
    private void makeWorkspace(String experiment, String task, String job, String escapedTask, String escapedJob)
            throws IOException {
        write("", ".__experimaestro__");
        write(
                "{\"version\": 1, \"status\": \"done\", \"job_states\": {\"" + escapedJob + "\": \"done\"}}",
                "experiments",
                experiment,
                RUN,
                "status.json");
        write(
                "{\"job_id\": \"" + escapedJob + "\", \"task_id\": \"" + escapedTask
                        + "\", \"tags\": {\"lr\": 0.1}, \"timestamp\": 1.0}\n",
                "experiments",
                experiment,
                RUN,
                "jobs.jsonl");
        Files.createSymbolicLink(in(workspace, "experiments", experiment, "current"), Path.of(RUN));
        String script = task.substring(task.lastIndexOf('.') + 1);
        write("", "jobs", task, job, script + ".done");
        write("what it said", "jobs", task, job, script + ".out");
        write("{\"state\": \"done\"}", "jobs", task, job, ".experimaestro", "status.json");
        write("a note", "jobs", task, job, "no" + job + ".txt");
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        workspace = Files.createDirectories(temporary.toRealPath().resolve("workspace"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "C"})
    void namesThatAreNotUtf8AreListedOpenedReadAndDeleted(String locale) throws Exception {
        makeWorkspace("exp\udce9", "t\udce9.tr\udcff", "j\udcfe\u00e9", "t\\udce9.tr\\udcff", "j\\udcfe\\u00e9");
        everyEntryIsListedOpenedReadAndDeleted(
                locale,
                "exp\\udce9",
                "t\\udce9.tr\\udcff",
                "j\\udcfe\\u00e9",
                in(workspace, "jobs", "t\udce9.tr\udcff"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "C"})
    void namesThatAreNotAsciiAreListedOpenedReadAndDeleted(String locale) throws Exception {
        makeWorkspace(
                "\u00e9t\u00e9 \u4e2d", "t\u00e9.tr\u00e8s", "j\ud83d\ude00", "t\\u00e9.tr\\u00e8s", "j\\ud83d\\ude00");
        everyEntryIsListedOpenedReadAndDeleted(
                locale,
                "\\u00e9t\\u00e9 \\u4e2d",
                "t\\u00e9.tr\\u00e8s",
                "j\\ud83d\\ude00",
                in(workspace, "jobs", "t\u00e9.tr\u00e8s"));
    }

    /** All names as the wire has them: in ASCII. */
    private void everyEntryIsListedOpenedReadAndDeleted(
            String locale, String experiment, String task, String job, Path taskDirectory) throws Exception {
        String ids = "\"task_id\": \"" + task + "\", \"job_id\": \"" + job + "\"";
        try (AgentProcess agent = AgentProcess.startIn(locale, AgentMain.class, workspace)) {
            assertThat(ask(agent, "get_experiments", ""))
                    .contains("\"experiment_id\":\"" + experiment + "\"", "\"job_states\":{\"" + job + "\":\"done\"}");
            assertThat(ask(agent, "get_experiment", "\"experiment_id\": \"" + experiment + "\""))
                    .contains("\"status\":\"done\"");
            assertThat(ask(agent, "get_jobs", "\"experiment_id\": \"" + experiment + "\""))
                    .contains(
                            "\"job_id\":\"" + job + "\"",
                            "\"state\":\"done\"",
                            "\"path\":\"" + workspace + "/jobs/" + task + "/" + job + "\"");
            assertThat(ask(agent, "get_tags_map", "\"experiment_id\": \"" + experiment + "\""))
                    .contains("{\"" + job + "\":{\"lr\":0.1}}");
            assertThat(ask(agent, "get_job", ids)).contains("\"state\":\"done\"");
            assertThat(ask(agent, "get_orphan_jobs", "")).contains("\"result\":[]");
            assertThat(ask(agent, "x/log.read", ids)).contains("what it said");
            assertThat(ask(agent, "x/job.files", ids)).contains("\"name\":\"no" + job + ".txt\"");
            assertThat(ask(agent, "x/file.read", "\"path\": \"jobs/" + task + "/" + job + "/no" + job + ".txt\""))
                    .contains("a note");
            assertThat(ask(agent, "x/file.list", "\"path\": \"jobs\"")).contains("\"name\":\"" + task + "\"");
            assertThat(ask(
                            agent,
                            "x/run.tag",
                            "\"experiment_id\": \"" + experiment + "\", \"run_id\": \"" + RUN
                                    + "\", \"add\": [\"best\"]"))
                    .contains("\"run_tags\":[\"best\"]");
            assertThat(ask(agent, "delete_job_safely", ids)).contains("\"success\":true");
            assertThat(taskDirectory).isEmptyDirectory();
            assertThat(ask(agent, "get_experiment", "\"experiment_id\": \"" + experiment + "\""))
                    .contains("\"" + job + "\":\"error:MISSING_OUTPUTS\"");
            assertThat(ask(agent, "delete_experiment", "\"experiment_id\": \"" + experiment + "\""))
                    .contains("\"success\":true");
            assertThat(workspace.resolve("experiments")).isEmptyDirectory();
        }
    }

    private int asked;

    /** The answer, without the notifications before it and without blanks between members, in lower-case escapes. */
    private String ask(AgentProcess agent, String method, String parameters) throws IOException {
        agent.request(++asked, method, parameters);
        String line = agent.read();
        while (!line.contains("\"id\":" + asked)) {
            assertThat(line).contains("notification");
            line = agent.read();
        }
        String dense = line.replaceAll("(?<=[,:]) ", "");
        return ESCAPE.matcher(dense).replaceAll(escape -> "\\" + escape.group().toLowerCase(Locale.ROOT));
    }
}
