package dev.xpm.client.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/troubleshooting.md} has an entry for each code, and for no other. */
class TroubleshootingTest {
    /** The code, what it means, and the exit code. */
    private static final Pattern HEADING = Pattern.compile("(?m)^### (XPM-[A-Z][0-9]{2}): .+ \\(exit ([0-9]+)\\)$");

    @ParameterizedTest
    @EnumSource(Problem.class)
    void eachCodeHasAnEntryWithItsExitCode(Problem problem) throws IOException {
        assertThat(exitCodes())
                .as(
                        "docs/troubleshooting.md needs: ### %s: WHAT IT MEANS (exit %d)",
                        problem.code(), problem.exitCode())
                .containsEntry(problem.code(), problem.exitCode());
    }

    @Test
    void noEntryIsAboutACodeThatDoesNotExist() throws IOException {
        assertThat(Problem.values())
                .extracting(Problem::code)
                .containsAll(exitCodes().keySet());
    }

    @Test
    void codesAreUnique() {
        assertThat(Problem.values()).extracting(Problem::code).doesNotHaveDuplicates();
    }

    /** The causes of assurance.md R15; that a workspace is none has its remedy where the host is known. */
    @Test
    @Tag("A-R15")
    void eachCauseOfAFailedConnectionHasARemedyOfItsOwn() {
        assertThat(Stream.of(
                                Problem.AUTHENTICATION,
                                Problem.HOST_KEY_UNKNOWN,
                                Problem.HOST_KEY_CHANGED,
                                Problem.UNREACHABLE,
                                Problem.HOST_UNKNOWN,
                                Problem.NO_AGENT,
                                Problem.NO_JAVA,
                                Problem.MEMORY_LIMIT,
                                Problem.PROCESS_LIMIT,
                                Problem.PERMISSION,
                                Problem.DISK_FULL,
                                Problem.READ_ONLY,
                                Problem.NO_EXEC)
                        .map(Problem::hint))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void eachEntrySaysHowItReadsWhereItComesFromAndWhatToDo() throws IOException {
        for (String entry : page().split("(?m)^### ", -1)) {
            if (entry.startsWith("XPM-")) {
                assertThat(entry.lines().filter(line -> line.startsWith("- ")))
                        .as(entry)
                        .hasSize(3)
                        .satisfiesExactly(
                                reads -> assertThat(reads).startsWith("- Reads: `"),
                                causes -> assertThat(causes).startsWith("- Causes: "),
                                remedy -> assertThat(remedy).startsWith("- Remedy: "));
            }
        }
    }

    private static Map<String, Integer> exitCodes() throws IOException {
        var codes = new LinkedHashMap<String, Integer>();
        Matcher heading = HEADING.matcher(page());
        while (heading.find()) {
            assertThat(codes.put(heading.group(1), Integer.valueOf(heading.group(2))))
                    .as("a second entry for " + heading.group(1))
                    .isNull();
        }
        return codes;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "troubleshooting.md"));
    }
}
