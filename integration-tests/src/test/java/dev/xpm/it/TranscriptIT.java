package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.it.wire.DeadlyList;
import dev.xpm.it.workspace.Fixture;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
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

    /** Source: protocol.md 3.3. */
    private static final Set<String> METHODS = Set.of(
            "get_sync_info",
            "get_experiments",
            "get_experiment",
            "get_experiment_runs",
            "get_jobs",
            "get_job",
            "get_all_jobs",
            "get_services",
            "get_tags_map",
            "get_dependencies_map",
            "kill_job",
            "clean_job",
            "delete_job_safely",
            "delete_experiment",
            "get_process_info",
            "execute_warning_action",
            "get_unresolved_warnings",
            "get_orphan_jobs",
            "get_stray_jobs");

    @TempDir
    private static Path state;

    private static Program.Result result;

    /** All fixtures in one run, so that an entry of the table that nothing needs any more is noticed. */
    @BeforeAll
    static void replay() throws IOException {
        Path recorder = Files.writeString(state.resolve("record"), "#!/bin/sh\n\"$@\" | tee -a \"$XPM_SAID\"\n");
        Files.setPosixFilePermissions(recorder, PosixFilePermissions.fromString("rwx------"));
        result = Fixture.replayAll(
                        "'" + recorder + "' '" + Program.launcher() + "' experiments --workdir {ws} monitor-server",
                        "--pristine",
                        "--intended",
                        "src/test/resources/intended-differences.json")
                .with("XDG_STATE_HOME", state.toString())
                .with("XPM_SAID", said().toString())
                .limit(Duration.ofMinutes(10))
                .run();
    }

    /** Every line that the agent wrote, in all scenarios of all fixtures. */
    private static Path said() {
        return state.resolve("said");
    }

    @Test
    void theAgentAnswersAndChangesAsRecorded() {
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

    /** The lines that end the reader of the original client are in protocol.md 1.9. */
    @Test
    void noLineOfTheAgentHarmsTheOriginalClient() throws Exception {
        int lines = 0;
        try (var said = new BufferedInputStream(Files.newInputStream(said()))) {
            for (byte[] line = line(said); line.length > 0; line = line(said)) {
                assertThat(DeadlyList.problems(line))
                        .as(new String(line, 0, Math.min(line.length, 500), StandardCharsets.ISO_8859_1))
                        .isEmpty();
                lines++;
            }
        }
        assertThat(lines).isGreaterThan(LEAST_EXCHANGES);
    }

    /** An audit of lines that were never written would find nothing. */
    @Test
    void everyMethodOfTheOriginalWasAskedAndAnswered() throws IOException {
        var asked = new TreeSet<String>();
        for (Fixture fixture : Fixture.all()) {
            for (JsonNode line : fixture.transcript()) {
                asked.add(line.path("send").path("method").asText());
            }
        }
        assertThat(asked).containsAll(METHODS);
    }

    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int unit = in.read(); unit >= 0 && unit != '\n'; unit = in.read()) {
            line.write(unit);
        }
        return line.toByteArray();
    }
}
