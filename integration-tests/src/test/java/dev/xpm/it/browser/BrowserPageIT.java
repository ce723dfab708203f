package dev.xpm.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.Needs;
import dev.xpm.it.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Needs({Tool.CHROMIUM, Tool.CHROMEDRIVER})
class BrowserPageIT {
    @TempDir
    private Path folder;

    @Test
    void showsWhatAPersonSees() throws Exception {
        Path page = Files.writeString(
                folder.resolve("page.html"),
                "<!doctype html><p id=a>first</p><button onclick=\"a.textContent='second'\">x</button>");
        try (var browser = BrowserPage.open(folder)) {
            browser.go(page.toUri().toString());
            browser.awaitText("first");
            browser.click("button");
            browser.awaitText("second");
            assertThat(browser.requests()).containsExactly(page.toUri().toString());
            assertThat(Files.size(browser.screenshot(folder.resolve("shot.png"))))
                    .isPositive();
        }
    }
}
