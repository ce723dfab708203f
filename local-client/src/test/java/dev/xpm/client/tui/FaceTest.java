package dev.xpm.client.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullEstimate;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.service.Forward;
import dev.xpm.client.service.ScriptedWay;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.RunStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTest {
    private Stage stage;

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private Stage sample(int columns, int rows) throws Exception {
        stage = new Stage(columns, rows);
        Sample.fill(stage.workspace);
        return stage.connect();
    }

    private Stage jobs(int columns, int rows) throws Exception {
        return sample(columns, rows).press("Enter").settle(this::jobsKnown);
    }

    private boolean jobsKnown(dev.xpm.client.mirror.MirrorState state) {
        return state.table(RunKey.current(SourceId.ONLY, Sample.SWEEP)).isKnown();
    }

    @Test
    void experimentsAt80ColumnsReadLikeTheMockUp() throws Exception {
        sample(80, 24);
        assertThat(stage.line(0)).startsWith(" xpm  user@hpc:/ws   ● live").endsWith("14:03:27");
        assertThat(stage.line(0)).contains("3 exp 1▶ 1✗");
        assertThat(stage.line(1)).isEqualTo("[1 Monitor] 2 Svc 1  3 Orph  7 Warn  8 Out");
        assertThat(stage.line(2)).startsWith("─ Experiments 3 ──").endsWith(" sort Status ▲ ─");
        assertThat(stage.line(3).split("\\s+"))
                .containsExactly("", "ID", "Run", "Host", "Status▲", "Started", "Duration");
        assertThat(stage.line(4)).contains("reader-sweep", "20260301_095012", "gpu01", "✗ 1 failed", "03-01 09:50");
        assertThat(stage.text()).contains("vision-base", "Empty", "Enter open", "? help", "q quit");
    }

    @Test
    void experimentsAt120ColumnsShowEverything() throws Exception {
        sample(120, 40);
        assertThat(stage.line(0)).contains("3 experiments  1 running  1 failed");
        assertThat(stage.line(1)).startsWith(" [1 Monitor]  2 Services 1   3 Orphans   7 Warnings   8 Output");
        assertThat(stage.line(3)).contains("CO2");
        assertThat(stage.line(4)).contains("2026-03-01 09:50");
    }

    @ParameterizedTest
    @CsvSource({"80,24", "120,40"})
    void jobsReadLikeTheMockUp(int columns, int rows) throws Exception {
        jobs(columns, rows);
        assertThat(stage.line(2))
                .startsWith(" ◂ reader-sweep [20260301_095012]  ✗ 1 failed")
                .contains("[Jobs]  Services");
        assertThat(stage.text()).contains("a7f31c4", "▶ 71%", "model=reader-v2", "4h 1m", "✗time", "…");
        assertThat(stage.cursorLine()).startsWith("▌7c01d2e");
        assertThat(stage.text().contains("Preview 7c01d2e")).isEqualTo(columns == 120);
        assertThat(stage.text().contains("Submitted")).isEqualTo(columns == 120);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 63, 66, 69, 72, 75})
    void aNarrowScreenDropsTheRunBeforeItsStatus(int columns) throws Exception {
        jobs(columns, 20);
        assertThat(stage.line(2))
                .startsWith(" ◂ reader-sweep")
                .contains("  ✗ 1 failed ")
                .contains(" [Jobs]  Services");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 70, 77, 78, 79, 80, 81, 82, 83, 84, 85, 90, 100, 110})
    void tagsThatHaveNoRoomAreMarked(int columns) throws Exception {
        jobs(columns, 20);
        String row = stage.lines().stream()
                .filter(line -> line.contains("a7f31c4"))
                .findFirst()
                .orElseThrow();
        assertThat(row.contains("model=reader-v2, seed=3") || row.contains("…"))
                .as(row)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 66, 72, 80, 100, 120})
    void timesAndStatesOfAJobAreNeverTorn(int columns) throws Exception {
        jobs(columns, 30).press("Down", "Enter");
        assertThat(stage.text())
                .contains("submitted 2026-03-01 09:50:45", "start 2026-03-01 10:02:09", "ran 4h 1m (running)")
                .contains("retries 0", "exit -");
    }

    @Test
    void onlyOneExperimentIsOpenedAtOnce() throws Exception {
        stage = new Stage(80, 24);
        Sample.fillMany(stage.workspace, 3);
        stage.connect().settle(this::jobsKnown);
        assertThat(stage.line(2)).startsWith(" ◂ reader-sweep");
        assertThat(stage.press("Esc").line(2)).startsWith("─ Experiments 1");
    }

    @ParameterizedTest
    @CsvSource({"80,24", "120,40"})
    void aJobShowsAllThatIsKnownOfIt(int columns, int rows) throws Exception {
        jobs(columns, rows).press("Down", "Enter");
        String text = stage.text();
        assertThat(text)
                .contains("◂ reader-sweep ▸ job a7f31c4", Sample.id("a7f31c4").value(), Sample.TRAIN.value());
        assertThat(text).contains("▶ running", "/ws/jobs/acme.reader.train.fitting/a7f31c4", "model=reader-v2");
        assertThat(text).contains("Depends on 1 · needed by 1", "✓ randfolds 7c01d2e", "needed by ✗time");
        assertThat(text).contains("██████████████▏░░░░░   71.2%  epochs", "27.0%  batches", "ran 4h 1m (running)");
    }

    @Test
    void bracketsGoThroughTheListAndEnterOpensADependency() throws Exception {
        jobs(80, 24).press("Down", "Enter", "]");
        assertThat(stage.text()).contains("▸ job 0d94be2");
        stage.press("[", "Tab", "Enter");
        assertThat(stage.text()).contains("▸ job 7c01d2e");
        assertThat(stage.press("Esc").cursorLine()).startsWith("▌7c01d2e");
    }

    @Test
    void typingASearchShowsWhatMatchesAtEveryKey() throws Exception {
        jobs(80, 24).press("/").type("READER-v2");
        assertThat(stage.line(3)).startsWith(" search: READER-v2█").endsWith("2 of 4");
        assertThat(stage.text()).contains("a7f31c4", "2ab96e8").doesNotContain("7c01d2e");
        stage.press("Enter");
        assertThat(stage.line(3)).contains("(/ edit, c clear)");
        assertThat(stage.press("c").text()).contains("7c01d2e").doesNotContain("search:");
    }

    @Test
    void aSearchWithoutAMatchSaysSoAndEscapeDropsIt() throws Exception {
        jobs(80, 24).press("/").type("nothing like that");
        assertThat(stage.text()).contains("No job matches the search; c clears it", "0 of 4");
        assertThat(stage.press("Esc").text()).contains("a7f31c4");
    }

    @Test
    void theSameSortKeyAgainReverses() throws Exception {
        jobs(80, 24);
        assertThat(order(stage.press("S").lines())).containsExactly("a7f31c4", "7c01d2e", "2ab96e8", "0d94be2");
        assertThat(stage.line(3)).contains("State▲");
        assertThat(order(stage.press("S").lines())).containsExactly("0d94be2", "2ab96e8", "7c01d2e", "a7f31c4");
        assertThat(stage.line(3)).contains("State▼");
        assertThat(order(stage.press("O").lines())).containsExactly("0d94be2", "2ab96e8", "7c01d2e", "a7f31c4");
    }

    private static List<String> order(List<String> lines) {
        return lines.stream()
                .filter(line -> line.matches("[▌ ][0-9a-f]{7} .*acme.*"))
                .filter(line -> !line.contains(" · "))
                .map(line -> line.substring(1, 8))
                .toList();
    }

    @Test
    void theCursorStaysOnItsJobWhenOthersMove() throws Exception {
        jobs(80, 24).press("S", "Down", "Down", "Down");
        assertThat(stage.cursorLine()).startsWith("▌0d94be2");
        stage.peer.send(new WorkspaceEvent.JobStateChanged(
                3,
                Sample.TRAIN,
                Sample.id("0d94be2"),
                UntrustedText.of("running"),
                null,
                null,
                null,
                null,
                0,
                List.of()));
        stage.settle(state -> state.table(RunKey.current(SourceId.ONLY, Sample.SWEEP)).orElse(null).jobs().stream()
                .anyMatch(entry -> entry.key().job().equals(Sample.id("0d94be2"))
                        && entry.displayed().state().phase() == JobPhase.RUNNING));
        assertThat(stage.cursorLine()).startsWith("▌0d94be2").contains("▶");
        assertThat(order(stage.lines())).startsWith("a7f31c4", "0d94be2");
    }

    @Test
    void runningDurationsTickWithoutAQuestion() throws Exception {
        jobs(80, 24);
        assertThat(stage.text()).contains("4h 1m");
        assertThat(stage.later(3_600).text()).contains("5h 1m");
    }

    @Test
    void escapeGoesUpButNeverOut() throws Exception {
        jobs(80, 24).press("Enter", "Esc", "Esc", "Esc", "Esc");
        assertThat(stage.line(2)).startsWith("─ Experiments");
        assertThat(stage.face.isFinished()).isFalse();
    }

    @Test
    void qAsksAndQAgainQuits() throws Exception {
        sample(80, 24).press("q");
        assertThat(stage.text()).contains("─ Quit? ─", "Monitoring stops; the jobs go on.", "[ Quit ]   [ Cancel ]");
        assertThat(stage.press("Enter").text()).doesNotContain("Quit?");
        assertThat(stage.face.isFinished()).isFalse();
        assertThat(stage.press("^c", "q").face.isFinished()).isTrue();
    }

    @Test
    void runsStandBelowTheExperimentsOnALargeScreen() throws Exception {
        sample(120, 40)
                .press("d")
                .settle(state -> state.runs().containsKey(Sample.SWEEP)
                        && state.runs().get(Sample.SWEEP).isKnown());
        assertThat(stage.text())
                .contains(
                        "─ Experiments 3", "─ Runs of reader-sweep 1", "★ 20260301_095012", "Summary", "1/4 jobs done");
        assertThat(stage.resize(80, 24).text())
                .contains("─ Runs of reader-sweep 1")
                .doesNotContain("Summary");
    }

    @Test
    void servicesShowWhereTheyListenAndWhatTheyShow() throws Exception {
        sample(80, 24).press("2");
        assertThat(stage.text())
                .contains(
                        "[2 Svc 1]",
                        "Active services 1",
                        "tensorboard",
                        "▶ RUNNING",
                        "http://gpu01:6006/",
                        "shows /ws/runs");
        stage.press("u");
        assertThat(stage.sent).hasSize(1);
        assertThat(stage.text()).contains("✓ copied: http://gpu01:6006/");
        stage.press("1", "Enter").settle(this::jobsKnown).press("s");
        assertThat(stage.line(2)).contains(" Jobs  [Services]");
    }

    @Test
    void aServiceIsReachedAtAPortOfThisMachineUntilItsWayIsClosed() throws Exception {
        try (var service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ScriptedWay.leadingTo(service.getLocalPort()).on(stageOfServices().forwards);
            assertThat(stage.text())
                    .contains("s start  x stop  u copy URL  o open")
                    .doesNotContain("localhost:");
            stage.press("x");
            assertThat(stage.text()).contains("No way to this service is open");
            stage.later(6).press("s");
            ServiceUrl url = openedUrl();
            assertThat(stage.text()).contains("✓ Service started: " + url);
            assertThat(stage.later(6).text())
                    .contains(url.toString(), ":" + url.port() + " → gpu01:6006")
                    .doesNotContain("http://gpu01:6006/");
            stage.press("u");
            assertThat(stage.text()).contains("✓ copied: " + url);
            stage.later(6).press("x");
            assertThat(stage.text()).contains("The way to the service is closed", "http://gpu01:6006/");
            assertThat(stage.forwards.isEmpty()).isTrue();
        }
    }

    @Test
    void whyAServiceIsNotReachedStaysInTheStatusLine() throws Exception {
        ScriptedWay.remote().on(stageOfServices().forwards);
        stage.press("s");
        await().until(() -> stage.text().contains("✗ unable to reach gpu01:6006"));
        assertThat(stage.later(20).text()).contains("unable to reach gpu01:6006 through hpc because hpc forbids");
    }

    private Stage stageOfServices() throws Exception {
        return sample(120, 40).press("2");
    }

    private ServiceUrl openedUrl() {
        var to = new ServiceAddress(ServiceUrl.parse(UntrustedText.of("http://gpu01:6006/")), "gpu01");
        await().until(() -> stage.forwards.of(to).state() instanceof Forward.State.Open);
        return ((Forward.State.Open) stage.forwards.of(to).state()).url();
    }

    @Test
    void theFilesOfAServiceAreCopiedToThisMachine() throws Exception {
        sample(120, 40).press("2");
        assertThat(stage.press("g").text()).contains("g get files", "c stop copy");
        Pull copy = stage.copies.begun.get("/ws/runs");
        copy.set(new Pull.State.Copying(
                12L << 20, new PullEstimate(12, 48L << 20, 48L << 20, true), "hpc has no rsync"));
        assertThat(stage.later(6).text())
                .contains("copying 12.0MB of 48.0MB 25%, through the agent because hpc has no rsync");
        stage.copies.kept.put("/ws/runs", Path.of("/home/ann/.cache/xpm/hpc/runs"));
        copy.report().complete(report(12));
        assertThat(stage.text()).contains("✓ 12 files in /home/ann/.cache/xpm/hpc/runs");
        assertThat(stage.later(6).text()).contains("12 files in /home/ann/.cache/xpm/hpc/runs");
    }

    private static PullReport report(int files) {
        var present = new ArrayList<ConfinedPath>();
        for (int i = 0; i < files; i++) {
            present.add(ConfinedPath.parse(Path.of("/cache"), "runs/" + i));
        }
        return new PullReport(present, List.of(), List.of(), true, List.of());
    }

    @Test
    void aLargeCopyIsAskedForFirstAndCanBeLeft() throws Exception {
        sample(80, 24).press("2", "g");
        Pull copy = stage.copies.begun.get("/ws/runs");
        copy.set(new Pull.State.Asking(new PullEstimate(500, 312L << 20, 300L << 20, true)));
        assertThat(stage.text()).contains("Copy 300.0MB of 312.0MB in 500 files?", "[ Copy ]", "[ Leave it ]");
        assertThat(stage.press("Enter").text()).doesNotContain("[ Copy ]");
        assertThat(copy.state()).isInstanceOf(Pull.State.Failed.class);
        assertThat(stage.text()).contains("the copy was stopped");

        stage.press("g");
        Pull second = stage.copies.begun.get("/ws/runs");
        assertThat(second).isNotSameAs(copy);
        second.set(new Pull.State.Asking(new PullEstimate(500, 312L << 20, 312L << 20, true)));
        assertThat(stage.text()).contains("Copy 312.0MB in 500 files?");
        stage.press("Esc");
        assertThat(stage.press("g").text()).contains("Copy 312.0MB in 500 files?");
        stage.press("y");
        assertThat(second.state().isOver()).isFalse();
        assertThat(stage.press("c").text()).contains("the copy was stopped");
        assertThat(second.state().isOver()).isTrue();
    }

    @Test
    void theDirectoryOfAJobIsCopiedFromItsPage() throws Exception {
        sample(120, 40).press("Enter").settle(this::jobsKnown).press("Enter");
        assertThat(stage.press("c").text()).contains("Nothing is being copied here");
        stage.press("g");
        assertThat(stage.copies.begun).hasSize(1);
        Pull copy = stage.copies.begun.values().iterator().next();
        assertThat(copy.what().raw()).startsWith("/ws/jobs/");
        copy.set(new Pull.State.Copying(7L << 10, null, null));
        assertThat(stage.later(6).text()).contains("copying 7.0KB");
    }

    @Test
    void aCopyThatFailedSaysWhyAndAnEvictedOneToo() throws Exception {
        sample(120, 40).press("2", "g");
        stage.copies
                .begun
                .get("/ws/runs")
                .fail(new MonitorException(
                        Problem.TRANSFER, "unable to copy /ws/runs because it was not found on hpc"));
        assertThat(stage.text()).contains("because it was not found on hpc");
        assertThat(stage.later(20).text()).contains("because it was not found on hpc");

        sample(120, 40);
        stage.copies.evicted.add("/ws/runs");
        assertThat(stage.press("2").text()).contains("the copy was evicted to make room for others");
    }

    @Test
    void anExperimentHasToBeOpenForItsServices() throws Exception {
        assertThat(sample(80, 24).press("s").text()).contains("! Select an experiment first");
        assertThat(stage.later(6).text()).doesNotContain("Select an experiment");
    }

    @Test
    void aRefusalNeverLooksLikeAnEmptyList() throws Exception {
        stage = new Stage(80, 24);
        stage.workspace.refusal = new RpcException(ErrorCode.INTERNAL_ERROR, "disk on fire");
        stage.peer = new dev.xpm.client.connect.PipedSession(stage.workspace, stage.mirror);
        stage.mirror.attach(stage.peer.session());
        stage.settle(state -> state.experiments() instanceof dev.xpm.client.mirror.Answer.Failed);
        assertThat(stage.text())
                .contains("Unable to read the experiments:", "disk on fire")
                .doesNotContain("No experiments");
    }

    @Test
    void anEmptyWorkspaceSaysSo() throws Exception {
        stage = new Stage(80, 24).connect();
        assertThat(stage.text()).contains("No experiments in /ws yet", "--workdir");
    }

    @Test
    void lossOfTheLinkKeepsTheDataAndTellsSinceWhen() throws Exception {
        jobs(80, 24);
        stage.peer.kill(1);
        stage.settle(state -> !state.isLive());
        assertThat(stage.line(0)).contains("✗ offline since 14:03");
        assertThat(stage.text()).contains("✗ Connection lost (r tries again): ", "a7f31c4");
    }

    @Test
    void warningsAreListedAndCanBeRead() throws Exception {
        sample(80, 24).press("7");
        assertThat(stage.text()).contains("No warnings: nothing needs a decision");
    }

    @Test
    void outputOfTheRemoteSideIsMarkedUntilItWasSeen() throws Exception {
        sample(80, 24);
        stage.mirror.onRemoteLine(UntrustedText.of("module load \u001b[31mpython"));
        stage.settle(state -> !state.output().isEmpty());
        assertThat(stage.line(1)).contains("8 Out*");
        stage.press("8");
        assertThat(stage.text()).contains("[SSH] module load ␛[31mpython", "[8 Out]");
        assertThat(stage.press("1").line(1)).endsWith("8 Out");
    }

    @Test
    void helpIsMadeFromTheKeyMap() throws Exception {
        jobs(120, 60).press("?");
        assertThat(stage.text()).contains("─ Help", "show the logs of the job", "Everywhere", "quit; the jobs go on");
        assertThat(stage.press("?").line(2)).startsWith(" ◂ reader-sweep");
    }

    @Test
    void aSmallWindowAsksForALargerOne() throws Exception {
        assertThat(sample(59, 24).text()).isEqualToIgnoringNewLines("Please make the window larger: 60x15 at least");
        assertThat(stage.resize(60, 15).text()).contains("reader-sweep", "? help");
    }

    @Test
    void everySizeCanBeDrawnOnEveryPage() throws Exception {
        jobs(80, 24);
        for (String key : List.of("Esc", "d", "Esc", "Enter", "Enter", "?", "2", "7", "8", "q")) {
            stage.press(key);
            for (int[] size :
                    new int[][] {{1, 1}, {20, 5}, {60, 15}, {80, 24}, {99, 27}, {120, 40}, {200, 60}, {500, 200}}) {
                List<String> lines = stage.resize(size[0], size[1]).lines();
                assertThat(lines).allMatch(line -> DisplayWidth.of(line) <= size[0]);
            }
        }
    }

    @Test
    void cursorAndSearchSurviveAResize() throws Exception {
        jobs(80, 24).press("/").type("acme").press("Enter", "Down", "Down");
        stage.resize(1, 1).lines();
        stage.resize(120, 40).lines();
        assertThat(stage.resize(80, 24).cursorLine()).startsWith("▌0d94be2");
        assertThat(stage.text()).contains("search: acme");
    }

    @Test
    void hostileNamesStayTextAndRowsDoNotShear() throws Exception {
        stage = new Stage(80, 24);
        String evil = "\u001b]0;owned\u0007\u009b2J\u202eevil\u200b日本語✅🚀𝐀e\u0301\u0301\u0301\u0301\u0301\u0301\n";
        stage.workspace.experiments = List.of(
                Sample.experiment(evil, "2026-02-27T10:11:00", RunStatus.DONE),
                Sample.experiment("日".repeat(60), "2026-02-26T10:11:00", RunStatus.DONE),
                Sample.experiment("plain", "2026-02-25T10:11:00", RunStatus.DONE));
        stage.connect();
        List<String> lines = stage.lines();
        assertThat(String.join("", lines).chars())
                .noneMatch(unit -> unit < 0x20 || (unit >= 0x7F && unit < 0xA0) || unit == 0x202E || unit == 0x200B);
        List<String> rows = lines.subList(4, 7);
        assertThat(rows).allMatch(row -> DisplayWidth.of(row.substring(0, row.indexOf("20260227"))) == columnOfRun());
    }

    private int columnOfRun() {
        return stage.line(3).indexOf("Run");
    }

    @Test
    void tenThousandJobsAreSearchedSortedAndScrolled() throws Exception {
        stage = new Stage(120, 40);
        Sample.fillMany(stage.workspace, 10_000);
        stage.connect().settle(this::jobsKnown);
        assertThat(stage.press("End").cursorLine()).startsWith("▌0009999");
        assertThat(stage.press("O", "Home").cursorLine()).startsWith("▌0000000");
        stage.press("/").type("index=777").press("Enter");
        assertThat(stage.line(3)).endsWith("11 of 10000");
    }

    @Test
    void withoutColoursAndWithAsciiEveryStateIsReadable() throws Exception {
        stage = new Stage(
                80,
                24,
                new TerminalOptions(true, TerminalOptions.Colours.NONE, false, TerminalOptions.Multiplexer.NONE));
        Sample.fill(stage.workspace);
        stage.connect().press("Enter").settle(this::jobsKnown);
        assertThat(stage.text().chars()).allMatch(unit -> unit < 0x7F);
        assertThat(stage.text())
                .contains("> 71%", "xtime", "x 1 failed", "* live")
                .contains(String.format(Locale.ROOT, " %s ", "w"));
    }

    @Test
    void copyingGoesToTheTerminalAndIsTold() throws Exception {
        jobs(80, 24).press("y");
        assertThat(stage.sent)
                .singleElement()
                .asString()
                .startsWith("\u001b]52;c;")
                .endsWith("\u001b\\");
        assertThat(stage.text()).contains("copied: 7c01d2e0000");
    }
}
