package dev.xpm.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit itself: an audit that lets everything pass would find nothing either. */
class DeadlyListIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "null",
                "true",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"text\"}",
                "{\"jsonrpc\":\"2.0\",\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":NaN}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x/log.data\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":[],\"data\":{\"timestamp\":1}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":\"JobSubmittedEvent\",\"data\":{\"timestamp\":1,\"tags\":{}}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.state_event\",\"params\":{\"event_type\":\"JobSubmittedEvent\",\"data\":{\"timestamp\":1,\"depends_on\":null}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[{\"job_id\":\"a\",\"task_id\":\"b\",\"state\":\"done\",\"failure_reason\":\"OOM\",\"progress\":[],\"retry_count\":0}]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"experiment_id\":\"a\",\"run_id\":\"\",\"status\":\"done\",\"job_states\":{},\"services\":null,\"actions\":{},\"job_infos\":{},\"run_tags\":[]}}",
                "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}"
            })
    void aDeadlyLineIsFound(String line) {
        assertThat(DeadlyList.problems(line.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    }

    @Test
    void bytesThatAreNoTextAreFound() {
        assertThat(DeadlyList.problems(new byte[] {'"', (byte) 0xC3, '(', '"'})).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"not valid JSON\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[{\"job_id\":\"a\",\"task_id\":\"b\",\"state\":\"error\",\"failure_reason\":\"MEMORY\",\"progress\":[],\"retry_count\":0}]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notification.shutdown\",\"params\":{\"reason\":\"server_shutdown\"}}"
            })
    void anHonestLinePasses(String line) {
        assertThat(DeadlyList.problems(line.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
