package dev.xpm.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LogTextTest {
    private static final String ESC = "\u001b";

    private static LogText of(String... pieces) {
        var text = new LogText();
        for (String piece : pieces) {
            text.feed(UntrustedText.of(piece));
        }
        return text;
    }

    private static List<String> shown(LogText text) {
        return text.slice(0, text.size()).stream()
                .map(line -> line.text().forTerminal())
                .toList();
    }

    private static List<String> shown(String... pieces) {
        return shown(of(pieces));
    }

    @Test
    void linesEndAtLineFeeds() {
        assertThat(shown("one\ntwo\n\nfour\n")).containsExactly("one", "two", "", "four");
    }

    @Test
    void anUnfinishedLastLineGrows() {
        LogText text = of("one\ntw");
        assertThat(shown(text)).containsExactly("one", "tw");
        assertThat(text.endsUnfinished()).isTrue();
        text.feed(UntrustedText.of("o\n"));
        assertThat(shown(text)).containsExactly("one", "two");
        assertThat(text.endsUnfinished()).isFalse();
    }

    @Test
    void ofALineOnlyTheTextAfterTheLastCarriageReturnIsKept() {
        assertThat(shown("0%\r50%\r100%\n")).containsExactly("100%");
    }

    @Test
    void aCarriageReturnAtTheEndOfALineBelongsToTheLineEnd() {
        assertThat(shown("dos\r\nfile\r\n")).containsExactly("dos", "file");
        assertThat(shown("gone\r\r\n")).containsExactly("");
    }

    @Test
    void aProgressBarThatWaitsBehindItsCarriageReturnStaysReadable() {
        assertThat(shown("10%\r")).containsExactly("10%");
        assertThat(shown("10%\r", "20%")).containsExactly("20%");
    }

    @Test
    void nestedProgressBarsRewriteTheLinesAbove() {
        String up = ESC + "[A";
        assertThat(shown("\router 0%", "\n\rinner 0%" + up, "\n\rinner 50%" + up, "\router 50%", "\n\rinner 99%" + up))
                .containsExactly("outer 50%", "inner 99%");
    }

    @Test
    void cursorUpBySeveralLinesStopsAtTheFirst() {
        assertThat(shown("a\nb\nc\n" + ESC + "[2AB\n")).containsExactly("a", "B", "c");
        assertThat(shown("a\nb\n" + ESC + "[99Ax\n")).containsExactly("x", "b");
    }

    @Test
    void linesThatNobodyRewritesKeepTheirText() {
        assertThat(shown("a\nb\n" + ESC + "[2A\n\nc\n")).containsExactly("a", "b", "c");
    }

    @Test
    void coloursBecomeSpansAndEndWithTheirLine() {
        LogLine line = of("plain " + ESC + "[1;31mred" + ESC + "[0m end\n").line(0);
        assertThat(line.spans()).hasSize(3);
        LogStyle red = line.spans().get(1).style();
        assertThat(red.bold()).isTrue();
        assertThat(red.foreground()).isEqualTo(new LogColor.Palette(1));
        assertThat(line.spans().get(2).style()).isEqualTo(LogStyle.PLAIN);
        assertThat(of(ESC + "[31mred\nplain\n").line(1).spans().get(0).style()).isEqualTo(LogStyle.PLAIN);
    }

    @Test
    void allThreeKindsOfColourAreRead() {
        assertThat(foreground("[95m")).isEqualTo(new LogColor.Palette(13));
        assertThat(foreground("[38;5;208m")).isEqualTo(new LogColor.Palette(208));
        assertThat(foreground("[38;2;1;2;3m")).isEqualTo(new LogColor.Rgb(1, 2, 3));
        assertThat(foreground("[38;5;999m")).isNull();
        assertThat(foreground("[31;39m")).isNull();
    }

    private static LogColor foreground(String code) {
        return of(ESC + code + "x").line(0).spans().get(0).style().foreground();
    }

    @Test
    void otherEscapeSequencesVanishAsAWhole() {
        assertThat(shown("a" + ESC + "]0;title\u0007b\n")).containsExactly("ab");
        assertThat(shown("a" + ESC + "]52;c;AAAA" + ESC + "\\b\n")).containsExactly("ab");
        assertThat(shown("a" + ESC + "Pdcs" + ESC + "\\b" + ESC + "[2K" + ESC + "[?25lc" + ESC + "(Bd\n"))
                .containsExactly("abcd");
        assertThat(shown("a\u009b31mb\u009d0;t\u009cc\n")).containsExactly("abc");
    }

    @Test
    void aSequenceWithoutAnEndTakesAtMostItsLine() {
        assertThat(shown("a" + ESC + "]0;never ends\nnext\n")).containsExactly("a", "next");
        assertThat(shown(ESC + "]" + "x".repeat(5_000) + "end")).hasSize(1).allMatch(line -> line.endsWith("end"));
    }

    @Test
    void remainingControlCharactersBecomeVisibleMarks() {
        assertThat(shown("a\u0008b\u0000c\n")).containsExactly("a␈b␀c");
    }

    @Test
    void tabsEndWhereATerminalEndsThem() {
        assertThat(shown("ab\tc\t\td\n")).containsExactly("ab      c               d");
        assertThat(shown("日本\tx\n")).containsExactly("日本    x");
        assertThat(shown("a" + ESC + "[31mb\tc\n")).containsExactly("ab      c");
    }

    @Test
    void aLongLineIsCutAndSaysSo() {
        LogLine line = of("x".repeat(1_000_000) + "\n").line(0);
        assertThat(line.cut()).isTrue();
        assertThat(line.text().raw()).hasSize(LineBuilder.MAX_CHARACTERS);
    }

    @Test
    void aLongLogKeepsItsNewestLines() {
        var text = new LogText();
        for (int at = 0; at < 120_000; at++) {
            text.feed(UntrustedText.of(at + "\n"));
        }
        assertThat(text.size()).isBetween(LogText.MAX_LINES, LogText.MAX_LINES + 5_000);
        assertThat(text.line(text.size() - 1).text().raw()).isEqualTo("119999");
        assertThat(text.dropped() + text.size()).isEqualTo(120_000);
    }

    @Test
    void olderLinesGoBeforeThePresentOnes() {
        LogText text = of("four\nfi");
        assertThat(text.prepend(UntrustedText.of("wo\nthree\n"), false)).isEqualTo(1);
        assertThat(text.prepend(UntrustedText.of("one\nt"), true)).isEqualTo(2);
        text.feed(UntrustedText.of("ve\n"));
        assertThat(shown(text)).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void linesWithoutColoursHaveALevel() {
        assertThat(of("INFO:28880:26-11-21 [xpm] Running\n").line(0).level()).isEqualTo(LogLevel.INFO);
        assertThat(of("2026-11-21 10:02:10,123 - x - ERROR - no\n").line(0).level())
                .isEqualTo(LogLevel.ERROR);
        assertThat(of("[WARN] careful\n").line(0).level()).isEqualTo(LogLevel.WARNING);
        assertThat(of("no errors in /INFO/x, INFORMATION\n").line(0).level()).isNull();
        assertThat(of(ESC + "[32mERROR\n").line(0).level()).isNull();
    }

    @Property(tries = 2_000)
    void anyCutIntoPiecesGivesTheSameLines(
            @ForAll
                    @StringLength(max = 120)
                    @Chars({'\n', '\r', '\t', '\u001b', '[', ']', ';', '3', '1', 'm', 'A', '\\', '\u0007', '\u009b', 'P'
                    })
                    @CharRange(from = 'a', to = 'e')
                    @CharRange(from = '\ud83d', to = '\ud83e')
                    @CharRange(from = '\ude00', to = '\ude05')
                    String log,
            @ForAll @Size(max = 6) List<@IntRange(max = 120) Integer> cuts) {
        LogText whole = of(log);
        LogText pieces = of(cut(log, cuts));
        assertThat(pieces.slice(0, pieces.size())).isEqualTo(whole.slice(0, whole.size()));
        assertThat(pieces.endsUnfinished()).isEqualTo(whole.endsUnfinished());
    }

    @Property(tries = 2_000)
    void nothingThatActsOnATerminalIsLeft(
            @ForAll @StringLength(max = 120) @CharRange(from = '\u0000', to = '\u009f') String log) {
        assertThat(shown(log))
                .allMatch(line -> line.chars().noneMatch(unit -> unit < 0x20 || (unit >= 0x7F && unit < 0xA0)));
    }

    private static String[] cut(String text, List<Integer> cuts) {
        var pieces = new ArrayList<String>();
        int from = 0;
        for (int at : cuts.stream().sorted().toList()) {
            int to = Math.min(at, text.length());
            pieces.add(text.substring(from, to));
            from = to;
        }
        pieces.add(text.substring(from));
        return pieces.toArray(String[]::new);
    }
}
