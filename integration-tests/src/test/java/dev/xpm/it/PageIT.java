package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.browser.BrowserPage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./xpm demo --web} as a person sees it in a browser. Source: interfaces.md 4. */
@Needs({Tool.CHROMIUM, Tool.CHROMEDRIVER})
class PageIT {
    @TempDir
    private Path folder;

    private Process demo;
    private String link;
    private String origin;
    private BrowserPage page;

    @BeforeEach
    void start() throws Exception {
        demo = Program.xpm("demo", "--web", "--port", "0")
                .errors(folder.resolve("demo.log"))
                .start();
        BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8);
        link = Objects.requireNonNull(lines.readLine(), "the demo printed no link");
        origin = link.substring(0, link.indexOf('/', "http://".length()));
        page = BrowserPage.open(folder);
    }

    @AfterEach
    void stop() throws Exception {
        page.close();
        Program.end(demo);
    }

    @Test
    void thePrintedLinkLogsInAndTheTokenLeavesTheAddressBar() throws Exception {
        page.go(origin + "/x");
        page.awaitText("token");
        assertThat(page.text()).doesNotContain("reader-sweep");
        page.go(link);
        page.awaitText("reader-sweep");
        assertThat(page.address()).isEqualTo(origin + "/");
    }

    @Test
    void theTableChangesWithoutAReload() throws Exception {
        page.go(link);
        page.go(origin + "/x/reader-sweep");
        page.awaitText("prepare");
        page.run("window.loadedOnce = true");
        String before = page.text();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !page.text()
                .equals(before));
        page.awaitText("✓");
        assertThat(page.run("return window.loadedOnce === true").booleanValue()).isTrue();
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aLogIsFollowedWhileItGrows() throws Exception {
        page.go(link);
        page.go(origin + "/x/reader-sweep");
        page.awaitText("prepare");
        String log = page.run("return document.querySelector(\"a[href*='/log/stdout']\").href")
                .textValue();
        page.go(log.replace("/log/stdout", "/log/stderr"));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> logLength() > 0);
        int length = logLength();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> logLength() > length);
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void nothingIsAskedOfAnyoneElse() throws Exception {
        page.go(link);
        for (String path : List.of("/", "/x", "/x/reader-sweep", "/services", "/warnings", "/output")) {
            page.go(origin + path);
            page.awaitText("xpm");
        }
        assertThat(page.requests()).isNotEmpty().allMatch(address -> address.startsWith(origin + "/"));
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void everyPageFitsAPhone() throws Exception {
        page.go(link);
        page.awaitText("reader-sweep");
        page.asPhone();
        page.go(origin + "/x/reader-sweep");
        page.awaitText("prepare");
        String job = page.run("return document.querySelector('td.c-task a').getAttribute('href')")
                .textValue();
        List<String> paths = List.of(
                "/",
                "/x",
                "/x/reader-sweep",
                "/x/reader-sweep?tab=runs",
                "/x/reader-sweep?tab=services",
                job,
                job.replace("?", "/log/stderr?"),
                "/services",
                "/warnings",
                "/output",
                "/stop",
                "/x/nothing");
        for (String path : paths) {
            page.go(origin + path);
            page.awaitText("xpm");
            assertThat(page.run("return document.documentElement.scrollWidth - window.innerWidth")
                            .intValue())
                    .as("%s reaches beyond the right edge by", path)
                    .isNotPositive();
            assertThat(page.run(
                                    "return [...document.querySelectorAll('nav')].map(nav => nav.scrollHeight - nav.clientHeight)")
                            .toString())
                    .as("rows of links that scroll upwards on %s", path)
                    .matches("\\[(0,?)*]");
        }
    }

    private int logLength() throws IOException {
        return page.run(
                        "const log = document.querySelector('#log, .log, pre'); return log ? log.textContent.trim().length : 0")
                .intValue();
    }
}
