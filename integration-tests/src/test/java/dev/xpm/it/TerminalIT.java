package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.screen.TmuxScreen;
import dev.xpm.protocol.text.DisplayWidth;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./xpm demo} as a person sees it in a terminal. Source: interfaces.md 3. */
@Needs(Tool.TMUX)
class TerminalIT {
    private static final Pattern STTY = Pattern.compile("stty:([0-9a-f:]+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void theDemoShowsALiveExperimentAndLeavesTheTerminalAsItWas(int columns, int rows) throws Exception {
        try (var screen = TmuxScreen.open(folder, columns, rows)) {
            startDemo(screen);

            String table = screen.awaitText("reader-sweep");
            assertThat(table)
                    .contains("● live")
                    .contains("1 Monitor")
                    .contains("ablation")
                    .contains("? help");
            assertFits(screen.rows(), columns, rows);

            screen.press("Enter");
            screen.awaitText("reader.data.prepare");
            screen.await("progress of a running job", text -> text.matches("(?s).*▶ +[1-9][0-9]?%.*"));
            assertFits(screen.rows(), columns, rows);

            screen.press("Enter");
            String detail = screen.awaitText("Status ");
            assertThat(detail).contains("Job ").contains("dataset=").contains("running");
            assertFits(screen.rows(), columns, rows);

            screen.press("?");
            screen.awaitText("Everywhere");
            screen.press("Escape");
            screen.awaitGone("Everywhere");

            screen.press("Escape");
            screen.awaitGone("Progress");
            screen.press("Escape");
            screen.awaitText("ablation");
            quit(screen);
        }
    }

    @Test
    void aLogIsFollowedWhileItGrows() throws Exception {
        try (var screen = TmuxScreen.open(folder, 100, 30)) {
            startDemo(screen);
            screen.awaitText("reader-sweep");
            screen.press("Enter");
            screen.await("a running job", text -> text.matches("(?s).*▶ +[1-9][0-9]?%.*"));
            screen.press("l");
            screen.awaitText("FOLLOW");
            String first =
                    screen.await("lines of the log", text -> logLines(text).size() > 0);
            screen.await("more lines of the log", text -> !logLines(text).equals(logLines(first)));
            screen.press("q");
            screen.awaitGone("FOLLOW");
            screen.press("Escape");
            screen.awaitText("ablation");
            quit(screen);
        }
    }

    @Test
    void theFilesOfAServiceAreCopiedToThisMachine() throws Exception {
        try (var screen = TmuxScreen.open(folder, 200, 30)) {
            screen.type("export XDG_CACHE_HOME=" + folder.resolve("cache"));
            startDemo(screen);
            screen.awaitText("reader-sweep");
            screen.press("Enter");
            screen.await("a training, which writes curves", text -> text.matches("(?s).*reader\\.learn\\.train +▶.*"));
            screen.press("s");
            screen.awaitText("TensorBoard");
            screen.press("g");
            screen.await(
                    "the place of the copies",
                    text -> text.matches("(?s).*[0-9]+ files? in " + folder + "/cache/xpm/.*"));
            quit(screen);
        }
    }

    @Test
    void aRunningJobIsKilledAfterAYesAndShownSo() throws Exception {
        try (var screen = TmuxScreen.open(folder, 120, 40)) {
            startDemo(screen);
            screen.awaitText("reader-sweep");
            screen.press("Enter");
            screen.await("a training", text -> text.matches("(?s).*reader\\.learn\\.train +▶.*"));
            screen.press("Down");
            screen.press("Down");
            screen.await("the cursor on it", text -> text.matches("(?s).*▌[0-9a-f]{7} +reader\\.learn\\.train +▶.*"));
            screen.press("C-k");
            screen.awaitText("Kill this job?");
            screen.press("Left");
            screen.press("Enter");
            screen.awaitText("killed ");
            screen.await(
                    "the job that was killed", text -> text.matches("(?s).*▌[0-9a-f]{7} +reader\\.learn\\.train +✗.*"));
            quit(screen);
        }
    }

    @Tag("A-T6")
    @Test
    void everySizeIsDrawn() throws Exception {
        try (var screen = TmuxScreen.open(folder, 80, 24)) {
            startDemo(screen);
            screen.awaitText("reader-sweep");
            for (int[] size : new int[][] {{120, 40}, {60, 15}, {200, 50}, {20, 5}, {80, 24}}) {
                screen.resize(size[0], size[1]);
                if (size[0] < 60) {
                    screen.awaitGone("reader-sweep");
                } else {
                    screen.awaitText("reader-sweep");
                    screen.await(
                            "rows of " + size[0] + " columns", text -> fits(List.of(text.split("\n", -1)), size[0]));
                }
            }
            quit(screen);
        }
    }

    @Tag("A-T7")
    @Test
    void aSignalLeavesTheTerminalAsItWas() throws Exception {
        try (var screen = TmuxScreen.open(folder, 80, 24)) {
            startDemo(screen);
            screen.awaitText("reader-sweep");
            children(screen).forEach(ProcessHandle::destroy);
            screen.awaitText("exit:");
            screen.await("the terminal's settings before and after", TerminalIT::sameSettings);
        }
    }

    /** The programs that the terminal's shell has started. */
    private static List<ProcessHandle> children(TmuxScreen screen) throws Exception {
        return ProcessHandle.of(screen.shell()).stream()
                .flatMap(ProcessHandle::children)
                .toList();
    }

    private static void startDemo(TmuxScreen screen) throws Exception {
        screen.type("echo stty:$(stty -g); " + Program.launcher() + " demo; echo \"exit:$?\"; echo stty:$(stty -g)");
        screen.awaitText("● live");
    }

    private static void quit(TmuxScreen screen) throws Exception {
        screen.press("q");
        screen.awaitText("Quit?");
        screen.press("q");
        screen.awaitText("exit:0");
        screen.await("the terminal's settings before and after", TerminalIT::sameSettings);
    }

    private static boolean sameSettings(String text) {
        List<String> found =
                STTY.matcher(text).results().map(match -> match.group(1)).toList();
        return found.size() >= 2 && found.get(0).equals(found.get(found.size() - 1));
    }

    private static List<String> logLines(String text) {
        List<String> rows = text.lines().toList();
        return rows.size() < 5
                ? List.of()
                : rows.subList(2, rows.size() - 2).stream()
                        .filter(row -> !row.isBlank())
                        .toList();
    }

    private static void assertFits(List<String> rows, int columns, int height) {
        assertThat(rows).hasSizeLessThanOrEqualTo(height);
        assertThat(fits(rows, columns)).as(String.join("\n", rows)).isTrue();
    }

    private static boolean fits(List<String> rows, int columns) {
        return rows.stream().allMatch(row -> DisplayWidth.of(row) <= columns);
    }
}
