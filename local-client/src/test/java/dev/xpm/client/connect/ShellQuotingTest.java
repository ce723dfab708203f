package dev.xpm.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellQuotingTest {
    private static final int RANDOM_WORDS = 10_000;
    private static final int BATCH = 500;
    private static final int SEPARATOR = 0x1e;
    private static final String MEANT = " \t\n\r'\"\\\\$`!#%&()*;<>?[]^{|}~=-/.,:@+0a\u007f\u001b";

    private static final List<String> NASTY = List.of(
            "",
            " ",
            "a b",
            "it's",
            "\"quoted\"",
            "$HOME",
            "`id`",
            "$(id)",
            "a!b",
            "!!",
            "back\\slash",
            "trailing\\",
            "line\nbreak",
            "\n",
            "tab\there",
            "-rf",
            "--",
            "*",
            "?",
            "[a]",
            "~",
            "~root/x",
            "a;b",
            "a&b",
            "a|b",
            "<x>",
            "(x)",
            "{a,b}",
            "#x",
            "%s",
            "\\0101",
            "é ü 漢字 😀",
            "'\"'\"'",
            "^",
            "=x",
            "a=b",
            "\r");

    static Stream<List<String>> table() {
        return Stream.of(
                List.of("uv tool run", "~/my xp", "uv tool run experiments --workdir '~/my xp' monitor-server"),
                List.of(
                        "'/opt/x y/bin/xpm' --debug",
                        "/w",
                        "'/opt/x y/bin/xpm' --debug experiments --workdir /w monitor-server"),
                List.of("/opt/x y/bin/xpm", "/w", "/opt/x y/bin/xpm experiments --workdir /w monitor-server"),
                List.of("env FOO='a b' xpm", "/w", "env 'FOO=a b' xpm experiments --workdir /w monitor-server"),
                List.of("~/bin/xpm", "/w", "~/bin/xpm experiments --workdir /w monitor-server"),
                List.of("~ann/bin/xpm", "/w", "~ann/bin/xpm experiments --workdir /w monitor-server"),
                List.of("'~/my tools/xpm'", "/w", "~/'my tools/xpm' experiments --workdir /w monitor-server"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void writesTheLinesOfTheProtocol(List<String> row) throws Exception {
        var command = new RemoteCommand(
                RemoteLauncher.custom(row.get(0)),
                List.of("experiments", "--workdir", row.get(1), "monitor-server"),
                null);

        assertThat(ShellQuoting.line(command)).isEqualTo(row.get(2));
    }

    @Test
    void putsShellInitVerbatimBeforeTheLine() {
        var command = new RemoteCommand(List.of("xpm"), List.of("a b"), "module load java; X=\"!\"");

        assertThat(ShellQuoting.line(command)).isEqualTo("module load java; X=\"!\"; xpm 'a b'");
    }

    @Test
    @Tag("A-S2")
    void writesWhatSomeShellWouldMisreadAsBytes() {
        assertThat(ShellQuoting.line(RemoteCommand.of("echo", "a!b")))
                .isEqualTo("sh -c 'eval \"$(printf %b \"$0\")\"' 'echo \\0047a\\0041b\\0047'");
    }

    @Test
    @Tag("A-D8")
    void aProgramOfThisMachineTakesThePlaceOfTheShellBeforeIt() throws Exception {
        List<String> words =
                ShellQuoting.behind("cd /; ", List.of("sh", "-c", "printf %s \"$$ $(pwd) $0\"", "é 'x' \\n !"));
        Process process = new ProcessBuilder(words).start();
        process.getOutputStream().close();

        assertThat(words).allSatisfy(word -> assertThat(word).matches("\\p{ASCII}+"));
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(process.pid() + " / é 'x' \\n !");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "zsh", "tcsh", "fish"})
    @Tag("A-S2")
    @Tag("A-D8")
    void wordsBeyondAsciiPassAProgramThatTakesOnlyAscii(String shell) throws Exception {
        requireProgram(shell);
        String line = ShellQuoting.asciiLine(RemoteCommand.of("printf", "[%s]", "/scratch/é 漢字 😀"));

        assertThat(line).isPrintable().matches("\\p{ASCII}+");
        assertThat(run(shell, line)).isEqualTo("[/scratch/é 漢字 😀]");
        assertThat(ShellQuoting.asciiLine(RemoteCommand.of("printf", "a b"))).isEqualTo("printf 'a b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "zsh", "tcsh", "fish"})
    @Tag("A-S2")
    void everyShellPassesEveryWordOnAsItIs(String shell) throws Exception {
        requireProgram(shell);
        var words = new String[NASTY.size() + 2];
        words[0] = "printf";
        words[1] = "%s\\036";
        for (int i = 0; i < NASTY.size(); i++) {
            words[i + 2] = NASTY.get(i);
        }

        assertThat(run(shell, ShellQuoting.line(RemoteCommand.of(words))))
                .isEqualTo(String.join("\u001e", NASTY) + "\u001e");
        for (String word : NASTY) {
            assertThat(run(shell, ShellQuoting.line(RemoteCommand.of("printf", "[%s]", word))))
                    .as("%s with %s", shell, word)
                    .isEqualTo("[" + word + "]");
        }
    }

    /** In batches, each of which is one command line. */
    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "zsh", "tcsh", "fish"})
    @Tag("A-S2")
    void tenThousandWordsAsChanceWantsThemArriveInEveryShell(String shell) throws Exception {
        requireProgram(shell);
        var random = new Random(shell.hashCode());
        for (int batch = 0; batch < RANDOM_WORDS / BATCH; batch++) {
            List<String> words =
                    Stream.generate(() -> word(random)).limit(BATCH).toList();
            var command = new ArrayList<>(List.of("printf", "%s\\036"));
            command.addAll(words);
            String line = ShellQuoting.line(RemoteCommand.of(command.toArray(String[]::new)));
            assertThat(run(shell, line)).as("batch %d", batch).isEqualTo(String.join("\u001e", words) + "\u001e");
        }
    }

    /** Mostly what means something to some shell, and anything else that can stand in an argument. */
    private static String word(Random random) {
        var word = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            if (random.nextInt(3) > 0) {
                word.append(MEANT.charAt(random.nextInt(MEANT.length())));
            } else {
                int codePoint = 1 + random.nextInt(Character.MAX_CODE_POINT);
                boolean isText = codePoint != SEPARATOR
                        && Character.isDefined(codePoint)
                        && Character.getType(codePoint) != Character.SURROGATE;
                word.appendCodePoint(isText ? codePoint : 'x');
            }
        }
        return word.toString();
    }

    @Test
    void theHomeDirectoryIsExpandedAlsoInALineWrittenAsBytes() throws Exception {
        var command = new RemoteCommand(List.of("echo", "~/x"), List.of("a!b"), null);

        assertThat(run("sh", ShellQuoting.line(command))).isEqualTo(System.getenv("HOME") + "/x a!b\n");
    }

    private static String run(String shell, String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(shell, "-c", line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static void requireProgram(String name) {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> new File(directory, name).canExecute());
        boolean required = "true".equals(System.getenv("CI")) || Boolean.getBoolean("xpm.required");
        assertThat(there || !required).as("%s is installed", name).isTrue();
        assumeTrue(there, name + " is not installed");
    }
}
