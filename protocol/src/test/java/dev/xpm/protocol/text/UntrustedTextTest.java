package dev.xpm.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may reach a terminal, a page or a log. Source: assurance.md T1 to T3. */
class UntrustedTextTest {
    @Tag("A-T1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred",
                "\u001b]0;title\u0007",
                "\u001b]7;file://h/\u0007",
                "\u001b]8;;http://x\u001b\\link",
                "\u001b]9;note\u0007",
                "\u001b]52;c;aGk=\u0007",
                "\u001b]777;notify;a;b\u0007",
                "\u001bP1;2q#0\u001b\\",
                "\u001b_apc\u001b\\",
                "\u001bXsos\u001b\\",
                "\u001b^pm\u001b\\",
                "bell\u0007",
                "back\u0008space",
                "vt\u000bff\u000c",
                "nul\u0000",
                "del\u007f",
                "cr\rlf\n"
            })
    void noControlCharacterReachesTheTerminal(String hostile) {
        String shown = UntrustedText.of(hostile).forTerminal();
        assertThat(shown.chars()).noneMatch(Character::isISOControl);
        assertThat(shown).hasSameSizeAs(hostile);
    }

    @Tag("A-T2")
    @Test
    void everyC1ControlIsReplaced() {
        for (char control = 0x80; control < 0xA0; control++) {
            String shown = UntrustedText.of("a" + control + "31mb").forTerminal();
            assertThat(shown).isEqualTo("a\uFFFD31mb");
        }
    }

    @Tag("A-T3")
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00AD, 0x061C, 0x180E, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2064,
                0x2066, 0x2069, 0xFEFF, 0xFFF9, 0x1BCA0, 0x1D173, 0xE0001, 0xE0041, 0xE0100
            })
    void directionOverridesAndInvisibleCharactersBecomeMarks(int point) {
        String shown =
                UntrustedText.of("safe" + Character.toString(point) + "txt.exe").forTerminal();
        assertThat(shown).isEqualTo("safe\uFFFDtxt.exe");
    }

    @Tag("A-T3")
    @Test
    void aFloodOfCombiningMarksIsCut() {
        String shown = UntrustedText.of("a" + "\u0301".repeat(10_000) + "b").forTerminal();
        assertThat(shown).startsWith("a\u0301").endsWith("b").hasSizeLessThan(10);
        assertThat(DisplayWidth.of(shown)).isEqualTo(2);
    }

    @Tag("A-T3")
    @Test
    void loneSurrogatesBecomeMarks() {
        assertThat(UntrustedText.of("a\ud800b\udc00").forTerminal()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void readableTextStaysAsItIs() {
        for (String plain : new String[] {"plain", "lr=0.1", "日本語", "naïve", "Ελλάδα", "😀", "e\u0301"}) {
            assertThat(UntrustedText.of(plain).forTerminal()).isEqualTo(plain);
            assertThat(UntrustedText.of(plain).forHtml()).isEqualTo(plain);
        }
    }

    @Test
    void aTabTakesOneColumn() {
        assertThat(UntrustedText.of("a\tb").forTerminal()).isEqualTo("a b");
    }

    @Test
    void isCutToTheColumnsThatAreThere() {
        assertThat(UntrustedText.of("日本語テキスト").forTerminal(6)).isEqualTo("日本…");
        assertThat(UntrustedText.of("short").forTerminal(6)).isEqualTo("short");
    }

    @Test
    void aLogLineHasABound() {
        assertThat(UntrustedText.of("x".repeat(1 << 20)).forLog())
                .hasSize(2_001)
                .endsWith("…");
        assertThat(UntrustedText.of("a\nb").forLog()).doesNotContain("\n");
    }

    @Test
    void doesNotSlipIntoAMessageByConcatenation() {
        assertThat("name: " + UntrustedText.of("\u001b[2Jsecret")).doesNotContain("secret");
    }
}
