package dev.xpm.it.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.Needs;
import dev.xpm.it.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Needs(Tool.TMUX)
class TmuxScreenIT {
    @TempDir
    private Path folder;

    @Test
    void showsWhatAPersonSees() throws Exception {
        try (var screen = TmuxScreen.open(folder, 80, 24)) {
            screen.type("stty size; printf 'é▶日\\n'");
            screen.awaitText("24 80");
            screen.awaitText("é▶日");
            screen.resize(120, 40);
            screen.type("stty size");
            screen.awaitText("40 120");
            assertThat(screen.rows()).hasSizeLessThanOrEqualTo(40);
        }
    }
}
