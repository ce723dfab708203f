package dev.xpm.client.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictYamlTest {
    private static YamlNode.Fields fields(String text) throws YamlException {
        return (YamlNode.Fields) StrictYaml.read(text).orElseThrow();
    }

    /** {@code key=value} pairs, nested ones in braces, lists in brackets. */
    private static String show(YamlNode node) {
        if (node instanceof YamlNode.Text text) {
            return text.value();
        }
        if (node instanceof YamlNode.Items items) {
            return items.values().stream().map(StrictYamlTest::show).collect(Collectors.joining(",", "[", "]"));
        }
        return ((YamlNode.Fields) node)
                .fields().stream()
                        .map(field -> field.key().value() + "=" + show(field.value()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void keepsThePlaceOfEveryValue() throws YamlException {
        YamlNode.Fields root = fields("server:\n  port: 1\nlist:\n- x\n");

        assertThat(root.fields().get(0).key().at()).isEqualTo(new Position(1, 1));
        YamlNode.Fields server = (YamlNode.Fields) root.fields().get(0).value();
        assertThat(server.fields().get(0).value().at()).isEqualTo(new Position(2, 9));
        YamlNode.Items list = (YamlNode.Items) root.fields().get(1).value();
        assertThat(list.values().get(0).at()).isEqualTo(new Position(4, 3));
    }

    @Test
    void leavesWordsThatLookLikeOtherTypesAsText() throws YamlException {
        assertThat(show(fields("a: no\nb: 010\nc: 1:30\nd: 1e3\ne: 2026-01-01\n")))
                .isEqualTo("{a=no,b=010,c=1:30,d=1e3,e=2026-01-01}");
    }

    @Test
    void tellsNullFromQuotedNull() throws YamlException {
        YamlNode.Fields root = fields("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n");

        assertThat(root.fields())
                .extracting(field -> ((YamlNode.Text) field.value()).isNull())
                .containsExactly(true, true, true, false, false);
    }

    @Test
    void takesAnEmptyTextForNoDocument() throws YamlException {
        assertThat(StrictYaml.read("")).isEmpty();
        assertThat(StrictYaml.read("# only a comment\n")).isEmpty();
        assertThat(StrictYaml.read("---\n")).isEmpty();
    }

    @Test
    void followsAliasesAndMergesMappings() throws YamlException {
        String text = "base: &b {host: h, python: p}\none: {<<: *b, python: own}\nlist: [*b, *b]\n";

        assertThat(show(fields(text)))
                .isEqualTo("{base={host=h,python=p},one={python=own,host=h},"
                        + "list=[{host=h,python=p},{host=h,python=p}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a: !!java.net.URL [x]       | 1:4  | tags are not allowed",
                "a: !!str 5                  | 1:4  | tags are not allowed",
                "a: 1\\nb: 2\\na: 3          | 3:1  | key \"a\" appears twice",
                "a: *x                       | 1:4  | alias *x names nothing before it",
                "a: &x [*x]                  | 1:8  | alias *x names nothing before it",
                "? [k]\\n: v                 | 1:3  | a key must be text",
                "a: 1\\n--- \\nb: 2          | 2:1  | a second document is not allowed",
                "a: {<<: 5}                  | 1:9  | << needs a mapping",
                "a: [1, 2                    | 1:9  | expected ',' or ']'",
                "a: \"x                      | 1:6  | found unexpected end of stream",
            })
    void refusesWithThePlace(String text, String place, String sentence) {
        assertThatThrownBy(() -> StrictYaml.read(text.replace("\\n", "\n")))
                .isInstanceOfSatisfying(YamlException.class, e -> {
                    assertThat(e.at().line() + ":" + e.at().column()).isEqualTo(place);
                    assertThat(e).hasMessageContaining(sentence);
                });
    }

    @Tag("A-J9")
    @Test
    void refusesADocumentThatAliasesBlowUp() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
        }

        assertThatThrownBy(() -> StrictYaml.read(text.toString()))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("aliases counted in full");
    }

    @Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> StrictYaml.read("[".repeat(100_000)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void refusesControlCharactersWithoutShowingThem() {
        assertThatThrownBy(() -> StrictYaml.read("a: \u001b[31m"))
                .isInstanceOfSatisfying(
                        YamlException.class, e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }
}
