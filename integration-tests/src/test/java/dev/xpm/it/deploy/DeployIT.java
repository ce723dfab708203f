package dev.xpm.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.Needs;
import dev.xpm.it.Tool;
import dev.xpm.it.workspace.SyntheticWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our agent is brought to an account that has only sshd, a shell and, somewhere, a Java. */
@Needs(Tool.SSHD)
class DeployIT {
    @TempDir
    private Path folder;

    private Account account;
    private Visit visit;

    @BeforeEach
    void make() throws Exception {
        account = Account.create(folder);
        visit = new Visit(
                account.host(),
                SyntheticWorkspace.create(folder.resolve("live")).root());
    }

    @AfterEach
    void leave() {
        account.close();
    }

    @Test
    void bringsTheAgentOnceAndThenStartsItWithOneCommand() throws Exception {
        visit.open().close();

        assertThat(account.commands()).isEqualTo(3);
        assertThat(visit.stages).anyMatch(stage -> stage.startsWith("uploading our agent"));
        assertThat(account.installed()).singleElement().asString().matches("agent-[0-9a-f]{64}");
        Path directory = account.cache().resolve(account.installed().get(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("agent.jar"))))
                .isEqualTo("rw-------");

        visit.open().close();

        assertThat(account.commands()).isEqualTo(1);
        assertThat(visit.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash", "/bin/zsh", "/bin/tcsh", "/usr/bin/fish"})
    void startsInEveryLoginShellAlsoBehindNoise(String shell) throws Exception {
        account.enter(
                "printf 'Welcome to the cluster\\nQuota: 12 %% used'; echo 'module: loading' >&2",
                "exec env -i HOME='" + account.home() + "' PATH= XPM_NO_CDS=1 " + shell + " -c");

        for (int start = 0; start < 2; start++) {
            visit.open().close();
            assertThat(visit.lines).containsExactly("module: loading");
        }
    }

    /**
     * Also without a locale, in which a Java of version 17 cannot open such a name by itself. Without fish: it writes a HOME
     * that is not ASCII anew there, and wrongly, before anything of ours runs.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash", "/bin/tcsh", "/bin/zsh"})
    @Tag("A-D8")
    void isInstalledBelowAHomeOfAnyName(String shell) throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("h o'm\"e $x `é` 漢字"));
        String quoted = "'" + home.toString().replace("'", "'\\''") + "'";
        account.enter("", "exec env -i HOME=" + quoted + " SHELL=" + shell + " PATH= XPM_NO_CDS=1 " + shell + " -c");

        visit.open().close();

        Path cache = home.resolve(".cache/xpm-monitor");
        assertThat(visit.stages).anyMatch(stage -> stage.startsWith("uploading our agent"));
        try (Stream<Path> installed = Files.list(cache)) {
            assertThat(installed).singleElement().asString().contains("agent-");
        }

        visit.open().close();

        assertThat(visit.stages).noneMatch(stage -> stage.startsWith("uploading"));
        try (Stream<Path> beside = Files.list(home)) {
            assertThat(beside).containsExactly(home.resolve(".cache"));
        }
    }

    @Test
    @Tag("A-D3")
    void installsATamperedAgentAgainAndSaysSo() throws Exception {
        visit.open().close();
        Path jar = account.cache().resolve(account.installed().get(0)).resolve("agent.jar");
        byte[] bytes = Files.readAllBytes(jar);
        byte[] changed = bytes.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(jar, changed);

        visit.open().close();

        assertThat(visit.lines).singleElement().asString().contains(jar.toString(), "is not as we installed it");
        assertThat(Files.readAllBytes(jar)).isEqualTo(bytes);
    }

    /** What makes a Java run may go while the program itself stays as it is: a library, a module that was loaded. */
    @Test
    @Tag("A-D5")
    void looksForAnotherJavaWhenTheOneThatWasFoundDoesNotRunAnyMore() throws Exception {
        Path library = Files.createFile(folder.resolve("library"));
        Path fragile = Files.createDirectories(folder.resolve("fragile/bin")).resolve("java");
        Files.writeString(
                fragile,
                "#!/bin/sh\n[ -e '" + library + "' ] || exit 127\nexec '"
                        + Path.of(System.getProperty("java.home"), "bin/java") + "' \"$@\"\n");
        Files.setPosixFilePermissions(fragile, PosixFilePermissions.fromString("rwx------"));
        account.enter(
                "",
                "exec env -i HOME='" + account.home() + "' PATH= JAVA_HOME='" + folder.resolve("fragile")
                        + "' XPM_NO_CDS=1 /bin/sh -c");
        visit.open().close();
        assertThat(visit.stages).anyMatch(stage -> stage.endsWith("with " + fragile));

        Files.delete(library);

        assertThatThrownBy(() -> visit.open()).isInstanceOf(MonitorException.class);
        Path found = account.cache().resolve(account.installed().get(0)).resolve("found");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(found));
        visit.open().close();
        assertThat(found).content().doesNotContain("fragile");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    false
                    no_such_command
                    echo noise
                    cd /
                    set -e
                    IFS=x; export IFS
                    read line
                    exec 2>&1
                    export PATH=/nowhere
                    """)
    @Tag("A-D7")
    void worksInSpiteOfAShellInitThat(String shellInit) throws Exception {
        visit.shellInit(shellInit).open().close();
        visit.open().close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    echo quota exhausted >&2; exit 3       | AGENT_ENDED | (exit 3): quota exhausted
                    echo no more; exec /bin/false             | AGENT_ENDED | (exit 1): no more
                    set -e; false                          | AGENT_ENDED | (exit 1)
                    while read line; do :; done            | NO_ANSWER   | no answer from
                    """)
    @Tag("A-D7")
    void namesAShellInitThatDoesNotLetItStart(String shellInit, Problem expected, String text) {
        visit.shellInit(shellInit).limit(Duration.ofSeconds(3));

        MonitorException problem = catchThrowableOfType(MonitorException.class, () -> visit.open());

        assertThat(problem.problem()).isEqualTo(expected);
        assertThat(problem.sentence()).contains(text);
        assertThat(problem.hint()).contains("shell_init");
    }
}
