package dev.xpm.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.googlecode.jsonrpc4j.JsonRpcMethod;
import dev.xpm.it.Needs;
import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import dev.xpm.it.workspace.Fixture;
import dev.xpm.protocol.endpoint.WorkspaceMethods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/protocol.md shows is what the agent says. */
@Needs(Tool.PYTHON)
class DocsIT {
    private static final Path DOCUMENT = Program.root().resolve("docs/protocol.md");

    @TempDir
    private Path folder;

    static List<WireExample> replayed() throws IOException {
        return WireExample.of(DOCUMENT).stream()
                .filter(example -> !example.fixture().isEmpty())
                .filter(example -> !example.fixture().equals(WireExample.NOT_REPLAYED))
                .toList();
    }

    @Test
    void everyBlockNamesItsWorkspaceOrSaysThatItIsNotReplayed() throws Exception {
        List<WireExample> examples = WireExample.of(DOCUMENT);
        assertThat(examples).filteredOn(example -> example.fixture().isEmpty()).isEmpty();
        assertThat(replayed()).hasSizeGreaterThanOrEqualTo(4);
    }

    /** As a driver or a job does it. */
    private static void append(Path workspace, String words) throws IOException {
        int blank = words.indexOf(' ');
        Path file = workspace.resolve(words.substring(0, blank));
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                words.substring(blank + 1) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.WRITE);
    }

    /** Every method that the agent has, and everything that it says unasked. */
    @Test
    void everyMethodAndEveryNotificationHasAnExample() throws Exception {
        String shown = WireExample.of(DOCUMENT).stream()
                .flatMap(example -> example.lines().stream())
                .map(WireExample.Line::text)
                .collect(Collectors.joining("\n"));
        List<String> methods = Arrays.stream(WorkspaceMethods.class.getMethods())
                .map(method -> method.getAnnotation(JsonRpcMethod.class))
                .filter(Objects::nonNull)
                .map(JsonRpcMethod::value)
                .toList();
        assertThat(methods).hasSizeGreaterThan(30);
        assertThat(Stream.concat(
                        methods.stream(),
                        Stream.of(
                                "x/cancel",
                                "x/log.data",
                                "x/resync",
                                "notification.state_event",
                                "notification.shutdown")))
                .allSatisfy(name -> assertThat(shown).contains("\"method\": \"" + name + "\""));
    }

    @ParameterizedTest
    @MethodSource("replayed")
    void theAgentSaysWhatTheDocumentShows(WireExample example) throws Exception {
        Path workspace = new Fixture(example.fixture()).unpack(folder);
        assertThat(example.lines()).anyMatch(line -> line.kind() == WireExample.Kind.SAID);
        try (AgentTalk talk = AgentTalk.with(workspace, folder.resolve("agent.err"))) {
            for (WireExample.Line line : example.lines()) {
                switch (line.kind()) {
                    case SENT -> talk.send(line.text());
                    case APPENDED -> append(workspace, line.text());
                    case SAID -> {
                        JsonNode shown = AgentTalk.JSON.readTree(line.text());
                        JsonNode said = talk.await(shown);
                        assertThat(Elided.differences(shown, said))
                                .as("%s: %s", example.place(), said)
                                .isEmpty();
                    }
                }
            }
        }
    }
}
