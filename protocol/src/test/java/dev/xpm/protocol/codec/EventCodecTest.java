package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final JsonMapper FILE = StrictMapper.file();

    static List<WorkspaceEvent> samples() {
        return Samples.oneOfEach();
    }

    @Test
    void aTagKeepsTheDigitsOfItsNumber() throws Exception {
        var event = (WorkspaceEvent.JobSubmitted)
                EventCodec.readLine(
                        FILE.readTree(
                                "{\"tags\":[{\"key\":\"lr\",\"value\":3e-05},{\"key\":\"drop\",\"value\":0.10}],\"event_type\":\"JobSubmittedEvent\"}"));
        assertThat(event.tags().get("lr").display().raw()).isEqualTo("0.00003");
        assertThat(event.tags().get("drop").display().raw()).isEqualTo("0.10");
    }

    @Test
    void everyKindOfEventHasASample() {
        Set<Class<?>> sampled = samples().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled).containsExactlyInAnyOrderElementsOf(kinds(WorkspaceEvent.class));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenToALineIsReadBack(WorkspaceEvent event) throws Exception {
        assertThat(EventCodec.readLine(FILE.readTree(MessageCodec.line(event)))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsSentAsANoticeIsReadBack(WorkspaceEvent event) throws Exception {
        JsonNode message = sent(new Notice.StateEvent(event));
        assertThat(message.path("jsonrpc").textValue()).isEqualTo("2.0");
        assertThat(message.path("method").textValue()).isEqualTo("notification.state_event");
        JsonNode params = message.path("params");
        assertThat(EventCodec.read(params.path("event_type").textValue(), params.path("data")))
                .isEqualTo(event);
    }

    @Test
    void nullFieldsAreLeftOutAndEmptyOnesStay() throws Exception {
        JsonNode data = sent(new Notice.StateEvent(Samples.scheduled(1, Samples.JOB, "waiting")))
                .at("/params/data");
        assertThat(data.has("failure_reason")).isFalse();
        assertThat(data.has("submitted_time")).isFalse();
        assertThat(data.path("tags").isArray()).isTrue();
        assertThat(data.path("depends_on").isArray()).isTrue();
        JsonNode ended = sent(new Notice.StateEvent(
                        new WorkspaceEvent.RunCompleted(1, null, null, Samples.text("completed"), null)))
                .at("/params/data");
        assertThat(ended.path("experiment_id").textValue()).isEmpty();
        assertThat(ended.path("ended_at").textValue()).isEmpty();
    }

    @Test
    void aLineBeginsWithTheTimeAndEndsWithTheType() {
        assertThat(MessageCodec.line(new WorkspaceEvent.ExperimentUpdated(1.5, Samples.SWEEP)))
                .isEqualTo("{\"timestamp\":1.5,\"experiment_id\":\"sweep\",\"event_type\":\"ExperimentUpdatedEvent\"}");
    }

    @Tag("A-J6")
    @Test
    void anUnknownKindIsKeptWithAllItsFields() throws Exception {
        String line = "{\"timestamp\":1.5,\"@class\":\"java.lang.Runtime\",\"deep\":{\"a\":[1,null,\"x\"]},"
                + "\"event_type\":\"TomorrowsEvent\"}";
        WorkspaceEvent event = EventCodec.readLine(FILE.readTree(line));
        assertThat(event).isInstanceOf(WorkspaceEvent.Unknown.class);
        assertThat(MessageCodec.line(event)).isEqualTo(line);
    }

    @Test
    void aLineWithoutATypeIsNoEvent() throws Exception {
        assertThat(EventCodec.readLine(FILE.readTree("{\"timestamp\":1}"))).isNull();
        assertThat(EventCodec.readLine(FILE.readTree("{\"event_type\":[1]}"))).isNull();
        assertThat(EventCodec.readLine(FILE.readTree("[]"))).isNull();
        assertThat(EventCodec.readLine(FILE.readTree("7"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "\"text\"",
                "{\"tags\":null,\"depends_on\":null}",
                "{\"tags\":{\"a\":1},\"depends_on\":\"x\"}",
                "{\"tags\":[1,{\"key\":2},{\"value\":1}],\"depends_on\":[null,1,\"../x\"]}",
                "{\"progress\":null}",
                "{\"progress\":[null,1,{\"level\":\"x\",\"progress\":NaN}]}",
                "{\"timestamp\":\"now\",\"job_id\":1,\"task_id\":[],\"level\":1e300,\"retry_count\":-1e99}",
                "{\"timestamp\":1e400,\"co2_kg\":-Infinity,\"exit_code\":99999999999}",
                "{\"job_id\":\"../../x\",\"task_id\":\"\",\"experiment_id\":\"/\",\"run_id\":\"..\"}"
            })
    void misshapenFieldsReadAsTheirDefaults(String data) throws Exception {
        JsonNode node = FILE.readTree(data);
        for (WorkspaceEvent sample : samples()) {
            WorkspaceEvent event = EventCodec.read(dev.xpm.protocol.event.EventType.nameOf(sample), node);
            assertThat(event.getClass()).isEqualTo(sample.getClass());
            assertThat(event.timestamp()).isFinite();
            assertThat(MessageCodec.line(event)).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    @Tag("A-J2")
    @Test
    @Tag("P14")
    void nanIsReadAndNeverWritten() throws Exception {
        JsonNode node = FILE.readTree(
                "{\"tags\":[{\"key\":\"a\",\"value\":NaN},{\"key\":\"b\",\"value\":[-Infinity,1]}],\"event_type\":\"JobSubmittedEvent\"}");
        var event = (WorkspaceEvent.JobSubmitted) EventCodec.readLine(node);
        assertThat(event.tags().get("a")).isEqualTo(new JsonValue.NonFinite(Double.NaN));
        String line = MessageCodec.line(event);
        assertThat(line).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(StrictMapper.request().readTree(line).at("/tags/0/value").isNull())
                .isTrue();
        assertThat(StrictMapper.request().readTree(line).at("/tags/1/value/0").isNull())
                .isTrue();
    }

    @Tag("A-J4")
    @Test
    void loneSurrogatesSurviveAndStayAscii() throws Exception {
        JsonNode node = FILE.readTree("{\"a\":\"x\\ud800y\",\"event_type\":\"OddEvent\",\"timestamp\":1.0}");
        String line = MessageCodec.line(EventCodec.readLine(node));
        assertThat(line.chars()).allMatch(unit -> unit < 0x7F);
        assertThat(FILE.readTree(line)).isEqualTo(node);
    }

    @Test
    void shutdownAndLogNoticesHaveTheirShapes() throws Exception {
        assertThat(sent(new Notice.Shutdown("server_shutdown", null, null)).toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\","
                        + "\"params\":{\"reason\":\"server_shutdown\"}}");
        assertThat(sent(new Notice.Shutdown("error", -32002, "gone")).path("params"))
                .isEqualTo(FILE.readTree("{\"reason\":\"error\",\"code\":-32002,\"message\":\"gone\"}"));
    }

    @Test
    void allNumericTypesOfTagsAreKept() {
        assertThat(JsonValues.ofPlain(Map.of("a", 1)))
                .isEqualTo(new JsonValue.Fields(Map.of("a", new JsonValue.Numeric("1"))));
        assertThat(JsonValues.ofPlain(List.of(true, "x")))
                .isEqualTo(
                        new JsonValue.Items(List.of(new JsonValue.Bool(true), new JsonValue.Text(Samples.text("x")))));
        assertThat(JsonValues.ofPlain(null)).isEqualTo(new JsonValue.Null());
    }

    private static JsonNode sent(Notice notice) throws Exception {
        var bytes = new ByteArrayOutputStream();
        MessageCodec.body(notice).writeTo(bytes);
        return StrictMapper.request().readTree(bytes.toString(StandardCharsets.UTF_8));
    }

    private static List<Class<?>> kinds(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? List.of(type)
                : Stream.of(permitted).map(EventCodecTest::kinds).collect(ArrayList::new, List::addAll, List::addAll);
    }
}
