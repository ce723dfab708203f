package dev.xpm.client.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of {@code docs/settings.md} can be used as they stand, and every key has one. */
class SettingsManualTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

    /** A key of a table, such as {@code workspaces[].ssh.host}. */
    private static final Pattern KEY = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");

    @TempDir
    Path home;

    static List<String> examples() throws IOException {
        return EXAMPLE.matcher(manual()).results().map(match -> match.group(1)).toList();
    }

    static List<String> keys() throws IOException {
        return KEY.matcher(manual())
                .results()
                .flatMap(match -> List.of(match.group(1).split(", ", -1)).stream())
                .map(key -> key.replace("`", ""))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachExampleIsLoadedWithoutProblemsAndWarnings(String example) throws Exception {
        assertThat(load(example).warnings()).isEmpty();
    }

    @Test
    void allExamplesAreSeen() throws Exception {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(keys()).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    }

    /** The older way to write folders is left out: its example would not be without a warning. */
    @ParameterizedTest
    @MethodSource("keys")
    void eachKeyIsOneThatTheProgramKnowsAndIsInAnExample(String key) throws Exception {
        String name = key.substring(key.lastIndexOf('.') + 1);
        assertThat(load(under(key)).warnings())
                .noneMatch(warning -> warning.sentence().startsWith("unknown key"));
        if (!name.equals("alt_workspaces")) {
            assertThat(examples())
                    .anyMatch(example ->
                            Pattern.compile("\\b" + name + ":").matcher(example).find());
        }
    }

    /** A file that sets that key, where possible to nothing. */
    private static String under(String key) {
        String[] parts = key.split("\\.", -1);
        if (parts[0].endsWith("[]")) {
            return inList(parts);
        }
        return parts.length == 1 ? parts[0] + ": " : parts[0] + ": {" + parts[1] + ": }";
    }

    /** {@code workspaces[].ssh.host}: the other keys of the entry must be right. */
    private static String inList(String[] parts) {
        String entry = "id: i, path: /p";
        if (parts.length == 2) {
            return "workspaces: [{" + (entry.contains(parts[1] + ":") ? entry : entry + ", " + parts[1] + ": ") + "}]";
        }
        boolean folder = parts[1].endsWith("[]");
        String needed = folder ? "path: /f" : parts[1].equals("ssh") ? "host: h" : "";
        String inner =
                needed.startsWith(parts[2] + ":") ? needed : needed + (needed.isEmpty() ? "" : ", ") + parts[2] + ": ";
        return "workspaces: [{" + entry + ", " + parts[1].replace("[]", "") + ": " + (folder ? "[" : "") + "{" + inner
                + "}" + (folder ? "]" : "") + "}]";
    }

    private SettingsFile load(String text) throws Exception {
        Path file = home.resolve("settings.yaml");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        return SettingsFile.load(file, Map.of("XPM_WEB_TOKEN", "secret"), home);
    }

    private static String manual() throws IOException {
        return Files.readString(Path.of("..", "docs", "settings.md"));
    }
}
