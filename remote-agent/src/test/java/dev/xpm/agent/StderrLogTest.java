package dev.xpm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StderrLogTest {
    private final PrintStream before = System.err;

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    @Test
    void writesWarningsAsOnePlainLineEachAndNotWithoutEnd() {
        var written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.Logger log = new StderrLog().getLogger("any", StderrLogTest.class.getModule());

        log.log(System.Logger.Level.INFO, "not shown");
        log.log(System.Logger.Level.WARNING, "line\nbreak \u001b[31m é");
        log.log(System.Logger.Level.WARNING, "failed", new IllegalStateException("with a secret"));
        log.log(System.Logger.Level.WARNING, "{0} of {1}", 1, 2);
        for (int i = 0; i < 1_000; i++) {
            log.log(System.Logger.Level.ERROR, "again");
        }

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .hasSizeLessThanOrEqualTo(100)
                .startsWith(
                        "xpm-agent: line?break ?[31m ?",
                        "xpm-agent: failed: IllegalStateException",
                        "xpm-agent: 1 of 2")
                .endsWith("xpm-agent: further messages are not shown");
        assertThat(System.LoggerFinder.getLoggerFinder()).isInstanceOf(StderrLog.class);
    }
}
