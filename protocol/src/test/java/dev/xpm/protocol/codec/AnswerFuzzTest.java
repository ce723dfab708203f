package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Job;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Whatever JSON a peer sends, it is read as a record or not at all, and what was read can be written and read again. */
@Tag("A-J8")
class AnswerFuzzTest {
    private static final JsonMapper MAPPER = StrictMapper.answer();

    /** JSON as the standard has it, without {@code NaN} and duplicate keys, within the limits of an answer. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    @FuzzTest(maxDuration = "5m")
    void whatIsReadCanBeWrittenAndReadAgain(byte[] input) throws Exception {
        JsonNode message;
        try {
            message = StrictMapper.tree(MAPPER, new String(input, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return;
        }
        if (message == null || !message.isObject()) {
            return;
        }
        Job job = JobCodec.read(message);
        if (job != null) {
            JsonNode once = written(job);
            assertThat(written(JobCodec.read(once))).isEqualTo(once);
        }
        Experiment experiment = ExperimentCodec.read(message);
        if (experiment != null) {
            JsonNode once = written(experiment);
            assertThat(written(ExperimentCodec.read(once))).isEqualTo(once);
        }
        ServiceCodec.read(message);
        ServiceCodec.readAction(message);
        InfoCodec.readServer(message);
        InfoCodec.readProcess(message);
        WarningCodec.read(message);
        WorkspaceEvent event = EventCodec.readLine(message);
        if (event != null) {
            JsonNode line = StrictMapper.tree(STRICT, MessageCodec.line(event));
            assertThat(line.path("timestamp").isNumber()).isTrue();
            assertThat(line.path("event_type").isTextual()).isTrue();
        }
    }

    private static JsonNode written(Object value) throws JsonProcessingException {
        return StrictMapper.tree(STRICT, MAPPER.writeValueAsString(value));
    }
}
