package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.workspace.Fixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our agent answers every recorded question and makes every recorded change as the original server did, but for the
 * differences that were decided on ({@code intended-differences.json}); it leaves the workspace as it was unless asked.
 */
@Needs(Tool.PYTHON)
class TranscriptIT {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) of (\\d+) exchanges equal");

    /** A check of nothing would pass: about 85 % of the exchanges of all scenarios. */
    private static final int LEAST_EXCHANGES = 3_400;

    @TempDir
    private Path state;

    /** All fixtures in one run, so that an entry of the table that nothing needs any more is noticed. */
    @Test
    void theAgentAnswersAndChangesAsRecorded() throws Exception {
        Program.Result result = Fixture.replayAll(
                        "'" + Program.launcher() + "' experiments --workdir {ws} monitor-server",
                        "--pristine",
                        "--intended",
                        "src/test/resources/intended-differences.json")
                .with("XDG_STATE_HOME", state.toString())
                .limit(Duration.ofMinutes(10))
                .run();
        List<String> rest = result.outLines().stream()
                .filter(line -> !line.startsWith("quirk: ") && !line.startsWith("intended: "))
                .toList();
        assertThat(result.exit())
                .as("%s%s", String.join("\n", rest), result.err())
                .isZero();
        Matcher summary = SUMMARY.matcher(rest.get(rest.size() - 1));
        assertThat(summary.matches()).isTrue();
        assertThat(Integer.parseInt(summary.group(2))).isGreaterThan(LEAST_EXCHANGES);
    }
}
