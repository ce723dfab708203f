package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.DirectoryCopies;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.pull.Wanted;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies onto a disk of two megabytes. */
@Needs({Tool.SSHD, Tool.RSYNC, Tool.MOUNT})
@NeedsRoot
@Tag("A-P8")
class DiskFullIT {
    private static final int OLD_BYTES = 600_000;
    private static final int NEW_BYTES = 3 << 20;

    @TempDir
    private Path folder;

    private Path disk;
    private SyntheticWorkspace workspace;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString());
        workspace = SyntheticWorkspace.create(folder.resolve("ws"));
    }

    @AfterEach
    void unmount() throws IOException {
        run("umount", disk.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasThereStaysAndTheUserIsToldWhatIsNeeded(boolean withRsync) throws Exception {
        String path = "PATH="
                + (withRsync
                        ? System.getenv("PATH")
                        : ProgramsFolder.without(folder, "rsync").toString());
        try (var host = OpenSshdHost.start(folder, "ForceCommand env " + path + " sh -c \"$SSH_ORIGINAL_COMMAND\"");
                var client = MirrorClient.open(host, workspace.root().toString(), MirrorClient.ourAgent());
                var puller = FilePuller.of(client.session(), disk.resolve("cache"))) {
            Path source = workspace.root().resolve("services/tb/events");
            Files.createDirectories(source.getParent());
            Files.writeString(source, "o".repeat(OLD_BYTES));
            var pulls = new Pulls();
            pulls.attach(new DirectoryCopies(client.session(), puller));
            UntrustedText named = UntrustedText.of(source.getParent().toString());
            assertThat(pulls.start(named).report().get(1, TimeUnit.MINUTES).complete())
                    .isTrue();
            ConfinedPath copy = puller.locate("services/tb/events");
            assertThat(copy.toPath()).hasSize(OLD_BYTES);

            Files.writeString(source, "n".repeat(NEW_BYTES));
            MonitorException counted = failure(pulls.start(named).report());
            assertThat(counted.problem()).isEqualTo(Problem.TRANSFER);
            assertThat(counted.sentence())
                    .startsWith("unable to copy files from " + host.destination() + " because the disk is full: "
                            + NEW_BYTES + " bytes are needed, ")
                    .containsPattern("[0-9]+ are free in " + disk.resolve("cache"));
            assertThat(counted.hint()).contains("rm -r " + disk.resolve("cache"), "8 GB", "XDG_CACHE_HOME");

            // Whoever does not count first is told in the middle.
            MonitorException inTheMiddle = failure(puller.pull(List.of(new Wanted.File(copy)), 1L << 30));
            assertThat(inTheMiddle.sentence()).contains("because the disk is full: ", " are free in ");
            assertThat(inTheMiddle.hint()).contains("rm -r ");

            assertThat(copy.toPath()).hasContent("o".repeat(OLD_BYTES));
            try (Stream<Path> all = Files.list(disk.resolve("cache"))) {
                assertThat(all)
                        .noneMatch(entry -> entry.getFileName().toString().startsWith("+staging-"));
            }
            Files.writeString(source, "s".repeat(OLD_BYTES / 2));
            assertThat(pulls.start(named).report().get(1, TimeUnit.MINUTES).complete())
                    .isTrue();
            assertThat(copy.toPath()).hasContent("s".repeat(OLD_BYTES / 2));
        }
    }

    private static MonitorException failure(CompletableFuture<PullReport> report) {
        var failure = catchThrowableOfType(ExecutionException.class, () -> report.get(1, TimeUnit.MINUTES));
        assertThat(failure).isNotNull();
        assertThat(failure.getCause()).isInstanceOf(MonitorException.class);
        return (MonitorException) failure.getCause();
    }

    private static void run(String... words) throws IOException {
        Program.Result result = Program.of(words).run();
        assertThat(result.exit()).as("%s", result).isZero();
    }
}
