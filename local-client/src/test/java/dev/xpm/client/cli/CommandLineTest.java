package dev.xpm.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.json.EventFormat;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.settings.SettingsFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    private XpmMain program() {
        var terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                environment,
                home);
        return new XpmMain(terminal, new Leaving());
    }

    private int run(String... args) {
        return program().run(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace(home.toString(), "HOME");
    }

    private void settings(String text) throws IOException {
        Path file = home.resolve(".config/experimaestro/settings.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private <T> T parsed(Class<T> command, String... args) {
        CommandLine line = program().commandLine();
        CommandLine.ParseResult result = line.parseArgs(args);
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        return command.cast(result.commandSpec().userObject());
    }

    private SessionPlan plan(String... args) throws Exception {
        return parsed(SshMonitorCommand.class, args)
                .plans(SettingsFile.load(null, environment, home), SessionLimits.DEFAULT)
                .get(0);
    }

    private List<String> sources(String... args) throws Exception {
        return parsed(SshMonitorCommand.class, args)
                .plans(SettingsFile.load(null, environment, home), SessionLimits.DEFAULT)
                .stream()
                .map(plan -> plan.source().name() + "=" + plan.destination().label() + ":" + plan.workdir())
                .toList();
    }

    @Tag("B11")
    @Test
    void severalWorkspacesAreWatchedTogether() throws Exception {
        settings("""
                workspaces:
                  - {id: here, path: /w}
                  - {id: hpc, path: /a, ssh: {host: h1}}
                  - {id: cloud, path: /b, ssh: {host: h2}}
                  - {id: third, path: /c, ssh: {host: h3}}
                """);
        String command = "experiments ssh-monitor";
        assertThat(sources((command + " --workspace cloud --workspace hpc --workspace cloud").split(" ", -1)))
                .containsExactly("cloud=h2:/b", "hpc=h1:/a");
        assertThat(sources((command + " --all").split(" ", -1)))
                .containsExactly("hpc=h1:/a", "cloud=h2:/b", "third=h3:/c");
        assertThat(sources((command + " --workspace hpc").split(" ", -1))).containsExactly("=h1:/a");
        assertThat(sources("experiments --workspace hpc ssh-monitor --workspace cloud".split(" ", -1)))
                .containsExactly("=h2:/b");
        assertThatThrownBy(() -> sources((command + " host /w --all").split(" ", -1)))
                .hasMessage("HOST and REMOTE_WORKDIR name one workspace, but 3 are to be watched");
        settings("workspaces: [{id: here, path: /w}]");
        assertThatThrownBy(() -> sources((command + " --all").split(" ", -1)))
                .hasMessageStartingWith("no remote workspace in ");
    }

    private static String text(SessionPlan plan) {
        return plan.destination().label() + " " + plan.workdir() + " " + words(plan) + " " + plan.shellInit();
    }

    private static List<String> words(SessionPlan plan) {
        return plan.launch() instanceof Launch.Command command ? command.words() : ((Launch.Uv) plan.launch()).words();
    }

    private static List<String> options(SessionPlan plan) {
        return ((Destination.Ssh) plan.destination())
                .options().settings().stream()
                        .map(setting -> setting.key() + "=" + setting.value())
                        .toList();
    }

    @Test
    void startsTheAgentAsTheSettingSays() throws Exception {
        settings("""
                workspaces:
                  - {id: uv, path: /w, ssh: {host: h, launch: uv, xpm_path: own}}
                  - {id: path, path: /w, ssh: {host: h, launch: xpm_path, xpm_path: own}}
                  - {id: nothing, path: /w, ssh: {host: h, launch: xpm_path}}
                """);

        assertThat(words(plan("experiments", "ssh-monitor", "--workspace", "uv")))
                .startsWith("uv", "tool", "run");
        assertThat(words(plan("experiments", "ssh-monitor", "--workspace", "uv", "--remote-xpm", "a b")))
                .containsExactly("a", "b");
        assertThat(words(plan("experiments", "ssh-monitor", "--workspace", "path")))
                .containsExactly("own");
        assertThatThrownBy(() -> plan("experiments", "ssh-monitor", "--workspace", "nothing"))
                .hasMessage("ssh.launch is xpm_path, but ssh.xpm_path is not set");
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(out()).startsWith("xpm ").endsWith("(protocol 2.0)" + System.lineSeparator());
        assertThat(run("--version")).isZero();
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "experiments --help",
                "experiments list --help",
                "experiments monitor --help",
                "experiments ssh-monitor --help",
                "experiments monitor-server --help",
                "workspaces --help",
                "workspaces list --help",
                "version --help"
            })
    void showsHelp(String line) {
        assertThat(run(line.split(" ", -1))).isZero();
        assertThat(out()).startsWith("Usage: xpm");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "experimnets list | 2 | error: unknown command \"experimnets\" | hint: did you mean experiments?",
                "experiments monitr | 2 | error: unknown command \"monitr\" | hint: did you mean monitor?",
                "experiments monitor --portt 1 | 2 | error: unknown option \"--portt\" | hint: did you mean --port?",
                "experiments monitor --events-format=xml | 2 | error: --events-format must be text or json, not \"xml\" | hint: xpm experiments monitor --help shows what there is",
                "experiments monitor --port abc | 2 | error: --port: \"abc\" is not a number 0-65535 | hint: xpm experiments monitor --help shows what there is",
                "experiments monitor --port 70000 | 2 | error: --port: \"70000\" is not a number 0-65535 | hint: xpm experiments monitor --help shows what there is",
                "experiments monitor --port | 2 | error: --port needs a value | hint: xpm experiments monitor --help shows what there is",
                "experiments monitor --watcher magic | 2 | error: --watcher must be auto, polling, inotify, fsevents, kqueue or windows, not \"magic\" | hint: xpm experiments monitor --help shows what there is",
                "--timeout soon version | 2 | error: --timeout: \"soon\" is not a number of seconds above 0 | hint: xpm --help shows what there is",
                "--color red version | 2 | error: --color must be auto, always or never, not \"red\" | hint: xpm --help shows what there is",
                "version extra | 2 | error: unexpected argument \"extra\" | hint: xpm version --help shows what there is",
                "experiments | 2 | error: no command given; known: list, monitor, ssh-monitor, monitor-server | hint: xpm experiments --help shows what there is",
                "experiments ssh-monitor | 2 | error: no SSH host; give HOST or --workspace ID whose entry has ssh.host | ",
                "experiments ssh-monitor host | 2 | error: no remote workspace directory; give REMOTE_WORKDIR or a workspace path | ",
                "experiments --workspace a --workspace b list | 2 | error: --workspace is given more than once (\"a\", \"b\"); only \"experiments ssh-monitor\" shows several | hint: xpm experiments list --help shows what there is",
                "experiments --workspace a ssh-monitor --workspace X | 1 | error: no workspace \"X\" in HOME/.config/experimaestro/settings.yaml (known: a, b) | ",
                "experiments ssh-monitor --workspace X | 1 | error: no workspace \"X\" in HOME/.config/experimaestro/settings.yaml (known: a, b) | ",
                "experiments ssh-monitor --workspace a | 2 | error: workspace \"a\" is local; use \"experiments monitor --workspace a\" | ",
                "experiments monitor --workspace b | 2 | error: workspace \"b\" is remote; use \"experiments ssh-monitor --workspace b\" | ",
                "experiments monitor --workspace X | 1 | error: no workspace \"X\" in HOME/.config/experimaestro/settings.yaml (known: a, b) | ",
                "experiments ssh-monitor -- -oProxyCommand=x /w | 2 | error: host \"-oProxyCommand=x\" is not usable: the host name begins with \"-\" | ",
                "experiments ssh-monitor h /w --remote-xpm 'x | 2 | error: --remote-xpm: a single quote is not closed | ",
                "experiments monitor --workdir HOME/marked/deeper | 1 | error: HOME/marked/deeper is not a workspace (no .__experimaestro__) | hint: HOME/marked is one",
                "experiments monitor --workdir HOME/nothing | 1 | error: HOME/nothing is not a workspace (no .__experimaestro__) | ",
                "experiments list --workdir HOME/nothing | 1 | error: HOME/nothing is not a workspace (no .__experimaestro__) | ",
                "experiments monitor --console --workdir HOME/marked | 2 | error: the screen needs a terminal as standard output | hint: use --web or --events-viewer",
                "--settings HOME/none.yaml workspaces list | 3 | error: HOME/none.yaml: no such file, or it cannot be read | ",
                "experiments monitor-server --anything | 2 | error: monitor-server is a program of its own | hint: start it through the script xpm, or with java -jar agent.jar",
            })
    void answersMisuseInOneLine(String line, int code, String error, String hint) throws IOException {
        settings("workspaces: [{id: a, path: ~/marked}, {id: b, path: /b, ssh: {host: h}}]");
        Files.createDirectories(home.resolve("marked/deeper"));
        Files.createFile(home.resolve("marked/.__experimaestro__"));

        int actual = run(line.replace("HOME", home.toString()).split(" ", -1));

        assertThat(err().lines().toList()).isEqualTo(hint == null ? List.of(error) : List.of(error, hint));
        assertThat(out()).isEmpty();
        assertThat(actual).isEqualTo(code);
    }

    @Test
    void namesTheSettingsFileWhenNothingIsConfigured() {
        assertThat(run("experiments", "monitor")).isEqualTo(1);
        assertThat(err())
                .isEqualToNormalizingNewlines("error: no workspace: pass --workdir or add one to"
                        + " HOME/.config/experimaestro/settings.yaml\n");
    }

    @Test
    void reportsEveryProblemOfTheSettings() throws IOException {
        settings("workspaces:\n- id: a\n- path: 5\n");

        assertThat(run("workspaces", "list")).isEqualTo(3);
        assertThat(err().lines())
                .containsExactly(
                        "error: HOME/.config/experimaestro/settings.yaml:2:3: workspaces[0].path is required",
                        "error: HOME/.config/experimaestro/settings.yaml:3:3: workspaces[1].id is required");
    }

    @Test
    void namesTheCodeOfAnErrorWhenAskedForDetails() {
        assertThat(run("--debug", "--settings", "HOME/none.yaml", "workspaces", "list"))
                .isEqualTo(3);
        assertThat(err()).endsWith("\ncode: XPM-S01\n");
    }

    @Test
    void showsWarningsOfTheSettingsAndGoesOn() throws IOException {
        settings("workspaces: [{id: a, path: /x}]\nserfer: {}\n");

        assertThat(run("workspaces", "list")).isZero();
        assertThat(out()).isEqualToNormalizingNewlines("- a: /x\n");
        assertThat(err().lines())
                .containsExactly("warning: HOME/.config/experimaestro/settings.yaml:2:1:"
                        + " unknown key serfer (did you mean server?)");
    }

    @Test
    void listsWorkspacesInFull() throws IOException {
        settings("workspaces: [{id: a, path: ~/x, ssh: {host: u@h, uv_offline: yes, options: [-p, '22'],"
                + " transport: openssh, launch: deploy}, env: {A: b},"
                + " triggers: ['x*'], folders: [{path: /f, mode: move}], max_retries: 9, history: {max_done: 2}}]");

        assertThat(run("workspaces", "list", "-v")).isZero();
        assertThat(out()).isEqualToNormalizingNewlines("""
                        - a: ~/x [remote: u@h]
                            env:
                              A: 'b'
                            triggers: ['x*']
                            folders:
                              - {path: '/f', mode: move}
                            max_retries: 9
                            history: {max_done: 2, max_failed: 1}
                            ssh:
                              host: 'u@h'
                              uv_offline: true
                              transport: 'openssh'
                              launch: deploy
                              options: ['-p', '22']
                        """);
    }

    @Test
    void showsAStackTraceOnlyOnDemand() {
        run("experiments", "ssh-monitor", "host");
        assertThat(err()).doesNotContain("\tat ");
        run("experiments", "ssh-monitor", "host", "--traceback");
        assertThat(err()).contains("\tat ");
    }

    @Test
    void coloursOnlyOnDemandWhenNobodyLooks() {
        run("experiments", "ssh-monitor");
        assertThat(err()).doesNotContain("\u001b");
        run("--color", "always", "experiments", "ssh-monitor");
        assertThat(err()).contains("\u001b[31merror: \u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "experiments --workdir /a monitor",
                "experiments monitor --workdir /a",
                "experiments --workdir /b monitor --workdir /a",
                "experiments --workdir=/b monitor --workdir=/b --workdir /a"
            })
    void takesTheDirectoryInBothPositions(String line) throws Exception {
        CommandLine tree = program().commandLine();
        tree.parseArgs(line.split(" ", -1));

        var options = (WorkspaceOptions)
                tree.getSubcommands().get("experiments").getMixins().get("workspace");
        assertThat(options.workdir).isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({"--debug version", "version --debug"})
    void takesGlobalOptionsBeforeAndAfterTheCommand(String line) {
        CommandLine tree = program().commandLine();
        tree.parseArgs(line.split(" ", -1));

        assertThat(((GlobalOptions) tree.getMixins().get("global")).debug).isTrue();
    }

    @Test
    void readsTheOptionsOfTheEventStream() {
        MonitorCommand command = parsed(
                MonitorCommand.class,
                "experiments",
                "monitor",
                "--events-viewer",
                "--events-format",
                "json",
                "--no-progress",
                "--polling-interval",
                "0.5");

        assertThat(command.events.eventsViewer).isTrue();
        assertThat(command.events.format).isEqualTo(EventFormat.JSON);
        assertThat(command.events.noProgress).isTrue();
        assertThat(command.watcher.pollingInterval).isEqualTo(Duration.ofMillis(500));
        assertThat(command.watcher.forAgent()).containsExactly("--watcher", "polling", "--polling-interval", "0.5");
    }

    @Test
    void acceptsTheOldSyncOption() throws IOException {
        assertThat(run("experiments", "monitor", "--sync")).isEqualTo(1);
        assertThat(err()).startsWith("warning: --sync is no longer needed");
    }

    @Test
    void choosesTheFaceInTheOrderOfTheManual() {
        assertThat(Face.choose(true, true)).isEqualTo(Face.EVENTS);
        assertThat(Face.choose(false, true)).isEqualTo(Face.TERMINAL);
        assertThat(Face.choose(false, false)).isEqualTo(Face.WEB);
    }

    @Test
    void takesHostAndDirectoryFromTheLine() throws Exception {
        assertThat(text(plan("experiments", "ssh-monitor", "gpubox", "/home/user/xp")))
                .isEqualTo("gpubox /home/user/xp [uv, tool, run, experimaestro>=2.7.0b2,<3] null");
        assertThat(text(plan("experiments", "ssh-monitor", "h", "/w", "--remote-python", "3.11", "--force-version")))
                .isEqualTo("h /w [uv, tool, run, --python, 3.11, experimaestro==2.7.0b2] null");
        assertThat(text(plan(
                        "experiments", "ssh-monitor", "h", "/w", "--remote-xpm", "/opt/py/bin/experimaestro --debug")))
                .isEqualTo("h /w [/opt/py/bin/experimaestro, --debug] null");
    }

    @Test
    void splitsSshOptionsAsAShellWould() throws Exception {
        assertThat(options(plan("experiments", "ssh-monitor", "h", "/w", "-o", "-p 2222", "-o", "-i ~/.ssh/hpc_key")))
                .containsExactly("port=2222", "identityfile=" + System.getProperty("user.home") + "/.ssh/hpc_key");
        assertThat(options(
                        plan("experiments", "ssh-monitor", "h", "/w", "-o", "-J", "-o", "jump", "--ssh-option=Port=1")))
                .containsExactly("proxyjump=jump", "port=1");
    }

    @Test
    void fallsBackToTheEntryOfTheSettings() throws Exception {
        settings("""
                workspaces:
                - id: hpc
                  path: ~/scratch/xp
                  ssh: {host: user@hpc, shell_init: module load x, uv_offline: true, python: python3, options: ["-p", "2222"]}
                """);
        var lines = new ArrayList<String>();
        for (String args : List.of(
                "--workspace hpc",
                "--workspace hpc --no-uv-offline",
                "other /ws2 --workspace hpc",
                "--workspace hpc --remote-shell-init true --remote-python p --remote-xpm cmd")) {
            lines.add(text(plan(("experiments ssh-monitor " + args).split(" ", -1))));
        }

        String uv = "[uv, tool, run, --offline, --python, python3, experimaestro>=2.7.0b2,<3]";
        assertThat(lines)
                .containsExactly(
                        "user@hpc ~/scratch/xp " + uv + " module load x",
                        "user@hpc ~/scratch/xp " + uv.replace(" --offline,", "") + " module load x",
                        "other /ws2 " + uv + " module load x",
                        "user@hpc ~/scratch/xp [cmd] true");
        assertThat(options(plan("experiments", "ssh-monitor", "--workspace", "hpc")))
                .containsExactly("port=2222");
        assertThat(options(plan("experiments", "ssh-monitor", "--workspace", "hpc", "-o", "-l me")))
                .containsExactly("user=me");
    }

    @Test
    void namesAnSshOptionThatHasNoPlaceHere() {
        assertThat(run("experiments", "ssh-monitor", "h", "/w", "-o", "-R 1:2:3"))
                .isEqualTo(2);
        assertThat(err()).startsWith("error: ssh option \"-R\" has no place here");
    }

    @Test
    void keepsTheMessageOfAConnectionProblem() throws MonitorException {
        assertThat(run("experiments", "ssh-monitor", "-o", "Port=0", "h", "/w")).isEqualTo(2);
        assertThat(err()).startsWith("error: ssh option \"port\": \"0\" is not a number 1-65535");
    }
}
