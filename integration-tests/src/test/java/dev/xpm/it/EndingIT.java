package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.screen.FailingScreen;
import dev.xpm.it.screen.TmuxScreen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the terminal UI ends, it gives the terminal back: settings, screen, cursor, mouse. */
@Tag("A-T7")
@Needs(Tool.TMUX)
class EndingIT {
    @TempDir
    private Path folder;

    private TmuxScreen screen;

    @BeforeEach
    void start() throws Exception {
        screen = TmuxScreen.open(folder, 80, 24);
        screen.type("echo earlier line");
        screen.awaitText("earlier line");
    }

    @AfterEach
    void stop() throws Exception {
        screen.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void aSignal(String signal) throws Exception {
        begin("'" + Program.launcher() + "' demo");
        screen.awaitText("reader-sweep");
        List<ProcessHandle> running = ProcessHandle.of(screen.shell()).stream()
                .flatMap(ProcessHandle::children)
                .toList();
        assertThat(running).hasSize(1);
        assertThat(Program.of(
                                "kill",
                                "-" + signal,
                                String.valueOf(running.get(0).pid()))
                        .run()
                        .exit())
                .isZero();
        assertGivenBack();
    }

    @Test
    void anUncaughtException() throws Exception {
        begin(FailingScreen.command(folder));
        screen.awaitText("1 Monitor");
        screen.press("?");
        assertGivenBack();
        assertThat(screen.text())
                .contains("the terminal face ended because of IllegalStateException: on purpose")
                .doesNotContain("\tat ");
    }

    private void begin(String program) throws Exception {
        Path script = Files.write(
                folder.resolve("run"),
                List.of(
                        "stty -a >" + folder.resolve("before"),
                        program,
                        "echo \"exit:$?\"",
                        "stty -a >" + folder.resolve("after"),
                        "echo told"));
        screen.type(". " + script);
    }

    private void assertGivenBack() throws Exception {
        screen.awaitText("told");
        assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
        assertThat(screen.text()).contains("earlier line");
        assertThat(screen.state("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}"))
                .isEqualTo("0 1 0 0");
    }
}
