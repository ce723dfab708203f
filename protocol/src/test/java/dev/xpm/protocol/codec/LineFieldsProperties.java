package dev.xpm.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.workspace.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The quick reader takes only what the tree would take, and reads the same in it. */
class LineFieldsProperties {
    private static final JsonMapper MAPPER = StrictMapper.file();
    private static final List<String> NAMES =
            List.of("job_id", "task_id", "timestamp", "tags", "key", "value", "absent");

    /** Used for all lines, as in a file: nothing of one may be seen in the next. */
    private final LineFields line = new LineFields(MAPPER);

    @Property(tries = 5_000)
    void whatIsTakenReadsAsInATree(@ForAll("objects") String text) throws JsonProcessingException {
        assertThat(isTaken(text)).isTrue();
        check(text);
    }

    @Property(tries = 5_000)
    void aDamagedLineIsReadAsTheTreeReadsIt(
            @ForAll("objects") String text, @ForAll @IntRange(max = 200) int at, @ForAll("pieces") String piece)
            throws JsonProcessingException {
        int cut = Math.min(at, text.length());
        for (String damaged : List.of(
                text.substring(0, cut),
                text.substring(0, cut) + piece + text.substring(cut),
                text.substring(0, cut) + piece + text.substring(Math.min(text.length(), cut + piece.length())))) {
            if (isTaken(damaged)) {
                check(damaged);
            }
        }
    }

    private boolean isTaken(String text) {
        byte[] bytes = ("###" + text + "###").getBytes(StandardCharsets.UTF_8);
        return line.take(bytes, 3, bytes.length - 3);
    }

    private void check(String text) throws JsonProcessingException {
        JsonNode node = MAPPER.readTree(text);
        assertThat(node.isObject()).isTrue();
        var tree = new Fields(node);
        for (String name : NAMES) {
            assertThat(line.string(name)).isEqualTo(tree.string(name));
            assertThat(line.number(name)).isEqualTo(tree.number(name));
            assertThat(line.integer(name)).isEqualTo(tree.integer(name));
            assertThat(line.boolOrNull(name)).isEqualTo(tree.boolOrNull(name));
            assertThat(line.stamp(name)).isEqualTo(tree.stamp(name));
            assertThat(line.get(name)).isEqualTo(tree.get(name));
            assertThat(line.values(name)).isEqualTo(tree.values(name));
            assertThat(line.values(name).keySet())
                    .containsExactlyElementsOf(tree.values(name).keySet());
            assertThat(line.pairs(name)).isEqualTo(tree.pairs(name));
            assertThat(line.made(name, TaskId::orNull)).isEqualTo(tree.made(name, TaskId::orNull));
            assertThat(line.items(name)).containsExactlyElementsOf(tree.items(name));
        }
        assertThat(ExperimentCodec.readInfo(line)).isEqualTo(ExperimentCodec.readInfo(node));
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                "\"", "\\", "\\u0041", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e5", "é", "\u0001", " ", "\n",
                "null", "NaN", "tru", "/");
    }

    @Provide
    Arbitrary<String> objects() {
        return object(values(2));
    }

    private static Arbitrary<String> object(Arbitrary<String> values) {
        Arbitrary<String> field = Combinators.combine(Arbitraries.of(NAMES.subList(0, 6)), values, blank())
                .as((name, value, blank) -> "\"" + name + "\"" + blank + ":" + blank + value);
        return Combinators.combine(field.list().ofMaxSize(6), blank())
                .as((fields, blank) -> blank
                        + fields.stream().collect(Collectors.joining(blank + "," + blank, "{" + blank, blank + "}"))
                        + blank);
    }

    private static Arbitrary<String> blank() {
        return Arbitraries.of("", "", " ", "\t", "\r");
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange(' ', '~')
                .excludeChars('"', '\\')
                .ofMaxLength(8)
                .map(content -> "\"" + content + "\"");
        Arbitrary<String> scalar = Arbitraries.oneOf(
                text,
                Arbitraries.of(
                        "null",
                        "true",
                        "false",
                        "0",
                        "-0",
                        "-0.0",
                        "0.0000001",
                        "1.10",
                        "\"..\"",
                        "\"a/b\"",
                        "\"2025-03-01T10:15:00.120031\"",
                        "\"2025-02-30T10:15:00\"",
                        "9007199254740993",
                        "123456789012345678901234567890",
                        "0.1234567890123456789"),
                Arbitraries.doubles().between(-1e9, 1e9).map(number -> new java.math.BigDecimal(number.toString())
                        .toPlainString()),
                Arbitraries.longs().map(String::valueOf));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<String> inner = values(depth - 1);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, scalar),
                net.jqwik.api.Tuple.of(1, inner.list().ofMaxSize(3).map(list -> list.toString())),
                net.jqwik.api.Tuple.of(1, pair(inner).list().ofMaxSize(3).map(list -> list.toString())),
                net.jqwik.api.Tuple.of(1, object(inner)));
    }

    private static Arbitrary<String> pair(Arbitrary<String> values) {
        return Combinators.combine(Arbitraries.of("lr", "size"), values)
                .as((key, value) -> "{\"key\": \"" + key + "\", \"value\": " + value + "}");
    }
}
