package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xpm.it.wire.DeadlyList;
import dev.xpm.it.workspace.Fixture;
import dev.xpm.it.workspace.Listing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening a workspace and asking everything that was recorded leaves every name, size and time as it was. */
@Needs(Tool.PYTHON)
class UntouchedIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    static List<Fixture> fixtures() throws IOException {
        return Fixture.all();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    @Tag("W6")
    @Tag("P18")
    void askingChangesNothing(Fixture fixture) throws Exception {
        Path workspace = fixture.unpack(folder);
        Map<String, String> before = Listing.of(workspace);
        List<JsonNode> answers = ask(workspace, questions(fixture), List.of());
        assertThat(answers).isNotEmpty();
        assertThat(Listing.of(workspace)).isEqualTo(before);
    }

    /** Without the rights of root, which may write everywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"finished", "running", "crashed", "services", "legacy-v1", "carbon"})
    @Tag("W13")
    void aWorkspaceThatCannotBeWrittenIsFullyUsable(String name) throws Exception {
        var fixture = new Fixture(name);
        List<String> questions = questions(fixture);
        Path writable = fixture.unpack(folder.resolve("writable"));
        List<JsonNode> expected = ask(writable, questions, List.of());
        Path workspace = fixture.unpack(folder.resolve("protected"));
        protect(workspace);
        Map<String, String> before = Listing.of(workspace);
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        List<JsonNode> answers = ask(
                workspace,
                questions,
                isRoot ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--") : List.of());
        assertThat(codes(answers)).isEqualTo(codes(expected)).doesNotContain(-32603, -32003);
        assertThat(Listing.of(workspace)).isEqualTo(before);
    }

    private static void protect(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
                rights.removeAll(Set.of(
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_WRITE,
                        PosixFilePermission.OTHERS_WRITE));
                Files.setPosixFilePermissions(file, rights);
            }
        }
    }

    /** The code of each error, 0 for a result. */
    private static List<Integer> codes(List<JsonNode> answers) {
        return answers.stream().map(answer -> answer.at("/error/code").asInt()).toList();
    }

    /** The recorded questions, each once, with ids of their own. */
    private static List<String> questions(Fixture fixture) throws IOException {
        var questions = new ArrayList<String>();
        for (JsonNode line : fixture.transcript()) {
            JsonNode sent = line.path("send");
            String method = sent.path("method").asText();
            if (method.startsWith("get_") && sent.path("id").isInt()) {
                JsonNode params = sent.path("params");
                String question =
                        "\"method\": \"" + method + "\"" + (params.isMissingNode() ? "" : ", \"params\": " + params);
                if (!questions.contains(question)) {
                    questions.add(question);
                }
            }
        }
        return questions;
    }

    /** Answers in the order of the questions. */
    private List<JsonNode> ask(Path workspace, List<String> questions, List<String> before) throws Exception {
        var words = new ArrayList<>(before);
        words.addAll(List.of(
                Program.launcher().toString(), "experiments", "--workdir", workspace.toString(), "monitor-server"));
        Process agent = Program.of(words)
                .with("XDG_STATE_HOME", folder.resolve("state").toString())
                // Made in the background, an archive of classes could outlive a test.
                .with("XPM_NO_CDS", "1")
                .errors(folder.resolve("agent.err"))
                .start();
        var answers = new ArrayList<JsonNode>();
        try (BufferedReader said = agent.inputReader(StandardCharsets.UTF_8)) {
            for (String question : questions) {
                String request = "{\"jsonrpc\": \"2.0\", \"id\": " + answers.size() + ", " + question + "}\n";
                agent.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                agent.getOutputStream().flush();
                answers.add(answer(said));
            }
            agent.getOutputStream().close();
            said.lines().forEach(UntouchedIT::check);
        } finally {
            Program.end(agent);
        }
        return answers;
    }

    private static JsonNode answer(BufferedReader said) throws IOException {
        while (true) {
            String line = said.readLine();
            assertThat(line).as("the agent ended").isNotNull();
            check(line);
            JsonNode message = JSON.readTree(line);
            if (message.has("id")) {
                return message;
            }
        }
    }

    private static void check(String line) {
        assertThat(DeadlyList.problems(line.getBytes(StandardCharsets.UTF_8)))
                .as(line.substring(0, Math.min(line.length(), 500)))
                .isEmpty();
    }
}
