package dev.xpm.client.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
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
                        new SshSettings(
                                "user@hpc",
                                ". /etc/profile; module load python/3.11",
                                true,
                                "python3",
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
                "a: !!java.io.File [x]        | FILE:1:4: tags are not allowed",
            })
    void refusesAWrongValueWithItsPlace(String text, String problem) {
        assertThat(problems(text)).containsExactly(problem);
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

    @ParameterizedTest
    @CsvSource({"rw-rw-rw-", "rw-r--rw-"})
    void refusesAFileThatOthersCanWrite(String rights) throws Exception {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThatThrownBy(() -> SettingsFile.load(null, environment, home))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ": can be written by other users; run: chmod go-w " + file.toRealPath());
    }

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
