package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPageTest {
    private final Map<LogStream, ScriptedLog> files = new EnumMap<>(LogStream.class);
    private Stage stage;

    @BeforeEach
    void write() {
        var job = new JobKey(Sample.TRAIN, Sample.id("a7f31c4"));
        files.put(LogStream.STDOUT, new ScriptedLog(job, LogStream.STDOUT, "seventeen letters"));
        files.put(LogStream.STDERR, new ScriptedLog(job, LogStream.STDERR, numbered(0, 100)));
    }

    private static String numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(at -> "INFO line " + at + "\n")
                .collect(Collectors.joining());
    }

    private ScriptedLog err() {
        return files.get(LogStream.STDERR);
    }

    private Stage open(int columns, int rows) throws Exception {
        stage = new Stage(columns, rows);
        stage.logs = (job, stream) -> files.get(stream);
        Sample.fill(stage.workspace);
        return stage.connect()
                .press("Enter")
                .settle(state ->
                        state.table(RunKey.current(SourceId.ONLY, Sample.SWEEP)).isKnown())
                .press("Down", "l");
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Tag("B12")
    @Test
    void itGoesOnOverTheNextConnection() throws Exception {
        open(80, 24);
        ScriptedLog before = err();
        before.lose();
        var after = new ScriptedLog(before.job(), LogStream.STDERR, numbered(0, 102));
        files.put(LogStream.STDERR, after);
        stage.face.page().refresh();
        after.write("INFO line 102\n");
        assertThat(before.closed).isTrue();
        assertThat(stage.text()).contains("INFO line 102").doesNotContain("the connection was lost");
        assertThat(stage.text()).containsOnlyOnce("INFO line 99\n");
        stage.face.page().refresh();
        assertThat(after.closed).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"80,24", "120,40"})
    void itOpensAtTheEndAndSaysWhatItShows(int columns, int rows) throws Exception {
        open(columns, rows);
        assertThat(stage.line(0))
                .startsWith(" log a7f31c")
                .contains("· fitting ▸  stdout 17B [stderr 1.3KB]", "FOLLOW", "● live");
        assertThat(stage.line(1)).endsWith("/fitting.err");
        assertThat(stage.line(rows - 3)).isEqualTo("INFO line 99");
        assertThat(stage.line(rows - 2)).startsWith(" live stream").endsWith("line 100/100 100%");
        assertThat(stage.line(rows - 1)).contains("f follow", "g G ends", "Esc back");
    }

    @Test
    void itFollowsAndRewritesAProgressBarInPlace() throws Exception {
        open(80, 24);
        err().write("Fit 26%|██▋ | 34/128");
        assertThat(stage.line(21)).isEqualTo("Fit 26%|██▋ | 34/128");
        err().write("\rFit 27%|██▋ | 35/128");
        assertThat(stage.line(21)).isEqualTo("Fit 27%|██▋ | 35/128");
        assertThat(stage.line(20)).isEqualTo("INFO line 99");
        err().write("\ndone\n");
        assertThat(stage.line(21)).isEqualTo("done");
    }

    @Test
    void scrollingUpPausesAndCountsWhatCame() throws Exception {
        open(80, 24).press("PgUp");
        String top = stage.line(2);
        err().write("one\ntwo\n");
        assertThat(stage.line(0)).contains("PAUSED +2 lines");
        assertThat(stage.line(2)).isEqualTo(top);
        assertThat(stage.press("G").line(21)).isEqualTo("two");
        assertThat(stage.line(0)).contains("FOLLOW");
    }

    @Test
    void pageUpAtTheTopReadsOlderLines() throws Exception {
        err().tailBytes = 200;
        open(80, 24);
        assertThat(stage.text()).doesNotContain("INFO line 80");
        for (int at = 0; at < 40; at++) {
            stage.press("PgUp").lines();
        }
        assertThat(stage.line(2)).isEqualTo("INFO line 0");
        assertThat(stage.press("#").line(2)).isEqualTo("  1 INFO line 0");
        assertThat(stage.line(3)).isEqualTo("  2 INFO line 1");
    }

    @Test
    void findGoesThroughTheMatchesBothWays() throws Exception {
        open(80, 24).press("/").type("line 4").press("Enter");
        assertThat(stage.line(22)).contains("find: line 4", "match 11 of 11");
        assertThat(stage.text()).contains("INFO line 49");
        assertThat(stage.press("N").line(22)).contains("match 10 of 11");
        assertThat(stage.press("n", "n").line(22)).contains("match 1 of 11");
        assertThat(stage.press("/").type("absent").press("Enter").text()).contains("Not found: absent");
    }

    @Test
    void wrappingShowsLongLinesWhole() throws Exception {
        open(80, 24);
        err().write("x".repeat(100) + "END\n");
        assertThat(stage.text()).doesNotContain("END").contains("…");
        assertThat(stage.press("w").text()).contains("xEND");
        assertThat(stage.press("w", "Right", "Right").text()).contains("xEND");
    }

    @Test
    void tabChangesTheFileAndEscapeClosesBoth() throws Exception {
        open(80, 24).press("Tab");
        assertThat(stage.text()).contains("[stdout 17B]", "seventeen letters", "fitting.out");
        stage.press("Esc");
        assertThat(stage.line(2)).startsWith(" ◂ reader-sweep");
        assertThat(files.values()).allMatch(file -> file.closed);
    }

    @Test
    void qClosesTheLogAndNotTheProgram() throws Exception {
        assertThat(open(80, 24).press("q").text()).doesNotContain("Quit?").contains("reader-sweep");
    }

    @Test
    void levelsHaveColoursAndATurnsThemOff() throws Exception {
        open(80, 24);
        err().write("ERROR red\n\u001b[34mown\u001b[0m\n");
        stage.lines();
        assertThat(stage.cell(0, 20).isBold()).isTrue();
        assertThat(stage.cell(0, 21).getForegroundColor()).isEqualTo(com.googlecode.lanterna.TextColor.ANSI.BLUE);
        stage.press("a").lines();
        assertThat(stage.cell(0, 20).isBold()).isFalse();
        assertThat(stage.line(21)).isEqualTo("own");
    }

    @Test
    void hostileLinesStayText() throws Exception {
        open(80, 24);
        err().write("a\u001b]52;c;AAAA\u0007b\u009b2Jc\u0008d\u202ee\n");
        assertThat(stage.line(21)).isEqualTo("abc␈d\uFFFDe");
    }

    @Test
    void aReplacedFileIsShownFromItsBeginning() throws Exception {
        open(80, 24);
        err().replace("fresh\n");
        assertThat(stage.lines().subList(2, 4)).containsExactly("fresh", "");
    }

    @Test
    void aLogThatIsNotThereNamesBothFiles() throws Exception {
        files.replaceAll((stream, file) -> new ScriptedLog(file.job(), stream, ""));
        open(80, 24);
        assertThat(stage.text()).contains("fitting.out and fitting.err");
    }

    @Test
    void withoutASessionItSaysWhy() throws Exception {
        files.clear();
        open(80, 24);
        assertThat(stage.text()).contains("Unable to read the log:", "there is no connection");
    }

    @Test
    void everySizeCanBeDrawn() throws Exception {
        open(80, 24);
        err().write("日本語✅".repeat(300) + "\n");
        for (String key : List.of("w", "#", "PgUp", "w", "Right", "/")) {
            stage.press(key);
            for (int[] size : new int[][] {{1, 1}, {20, 5}, {60, 15}, {61, 24}, {500, 200}, {80, 24}}) {
                stage.resize(size[0], size[1]).lines();
            }
        }
    }

    @Test
    void aFloodOfLinesKeepsTheEndInView() throws Exception {
        open(80, 24);
        err().write(numbered(0, 60_000));
        assertThat(stage.line(21)).isEqualTo("INFO line 59999");
        assertThat(stage.press("g").line(2)).startsWith("INFO line ");
    }
}
