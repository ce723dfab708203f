package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.ScriptedUser;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.ssh.EmbeddedHost;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies and logs over an SSH server, with a peer that can do no more than the original. */
@Timeout(120)
class RemoteFilesTest {
    private static final JobKey JOB = JobKey.parse("a.b.Fit/0a1b");

    @TempDir
    private Path directory;

    private Path workspace;
    private EmbeddedHost host;
    private AgentSession session;
    private FilePuller puller;

    @BeforeEach
    void open() throws Exception {
        workspace = Files.createDirectories(directory.resolve("my xp's $w"));
        host = EmbeddedHost.start(Files.createDirectory(directory.resolve("host")));
        session = AgentSession.open(request(host.open()));
        puller = FilePuller.of(session, directory.resolve("cache"));
    }

    @AfterEach
    void close() throws IOException {
        puller.close();
        session.close();
        host.close();
    }

    @Test
    @Tag("A-P7")
    void bringsFilesWhateverTheirNamesAre() throws Exception {
        requireRsync();
        List<String> names = List.of(
                "plain",
                "with blank",
                "it's",
                "\"quoted\"",
                "$(id)",
                "`id`",
                "a;b",
                "*",
                "?",
                "[x]",
                "-rf",
                "--help",
                "new\nline",
                "esc\u001b[31m",
                "back\\slash",
                "é漢",
                "trailing.",
                "~",
                "!",
                "a:b",
                "x".repeat(255));
        for (String name : names) {
            write("services/o'dd \"dir\"/" + name, "content of " + name);
        }

        PullReport report = pull(new Wanted.Tree(puller.locate("services/o'dd \"dir\"")));

        assertThat(report.complete()).isTrue();
        assertThat(report.present())
                .extracting(ConfinedPath::relative)
                .containsExactlyInAnyOrderElementsOf(names.stream()
                        .map(name -> "services/o'dd \"dir\"/" + name)
                        .toList());
        for (ConfinedPath path : report.present()) {
            assertThat(path.toPath()).hasSameTextualContentAs(workspace.resolve(path.relative()));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.toPath())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @Tag("A-P4")
    void followsNoLinkAndMakesNoSpecialFile() throws Exception {
        requireRsync();
        write("services/tb/real", "x");
        Files.createSymbolicLink(workspace.resolve("services/tb/link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(workspace.resolve("services/tb/loop"), Path.of(".."));
        new ProcessBuilder("mkfifo", workspace.resolve("services/tb/fifo").toString())
                .start()
                .waitFor();

        PullReport report = pull(new Wanted.Tree(puller.locate("services/tb")));

        assertThat(report.present()).extracting(ConfinedPath::relative).containsExactly("services/tb/real");
        assertThat(report.messages().stream().map(line -> line.raw()).collect(Collectors.joining("\n")))
                .contains("link");
    }

    @Test
    @Tag("P24")
    void namesWhatIsMissingAndKeepsWhatIsThere() throws Exception {
        requireRsync();
        write("jobs/a.b.Fit/0a1b/Fit.out", "log\n");
        write("jobs/a.b.Fit/0a1b/params.json", "{}");

        PullReport report = pull(
                new Wanted.File(puller.locate("jobs/a.b.Fit/0a1b/Fit.out")),
                new Wanted.File(puller.locate("jobs/a.b.Fit/0a1b/Fit.err")),
                new Wanted.Tree(puller.locate("services/none")));

        assertThat(report.complete()).isFalse();
        assertThat(report.present()).extracting(ConfinedPath::relative).containsExactly("jobs/a.b.Fit/0a1b/Fit.out");
        assertThat(report.missing())
                .extracting(ConfinedPath::relative)
                .containsExactly("jobs/a.b.Fit/0a1b/Fit.err", "services/none");
    }

    @Test
    void bringsChangesAndLeavesNothingBehind() throws Exception {
        requireRsync();
        Path file = write("a", "one");
        var wanted = new Wanted.File(puller.locate("a"));
        pull(wanted);

        Files.writeString(file, "and two", StandardOpenOption.APPEND);
        PullReport report = pull(wanted);

        assertThat(report.present().get(0).toPath()).hasContent("oneand two");
        assertThat(directory.resolve("cache")).isDirectoryNotContaining("glob:**/+staging-*");
    }

    @Test
    void leavesOutFilesThatAreTooLarge() throws Exception {
        requireRsync();
        write("large", "x".repeat(2_000));

        PullReport report = puller.pull(List.of(new Wanted.File(puller.locate("large"))), 1_000)
                .get(60, TimeUnit.SECONDS);

        assertThat(report.missing()).hasSize(1);
        assertThat(report.present()).isEmpty();
    }

    @Test
    void everyCopyHasAnEndWhenThePullerIsClosed() throws Exception {
        requireRsync();
        write("a", "one");
        var reports = new ArrayList<CompletableFuture<PullReport>>();
        for (int i = 0; i < 10; i++) {
            reports.add(puller.pull(List.of(new Wanted.File(puller.locate("a"))), 1_000));
        }
        reports.get(5).cancel(true);

        puller.close();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> reports.stream()
                .allMatch(report -> report.isDone()));
    }

    @Test
    void readsPiecesOfALog() throws Exception {
        write("jobs/a.b.Fit/0a1b/Fit.out", "line one\nline two é\nthree\n");
        try (LogSource log = new LogSources(session, puller).open(JOB, LogStream.STDOUT)) {
            assertThat(log.means()).isEqualTo(LogSource.Means.TAIL);
            assertThat(get(log.tail(15)).text().raw()).isEqualTo("three\n");
            assertThat(get(log.tail(1_000)).offset()).isZero();

            LogSlice cut = get(log.read(9, 10));
            assertThat(cut.text().raw()).isEqualTo("line two ");
            assertThat(cut.next()).isEqualTo(18);
            assertThat(cut.size()).isEqualTo(27);
            assertThat(cut.atEnd()).isFalse();
            assertThat(get(log.older(9, 4)).text().raw()).isEqualTo("one\n");

            LogSlice behind = get(log.read(100, 10));
            assertThat(behind.reset()).isTrue();
            assertThat(behind.offset()).isZero();
        }
        try (LogSource none = new LogSources(session, puller).open(JOB, LogStream.STDERR)) {
            assertThat(get(none.tail(100)).size()).isZero();
            assertThat(get(none.tail(100)).atEnd()).isTrue();
        }
    }

    @Test
    @Tag("A-P9")
    void followsALogThroughATruncation() throws Exception {
        Path file = write("jobs/a.b.Fit/0a1b/Fit.out", "old\n");
        var heard = new HeardLog();
        try (LogSource log = new LogSources(session, puller).open(JOB, LogStream.STDOUT);
                AutoCloseable following = log.follow(4, heard)) {
            assertThat(following).isNotNull();
            Files.writeString(file, "new\n", StandardOpenOption.APPEND);
            heard.awaitText("new\n");

            Files.writeString(file, "x\n");
            heard.awaitText("x\n");
            assertThat(heard.slices).anyMatch(LogSlice::reset);
            Files.writeString(file, "y\n", StandardOpenOption.APPEND);
            heard.awaitText("x\ny\n");
        }
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void followsALogThatIsNotThereYet() throws Exception {
        Files.createDirectories(workspace.resolve("jobs/a.b.Fit/0a1b"));
        var heard = new HeardLog();
        try (LogSource log = new LogSources(session, puller).open(JOB, LogStream.STDOUT);
                AutoCloseable following = log.follow(0, heard)) {
            assertThat(following).isNotNull();
            write("jobs/a.b.Fit/0a1b/Fit.out", "first\n");

            heard.awaitText("first\n");
        }
    }

    @Test
    void endsTheRemoteTailWithTheFollowing() throws Exception {
        write("jobs/a.b.Fit/0a1b/Fit.out", "idle\n");
        var heard = new HeardLog();
        try (LogSource log = new LogSources(session, puller).open(JOB, LogStream.STDOUT);
                AutoCloseable following = log.follow(0, heard)) {
            heard.awaitText("idle\n");
            assertThat(following).isNotNull();
            assertThat(tails()).isNotEmpty();
        }

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> tails().isEmpty());
    }

    @Test
    void syncNowCopiesTheLog() throws Exception {
        requireRsync();
        write("jobs/a.b.Fit/0a1b/Fit.out", "log\n");
        try (LogSource log = new LogSources(session, puller).open(JOB, LogStream.STDOUT)) {
            PullReport report = log.syncNow().get(60, TimeUnit.SECONDS);

            assertThat(report.present().get(0).toPath()).hasContent("log\n");
        }
    }

    private List<String> tails() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .filter(info -> info.command().orElse("").endsWith("/tail"))
                .map(info -> info.commandLine().orElse(""))
                .filter(line -> line.contains(workspace.toString()))
                .toList();
    }

    private PullReport pull(Wanted... wanted) throws Exception {
        return puller.pull(List.of(wanted), 1 << 20).get(60, TimeUnit.SECONDS);
    }

    private static LogSlice get(CompletableFuture<LogSlice> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private Path write(String relative, String content) throws IOException {
        Path file = workspace.resolve(relative);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private SessionRequest request(Destination destination) {
        String script =
                "read request; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol_version\":\"2.0\"}}'; cat >/dev/null";
        return new SessionRequest(
                destination,
                workspace.toString(),
                new Launch.Command(List.of("sh", "-c", script)),
                null,
                SessionLimits.DEFAULT,
                ScriptedUser.wary(),
                new HeardSession());
    }

    private static void requireRsync() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(entry -> new File(entry, "rsync").canExecute());
        boolean required = "true".equals(System.getenv("CI")) || Boolean.getBoolean("xpm.required");
        assertThat(there || !required).as("rsync is installed").isTrue();
        assumeThat(there).as("rsync is installed").isTrue();
    }

    /** What a follower heard since the last reset. */
    private static final class HeardLog implements LogSource.Listener {
        private final List<LogSlice> slices = new CopyOnWriteArrayList<>();
        private final List<MonitorException> failures = new CopyOnWriteArrayList<>();

        @Override
        public void onSlice(LogSlice slice) {
            slices.add(slice);
        }

        @Override
        public void onFailure(MonitorException reason) {
            failures.add(reason);
        }

        void awaitText(String text) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> text().equals(text));
        }

        private String text() {
            var text = new StringBuilder();
            for (LogSlice slice : slices) {
                if (slice.reset()) {
                    text.setLength(0);
                }
                text.append(slice.text().raw());
            }
            return text.toString();
        }
    }
}
