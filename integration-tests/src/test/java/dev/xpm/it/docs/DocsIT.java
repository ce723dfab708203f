package dev.xpm.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.it.Needs;
import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import dev.xpm.it.workspace.Fixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    @ParameterizedTest
    @MethodSource("replayed")
    void theAgentSaysWhatTheDocumentShows(WireExample example) throws Exception {
        Path workspace = new Fixture(example.fixture()).unpack(folder);
        assertThat(example.lines()).anyMatch(line -> !line.sent());
        try (AgentTalk talk = AgentTalk.with(workspace, folder.resolve("agent.err"))) {
            for (WireExample.Line line : example.lines()) {
                if (line.sent()) {
                    talk.send(line.text());
                } else {
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
