package dev.xpm.client.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    @TempDir
    Path home;

    private Path file;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void usualPlace() throws IOException {
        file = home.resolve(".config/experimaestro/settings.yaml");
        Files.createDirectories(file.getParent());
    }

    private SettingsFile load(String text) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return SettingsFile.load(null, environment, home);
    }

    private List<String> problems(String text) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> load(text));
        assertThat(refused).as("nothing was refused").isNotNull();
        return refused.problems().stream()
                .map(problem -> problem.text().replace(file.toString(), "FILE"))
                .toList();
    }

    private List<String> warnings(String text) throws Exception {
        return load(text).warnings().stream()
                .map(warning -> warning.text().replace(file.toString(), "FILE"))
                .toList();
    }

    @Test
    void readsTheExampleOfTheManual() throws Exception {
        environment.put("XPM_WEB_TOKEN", "secret");
        SettingsFile settings = load("""
                server: {port: 18080, token: "${env:XPM_WEB_TOKEN}"}
                workspaces:
                  - id: laptop                         # default: first entry without ssh.host
                    path: ~/xp
                    triggers: ["toy-*", "paper[12]-?"]
                    folders: [{path: ~/xp-archive, mode: backup}]
                  - id: hpc
                    path: ~/scratch/xp                 # expanded by the cluster, not here
                    ssh: {host: user@hpc, shell_init: ". /etc/profile; module load python/3.11", uv_offline: true,
                          python: python3, options: ["-p", "2222"]}
                monitor:
                  boards: [{id: fridge, workspace: hpc, path: ~/lab/monitoring}]
                """);

        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.server()).isEqualTo(new ServerSettings(18080, null, null, "secret"));
        assertThat(settings.firstLocal()).map(WorkspaceSettings::id).contains("laptop");
        WorkspaceSettings laptop = settings.workspaces().get(0);
        assertThat(laptop.path()).isEqualTo(home.toRealPath().resolve("xp").toString());
        assertThat(laptop.triggers()).containsExactly("toy-*", "paper[12]-?");
        assertThat(laptop.folders())
                .containsExactly(new FolderSettings(home.resolve("xp-archive").toString(), "backup"));
        assertThat(settings.workspace("hpc"))
                .contains(new WorkspaceSettings(
                        "hpc",
                        "~/scratch/xp",
                        Map.of(),
                        List.of(),
                        List.of(),
                        3,
                        new HistorySettings(5, 1),
                        new SshSettings(
                                "user@hpc",
                                ". /etc/profile; module load python/3.11",
                                true,
                                "python3",
                                null,
                                null,
                                LaunchMode.AUTO,
                                List.of("-p", "2222"))));
    }

    @Test
    void takesAMissingAndAnEmptyFileForNoSettings() throws Exception {
        SettingsFile missing = SettingsFile.load(null, environment, home);
        SettingsFile empty = load("");

        assertThat(missing.path()).isEqualTo(file);
        assertThat(missing.server()).isEqualTo(ServerSettings.DEFAULT);
        assertThat(empty.workspaces()).isEmpty();
    }

    @Test
    void insistsOnAFileThatWasNamed() {
        Path other = home.resolve("other.yaml");
        environment.put("XPM_SETTINGS", other.toString());

        assertThatThrownBy(() -> SettingsFile.load(null, environment, home))
                .isInstanceOf(SettingsException.class)
                .hasMessage(other + ": no such file, or it cannot be read");
    }

    @Test
    void prefersTheCommandLineToTheVariable() throws Exception {
        Path named = home.resolve("named.yaml");
        Files.writeString(named, "server: {port: 7}");
        Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rw-------"));
        environment.put("XPM_SETTINGS", home.resolve("other.yaml").toString());

        assertThat(SettingsFile.load(named, environment, home).server().port()).isEqualTo(7);
    }

    @Test
    void letsVariablesWinOverTheFile() throws Exception {
        environment.put("XPM_PORT", "8080");
        environment.put("XPM_TOKEN", "from-environment");

        ServerSettings server = load("server: {port: 1, token: t}").server();

        assertThat(server.port()).isEqualTo(8080);
        assertThat(server.token()).isEqualTo("from-environment");
        assertThat(server.toString()).doesNotContain("from-environment");
    }

    @Test
    void reportsAllProblemsTogetherInTheOrderOfTheFile() {
        assertThat(problems("""
                        server: {port: abc, autohost: maybe}
                        workspaces:
                          - id: a
                          - id: a
                            path: /x
                            folders: [{path: /f, mode: steal}, 5]
                            triggers: toy-*
                          - {path: /y, ssh: {host: h, uv_offline: perhaps}}
                        """))
                .containsExactly(
                        "FILE:1:16: server.port must be a number 0-65535",
                        "FILE:1:31: server.autohost must be one of fqdn, name",
                        "FILE:3:5: workspaces[0].path is required",
                        "FILE:4:9: workspaces[1].id \"a\" appears twice",
                        "FILE:6:32: workspaces[1].folders[0].mode must be one of use, backup, move",
                        "FILE:6:40: workspaces[1].folders[1] must be a mapping",
                        "FILE:7:15: workspaces[1].triggers must be a list",
                        "FILE:8:5: workspaces[2].id is required",
                        "FILE:8:43: workspaces[2].ssh.uv_offline must be true or false");
    }

    @Tag("A-J9")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "server: {host: no}           | FILE:1:16: server.host must be a string: write 'no' in quotes if that is meant",
                "server: {port: 010}          | FILE:1:16: server.port must be a number 0-65535, without a zero before it",
                "server: {port: 1:30}         | FILE:1:16: server.port must be a number 0-65535",
                "server: {port: 70000}        | FILE:1:16: server.port must be a number 0-65535",
                "server: {token: [a]}         | FILE:1:17: server.token must be a string",
                "server: {token: '${env:NO}'} | FILE:1:17: server.token names a variable that is not set",
                "server: 5                    | FILE:1:9: server must be a mapping",
                "workspaces: {}               | FILE:1:13: workspaces must be a list",
                "[1]                          | FILE:1:1: the file must be a mapping",
                "env: {A: [1]}                | FILE:1:10: env.A must be a string",
                "server: {port: 1             | FILE:1:17: expected ',' or '}', but got <stream end>",
                "server: {token: ''}          | FILE:1:17: server.token must not be empty",
                "workspaces: [{id: a, path: /x, ssh: {host: no}}] | FILE:1:44: workspaces[0].ssh.host must be a string: write 'no' in quotes if that is meant",
                "workspaces: [{id: [a], path: /x}] | FILE:1:19: workspaces[0].id must be a string",
                "workspaces: [{id: a, path: /x, max_retries: -1}] | FILE:1:45: workspaces[0].max_retries must be a number 0-1000000",
                "workspaces: [{id: a, path: /x, history: {max_done: 010}}] | FILE:1:52: workspaces[0].history.max_done must be a number 0-1000000",
                "history: {max_failed: many}  | FILE:1:23: history.max_failed must be a number 0-1000000",
                "carbon: {report_interval_s: 0} | FILE:1:29: carbon.report_interval_s must be a number above 0",
                "carbon: {enabled: 2}         | FILE:1:19: carbon.enabled must be true or false",
                "monitor: {refresh_ms: 10}    | FILE:1:23: monitor.refresh_ms must be a number 50-60000",
                "monitor: {notify: mail}      | FILE:1:19: monitor.notify must be one of none, bell, desktop",
                "monitor: {boards: [{id: b}]} | FILE:1:20: monitor.boards[0].path is required, or one of status_dir, log_dir, plots_dir",
                "monitor: {boards: [{id: b, path: /x, workspace: w}]} | FILE:1:49: monitor.boards[0].workspace \"w\" is no id of a workspace",
                "monitor: {metrics: {a: '('}} | FILE:1:24: monitor.metrics.a must be a regular expression: Unclosed group",
                "monitor: {keys: {quit: {a: b}}} | FILE:1:24: monitor.keys.quit must be a string",
                "a: &x [1]\\nb: [*x, *x, !!set {x}] | FILE:2:13: tags are not allowed",
                "a: !!java.io.File [x]        | FILE:1:4: tags are not allowed",
            })
    void refusesAWrongValueWithItsPlace(String text, String problem) {
        assertThat(problems(text.replace("\\n", "\n"))).containsExactly(problem);
    }

    @Tag("A-J9")
    @Test
    void refusesAliasesThatBlowTheFileUpAndKeysThatAppearTwice() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(9, "*a" + (i - 1)))));
        }

        assertThat(problems(text.toString()))
                .singleElement()
                .asString()
                .matches("FILE:[0-9]+:[0-9]+: more than 20000 values, aliases counted in full");
        assertThat(problems("server: {port: 1}\nserver: {port: 2}\n"))
                .containsExactly("FILE:2:1: key \"server\" appears twice");
    }

    @Test
    void readsWhatIsOursAlone() throws Exception {
        MonitorSettings monitor = load("""
                monitor: {refresh_ms: 100, confirm_quit: off, reconnect: no, read_only: yes, notify: bell, host_probe_s: 60,
                          metrics: {loss: 'loss=(.*)', default: mrr}, keys: {quit: Q, refresh: [r, F5]}, briefs_dir: ~/b,
                          boards: [{id: b, plots_dir: /p}]}
                """).monitor();

        assertThat(monitor.refresh()).isEqualTo(Duration.ofMillis(100));
        assertThat(monitor.hostProbe()).isEqualTo(Duration.ofMinutes(1));
        assertThat(monitor.confirmQuit()).isFalse();
        assertThat(monitor.reconnect()).isFalse();
        assertThat(monitor.readOnly()).isTrue();
        assertThat(monitor.notification()).isEqualTo("bell");
        assertThat(monitor.metrics()).containsExactly(Map.entry("loss", "loss=(.*)"), Map.entry("default", "mrr"));
        assertThat(monitor.keys()).isEqualTo(Map.of("quit", List.of("Q"), "refresh", List.of("r", "F5")));
        assertThat(monitor.briefs()).isEqualTo(home.resolve("b").toString());
        assertThat(monitor.boards()).containsExactly(new BoardSettings("b", null, null, null, null, "/p"));
        assertThat(load("").monitor()).isEqualTo(MonitorSettings.DEFAULT);
    }

    @Test
    void readsWhatIsOnlyShown() throws Exception {
        SettingsFile settings = load("""
                env: {A: 1}
                history: {max_done: 7}
                carbon: {enabled: no, report_interval_s: 1.5, region: x}
                workspaces: [{id: a, path: /x, max_retries: 9, history: {max_failed: 0}}]
                """);

        assertThat(settings.env()).isEqualTo(Map.of("A", "1"));
        assertThat(settings.history()).isEqualTo(new HistorySettings(7, 1));
        assertThat(settings.carbon()).isEqualTo(new CarbonSettings(false, "codecarbon", null, "x", 1.5, true));
        assertThat(settings.workspaces().get(0).maxRetries()).isEqualTo(9);
        assertThat(settings.workspaces().get(0).history()).isEqualTo(new HistorySettings(5, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "toy-1, laptop",
        "toy-, laptop",
        "toy, ''",
        "TOY-1, ''",
        "my-toy-1, ''",
        "paper1-a, laptop",
        "paper3-a, ''",
        "paper1-ab, ''",
        "a.b/c.final, second",
        "t.final, ''",
        "far-1, ''",
    })
    void findsTheWorkspaceOfAnExperiment(String experiment, String workspace) throws Exception {
        SettingsFile settings = load("""
                workspaces:
                - {id: remote, path: /r, triggers: ["*"], ssh: {host: h}}
                - {id: laptop, path: /a, triggers: ["toy-*", "paper[12]-?"]}
                - {id: second, path: /b, triggers: ["[!t]*.final", "toy-*"]}
                """);

        assertThat(settings.triggeredBy(experiment).map(WorkspaceSettings::id).orElse(""))
                .isEqualTo(workspace);
    }

    @Test
    void warnsOncePerUnknownKeyWithTheNearestName() throws Exception {
        assertThat(warnings("""
                        server: {prot: 1}
                        zebra: {a: 1, b: 2}
                        workspaces: [{id: a, path: /x, ssh: {host: h, shel_init: x}}]
                        """))
                .containsExactly(
                        "FILE:1:10: unknown key server.prot (did you mean port?)",
                        "FILE:2:1: unknown key zebra",
                        "FILE:3:47: unknown key workspaces[0].ssh.shel_init (did you mean shell_init?)");
    }

    @Test
    void acceptsEveryKeyOfTheFormatSilently() throws Exception {
        assertThat(warnings("""
                        env: {A: 1, B: true}
                        server: {port: "12", host: 127.0.0.1, autohost: name, token: t}
                        history: {max_done: 1, max_failed: 2}
                        carbon: {enabled: true, provider: codecarbon, country_iso_code: FRA, region: x,
                                 report_interval_s: 60.0, warn_if_unavailable: false}
                        monitor: {theme: dark, ascii: yes, refresh_ms: 250, confirm_quit: true, read_only: false,
                                  notify: none, reconnect: true, host_probe_s: 10, boards: [], metrics: {}, briefs_dir: x,
                                  keys: {}}
                        workspaces: [{id: a, path: /x, env: {}, triggers: [], folders: [], max_retries: 3,
                                      history: {max_done: 1}, ssh: {host: h, transport: auto, launch: uv}}]
                        """)).isEmpty();
    }

    @Test
    void makesTextOfNumbersAndBooleansInEnvironments() throws Exception {
        SettingsFile settings = load("workspaces: [{id: a, path: /x, env: {A: 1, B: true, C: no, D: 'no', E: 010}}]");

        assertThat(settings.workspaces().get(0).env())
                .isEqualTo(Map.of("A", "1", "B", "True", "C", "False", "D", "no", "E", "010"));
    }

    @Test
    void replacesVariablesInAllFourSpellings() throws Exception {
        environment.put("U", "me");
        SettingsFile settings =
                load("workspaces: [{id: a, path: /x, ssh: {host: '${env:U}@${env.U}', python: '${oc.env:U}${oc.env.U}',"
                        + " shell_init: '${env:UNSET} ${HOME}'}}]");

        SshSettings ssh = settings.workspaces().get(0).ssh();
        assertThat(ssh.host()).isEqualTo("me@me");
        assertThat(ssh.python()).isEqualTo("meme");
        assertThat(ssh.shellInit()).isEqualTo("${env:UNSET} ${HOME}");
    }

    @Test
    void keepsAnEntryLocalWhoseSshBlockHasNoHost() throws Exception {
        SettingsFile settings = load("workspaces: [{id: a, path: /x, ssh: {python: p}}]");

        assertThat(settings.workspaces().get(0).isRemote()).isFalse();
        assertThat(settings.warnings()).hasSize(1);
    }

    @Test
    void readsOlderFolderListsAndShowsTheirReplacement() throws Exception {
        SettingsFile settings = load("""
                workspaces:
                - {id: old, path: /data/old}
                - {id: a, path: /x, alt_workspaces: [old, /elsewhere], folders: [{path: /own}]}
                """);

        assertThat(settings.workspaces().get(1).folders())
                .extracting(FolderSettings::path)
                .containsExactly("/data/old", "/elsewhere", "/own");
        assertThat(settings.warnings().get(0).sentence())
                .isEqualTo("alt_workspaces is deprecated; write folders: "
                        + "[{path: /data/old, mode: use}, {path: /elsewhere, mode: use}]");
    }

    @Tag("A-S3")
    @ParameterizedTest
    @CsvSource({"rw-rw-rw-", "rw-r--rw-"})
    void refusesAFileThatOthersCanWrite(String rights) throws Exception {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThatThrownBy(() -> SettingsFile.load(null, environment, home))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ": can be written by other users; run: chmod go-w " + file.toRealPath());
    }

    @Tag("A-S3")
    @Test
    void refusesAFileInADirectoryThatOthersCanWrite() throws Exception {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> SettingsFile.load(null, environment, home))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("its directory can be written by other users");
    }

    @Test
    void refusesAHugeFileAndOneThatIsNotUtf8() throws Exception {
        assertThat(problems("#".repeat(1024 * 1024 + 1))).containsExactly("FILE: larger than 1 MiB");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThatThrownBy(() -> SettingsFile.load(null, environment, home)).hasMessage(file + ": not UTF-8");
    }

    @Test
    void resolvesLinksInLocalPaths() throws Exception {
        Path real = Files.createDirectory(home.resolve("real"));
        Files.createSymbolicLink(home.resolve("link"), real);

        assertThat(load("workspaces: [{id: a, path: ~/link/deeper}]")
                        .workspaces()
                        .get(0)
                        .path())
                .isEqualTo(real.toRealPath().resolve("deeper").toString());
    }
}
