package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.message.RpcException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Whatever a client sends, each line that the agent writes is one that the original client survives. */
@Tag("A-J8")
class SessionFuzzTest {
    private static final JsonMapper READER = StrictMapper.request();
    private static final WorkspaceMethods METHODS = (WorkspaceMethods) Proxy.newProxyInstance(
            WorkspaceMethods.class.getClassLoader(),
            new Class<?>[] {WorkspaceMethods.class},
            (proxy, method, arguments) -> answer(method));

    private static Object answer(Method method) throws RpcException {
        Class<?> type = method.getReturnType();
        if (type == Streamed.class) {
            return new Streamed<>(List.of());
        }
        if (type == Map.class) {
            return Map.of();
        }
        throw RpcException.invalidParams("refused");
    }

    @FuzzTest(maxDuration = "5m")
    void everyLineIsAnsweredWellOrNotAtAll(byte[] input) throws IOException {
        var out = new ByteArrayOutputStream();
        var endpoint = new ServerEndpoint(new ByteArrayInputStream(input), out, METHODS, event -> List.of(), () -> {});
        endpoint.serve();
        endpoint.end(new Notice.Shutdown("server_shutdown", null, null), Duration.ofSeconds(10));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        for (String line : lines.subList(0, lines.size() - 1)) {
            JsonNode message = READER.readTree(line);
            if (message.isArray()) {
                assertThat(message).isNotEmpty().allSatisfy(SessionFuzzTest::check);
            } else {
                check(message);
            }
        }
        assertThat(lines.get(lines.size() - 1)).contains("notification.shutdown");
    }

    private static void check(JsonNode answer) {
        assertThat(answer.path("jsonrpc").textValue()).isEqualTo("2.0");
        assertThat(answer.has("id")).isTrue();
        assertThat(answer.has("result")).isNotEqualTo(answer.has("error"));
        if (answer.has("error")) {
            assertThat(answer.at("/error/code").isIntegralNumber()).isTrue();
            assertThat(answer.at("/error/message").isTextual()).isTrue();
        }
    }
}
