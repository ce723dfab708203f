package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Tag;

/** Whatever a line holds, the quick reader leaves it to the tree or reads the same event in it. */
@Tag("A-J8")
class LineFieldsFuzzTest {
    private static final JsonMapper MAPPER = StrictMapper.file();

    private final LineFields line = new LineFields(MAPPER);

    @FuzzTest(maxDuration = "5m")
    void aLineReadsAsItsTree(byte[] input) throws Exception {
        if (!line.take(input, 0, input.length)) {
            return;
        }
        JsonNode tree = StrictMapper.tree(MAPPER, input, 0, input.length);
        var event = EventCodec.readKnown(line);
        if (event != null) {
            assertThat(event).isEqualTo(EventCodec.readLine(tree));
        }
        assertThat(ExperimentCodec.readInfo(line)).isEqualTo(ExperimentCodec.readInfo(tree));
    }
}
