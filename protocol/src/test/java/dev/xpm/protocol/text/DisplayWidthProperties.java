package dev.xpm.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No row is ever wider than the screen. Source: assurance.md T3. */
class DisplayWidthProperties {
    @Property
    void aCutTextIsNeverTooWide(@ForAll("texts") String text, @ForAll @IntRange(min = -1, max = 40) int columns) {
        int room = Math.max(0, columns);
        assertThat(DisplayWidth.of(DisplayWidth.cut(text, columns))).isLessThanOrEqualTo(room);
        assertThat(DisplayWidth.of(DisplayWidth.cutLeft(text, columns))).isLessThanOrEqualTo(room);
    }

    @Property
    void aFittedTextIsExactlyAsWideAsAsked(
            @ForAll("texts") String text, @ForAll @IntRange(min = 0, max = 40) int columns) {
        assertThat(DisplayWidth.of(DisplayWidth.fit(text, columns))).isEqualTo(columns);
    }

    @Property
    void aTextThatFitsIsNotCut(@ForAll("texts") String text) {
        int width = Math.max(1, DisplayWidth.of(text));
        assertThat(DisplayWidth.cut(text, width)).isEqualTo(text);
        assertThat(DisplayWidth.cutLeft(text, width)).isEqualTo(text);
    }

    @Property
    void aCutNeverSplitsACharacter(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 12) int columns) {
        assertThat(UntrustedText.of(DisplayWidth.cut(text, columns)).forTerminal())
                .isEqualTo(DisplayWidth.cut(text, columns));
    }

    @Property
    void cleaningNeverLeavesAnythingThatActs(@ForAll String anything) {
        String shown = UntrustedText.of(anything).forTerminal();
        assertThat(shown.codePoints())
                .noneMatch(point -> Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.SURROGATE);
        assertThat(UntrustedText.of(shown).forTerminal()).isEqualTo(shown);
    }

    @Example
    void knowsWideAndNarrowCharacters() {
        assertThat(DisplayWidth.of("日本")).isEqualTo(4);
        assertThat(DisplayWidth.of("한글")).isEqualTo(4);
        assertThat(DisplayWidth.of("😀")).isEqualTo(2);
        assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.of("─│…")).isEqualTo(3);
    }

    /** Texts as they come out of the cleaning: long marks, wide letters, emoji. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "é", "日", "한", "😀", "e\u0301", "\u0301", "…", " ", "ｗ", "─")
                .list()
                .ofMaxSize(30)
                .map(parts -> UntrustedText.of(String.join("", parts)).forTerminal());
    }
}
