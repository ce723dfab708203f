package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.DirectoryCopies;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.pull.Pulls;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies from a host whose rsync is missing, or is somebody else's program. */
@Needs({Tool.SSHD, Tool.RSYNC})
class PullWithoutRsyncIT {
    private static final long LARGE = 300L << 20;

    @TempDir
    private Path folder;

    private Path programs;
    private OpenSshdHost host;
    private SyntheticWorkspace workspace;
    private Path cache;
    private MirrorClient client;
    private FilePuller puller;
    private Pulls pulls;
    private final List<Pull.State> states = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws Exception {
        programs = ProgramsFolder.without(folder, "rsync");
        host = OpenSshdHost.start(folder, "ForceCommand env PATH=" + programs + " sh -c \"$SSH_ORIGINAL_COMMAND\"");
        workspace = SyntheticWorkspace.create(folder.resolve("ws"));
        cache = folder.resolve("cache");
        client = MirrorClient.open(host, workspace.root().toString(), MirrorClient.ourAgent());
        Files.writeString(folder.resolve("canary"), "untouched");
        write("services/tb/run/events", "figures");
        write("services/tb/index", "run");
        write("services/other", "not asked for");
        attach();
    }

    private void attach() throws MonitorException {
        puller = FilePuller.of(client.session(), cache);
        pulls = new Pulls();
        pulls.attach(new DirectoryCopies(client.session(), puller));
    }

    @AfterEach
    void close() throws Exception {
        assertThat(folder.resolve("canary")).hasContent("untouched");
        assertThat(folder.resolve("outside")).doesNotExist();
        puller.close();
        client.close();
        host.close();
    }

    @Test
    void filesComeThroughTheAgentAndTheReasonIsShown() throws Exception {
        PullReport report = pull("services/tb");

        assertThat(names(report)).containsExactlyInAnyOrder("services/tb/run/events", "services/tb/index");
        assertThat(report.complete()).isTrue();
        assertThat(states)
                .anySatisfy(state -> assertThat(state).isInstanceOfSatisfying(Pull.State.Copying.class, copying -> {
                    assertThat(copying.inBand()).isEqualTo(host.destination() + " has no rsync");
                    assertThat(copying.estimate().files()).isEqualTo(2);
                }));
        assertThat(pulls.kept(named("services/tb")).resolve("run/events")).hasContent("figures");
    }

    /** A server that says nothing sensible, one that never ends, and one that sends another tree than it was asked for. */
    @Tag("A-P3")
    @Tag("A-P6")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec head -c 1000000 /dev/urandom",
                "exec yes ../../../outside",
                "echo Welcome to the cluster; exec REAL \"$@\"",
                """
                exec python3 -c '
                import os
                args = b""
                while not args.endswith(b"\\0\\0"): args += os.read(0, 1)
                words = [w for w in args[:-2].split(b"\\0") if not w.startswith((b"--files-from", b"--from0"))]
                os.execv("REAL", [b"rsync"] + words[1:-1] + [b"EVIL/"])
                '""",
            })
    void aServerOfAnotherKindBringsNothingThatWasNotAsked(String script) throws Exception {
        Path evil = Files.createDirectories(folder.resolve("evil/services/tb"));
        Files.writeString(evil.resolve("index"), "evil");
        Files.writeString(evil.resolveSibling("unasked"), "evil");
        Files.createSymbolicLink(evil.resolve("link"), Path.of("/etc/passwd"));
        Path rsync = programs.resolve("rsync");
        Files.writeString(
                rsync,
                "#!/bin/sh\n"
                        + script.replace("REAL", Tool.RSYNC.path().toString())
                                .replace("EVIL", folder.resolve("evil").toString())
                        + "\n");
        Files.setPosixFilePermissions(rsync, PosixFilePermissions.fromString("rwxr-xr-x"));

        PullReport report = pull("services/tb");

        assertThat(names(report)).containsExactlyInAnyOrder("services/tb/run/events", "services/tb/index");
        assertThat(pulls.kept(named("services/tb")).resolve("run/events")).hasContent("figures");
        try (Stream<Path> all = Files.walk(cache)) {
            assertThat(all.toList())
                    .noneMatch(Files::isSymbolicLink)
                    .noneMatch(path -> path.getFileName().toString().equals("unasked"))
                    .noneMatch(path -> path.getFileName().toString().startsWith("+staging-"));
        }
    }

    @Test
    void aLargeCopyIsAskedForAndCanBeStoppedInTheMiddle() throws Exception {
        try (var large = new RandomAccessFile(write("services/tb/model", "").toFile(), "rw")) {
            large.setLength(LARGE);
        }
        Pull pull = pulls.start(named("services/tb"));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pull.state() instanceof Pull.State.Asking);
        pull.confirm();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> pull.state() instanceof Pull.State.Copying copying && copying.bytes() > 10 << 20);
        pull.cancel();

        assertThat(pull.state()).isInstanceOf(Pull.State.Failed.class);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Stream<Path> all = Files.list(cache)) {
                return all.noneMatch(path -> path.getFileName().toString().startsWith("+staging-"));
            }
        });
        assertThat(pulls.kept(named("services/tb"))).isNull();
        // The session and the next copy are not hurt.
        assertThat(pull("services/tb/run").present()).hasSize(1);
    }

    /** Source: protocol.md P25. */
    @Tag("P25")
    @Test
    void theNextSessionBringsOnlyDifferences() throws Exception {
        pull("services/tb");
        puller.close();
        attach();
        write("services/tb/new", "1234");
        states.clear();

        PullReport report = pull("services/tb");

        assertThat(report.present()).hasSize(3);
        assertThat(states).anySatisfy(state -> assertThat(state)
                .isInstanceOfSatisfying(
                        Pull.State.Copying.class,
                        copying -> assertThat(copying.estimate().newBytes()).isEqualTo(4)));
    }

    private PullReport pull(String relative) throws Exception {
        var listening = pulls.onChange(() -> {
            Pull latest = pulls.latest(named(relative));
            if (latest != null) {
                states.add(latest.state());
            }
        });
        try {
            return pulls.start(named(relative)).report().get(3, TimeUnit.MINUTES);
        } finally {
            listening.close();
        }
    }

    private UntrustedText named(String relative) {
        return UntrustedText.of(workspace.root().resolve(relative).toString());
    }

    private static List<String> names(PullReport report) {
        return report.present().stream().map(ConfinedPath::relative).toList();
    }

    private Path write(String relative, String content) throws IOException {
        Path file = workspace.root().resolve(relative);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
