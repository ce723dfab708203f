package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.DirectoryCopies;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.pull.Wanted;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies with the machine's rsync over the session that is open already, through the machine's sshd. */
@Needs({Tool.SSHD, Tool.RSYNC})
class PullIT {
    private static final long ANY_SIZE = 1L << 30;
    private static final int MANY_BYTES = 256 << 20;
    private static final int REPLACED_BYTES = 2_000_000;

    @TempDir
    private Path folder;

    private OpenSshdHost host;
    private SyntheticWorkspace workspace;
    private Path cache;
    private MirrorClient client;
    private FilePuller puller;

    @BeforeEach
    void open() throws Exception {
        host = OpenSshdHost.start(folder);
        host.lookOften();
        workspace = SyntheticWorkspace.create(folder.resolve("my ws"));
        cache = folder.resolve("cache");
        client = MirrorClient.open(host, workspace.root().toString(), MirrorClient.ourAgent(), transport());
        puller = FilePuller.of(client.session(), cache);
    }

    /** Which SSH of ours carries the copies. */
    TransportChoice transport() {
        return TransportChoice.BUILTIN;
    }

    @AfterEach
    void close() throws Exception {
        puller.close();
        client.close();
        host.close();
    }

    @Test
    void logsAndADirectoryOfServiceFilesArriveForNobodyElse() throws Exception {
        workspace.submit(1);
        workspace.start(1);
        workspace.print(1, "epoch 0 loss 1.0");
        Path events = write("services/tensorboard/run 1/events.out", "figures");
        write("services/tensorboard/index", "run 1");
        ConfinedPath log = puller.locate(relative(workspace.log(1)));

        PullReport report = pull(new Wanted.File(log), new Wanted.Tree(puller.locate("services/tensorboard")));

        assertThat(report.complete()).isTrue();
        assertThat(report.missing()).isEmpty();
        assertThat(report.present())
                .extracting(ConfinedPath::relative)
                .containsExactlyInAnyOrder(relative(workspace.log(1)), relative(events), "services/tensorboard/index");
        assertThat(log.toPath()).hasContent("epoch 0 loss 1.0\n").startsWith(cache.toRealPath());
        try (Stream<Path> all = Files.walk(cache)) {
            assertThat(all.toList())
                    .allSatisfy(entry -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                            .isEqualTo(Files.isDirectory(entry) ? "rwx------" : "rw-------"));
        }

        workspace.print(1, "epoch 1 loss 0.5");
        assertThat(pull(new Wanted.File(log)).complete()).isTrue();
        assertThat(log.toPath()).hasContent("epoch 0 loss 1.0\nepoch 1 loss 0.5\n");
    }

    /** More than any buffer between the two programs holds, in both directions. */
    @Test
    void manyFilesComeByRsyncAndNotByAnotherWay() throws Exception {
        var random = new Random(7);
        var noise = new byte[200_000];
        for (int number = 0; number < 150; number++) {
            random.nextBytes(noise);
            Path file = write("services/tensorboard/run " + number + "/events", "");
            Files.write(file, noise);
        }
        var pulls = new Pulls();
        pulls.attach(new DirectoryCopies(client.session(), puller));

        Pull pull = pulls.start(UntrustedText.of(
                workspace.root().resolve("services/tensorboard").toString()));
        var states = new ArrayList<Pull.State>();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    states.add(pull.state());
                    return pull.report().isDone();
                });

        assertThat(pull.report().get().complete()).isTrue();
        assertThat(pull.report().get().present()).hasSize(150);
        assertThat(states).filteredOn(Pull.State.Copying.class::isInstance).allSatisfy(state -> assertThat(state)
                .isInstanceOfSatisfying(Pull.State.Copying.class, copying -> assertThat(copying.inBand())
                        .isNull()));
        assertThat(puller.locate("services/tensorboard/run 149/events").toPath())
                .hasBinaryContent(noise);
    }

    @Tag("A-P4")
    @Test
    void aLinkThatLeadsOutIsNotFollowed() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "canary");
        Path services = write("services/tensorboard/index", "x").getParent();
        Files.createSymbolicLink(services.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(services.resolve("climbing"), Path.of("../../../outside/secret"));
        Files.createSymbolicLink(services.resolve("directory"), outside);
        Files.createSymbolicLink(services.resolveSibling("elsewhere"), outside);

        PullReport report = pull(
                new Wanted.Tree(puller.locate("services/tensorboard")),
                new Wanted.File(puller.locate("services/tensorboard/file")),
                new Wanted.Tree(puller.locate("services/elsewhere")));

        assertThat(report.present()).extracting(ConfinedPath::relative).containsExactly("services/tensorboard/index");
        assertThat(report.missing())
                .extracting(ConfinedPath::relative)
                .containsExactly("services/tensorboard/file", "services/elsewhere");
        try (Stream<Path> all = Files.walk(cache)) {
            assertThat(all.toList())
                    .noneMatch(Files::isSymbolicLink)
                    .noneMatch(entry -> entry.getFileName().toString().equals("secret"));
        }
    }

    @Tag("P23")
    @Tag("A-P2")
    @Test
    void theDirectoryThatAServiceNamesIsCopiedOrRefusedWithAReason() throws Exception {
        write("experiments/sweep/20260301_101500/runs/a/events.out", "figures");
        var copies = new DirectoryCopies(client.session(), puller);
        Path runs = workspace.root().resolve("experiments/sweep/20260301_101500/runs");

        var pulls = new Pulls();
        pulls.attach(copies);

        UntrustedText named = UntrustedText.of(runs + "/");
        PullReport report = pulls.start(named).report().get(2, TimeUnit.MINUTES);

        assertThat(report.present()).hasSize(1);
        assertThat(pulls.kept(named).resolve("a/events.out")).hasContent("figures");
        for (String refused : List.of("/etc", runs + "/../../../../..", workspace.root() + "2/x", "runs", "")) {
            assertThat(pulls.start(UntrustedText.of(refused)).report())
                    .as(refused)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("it does not lie below the workspace");
        }
        assertThat(pulls.start(UntrustedText.of(runs + "/none")).report())
                .failsWithin(Duration.ofMinutes(2))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("it was not found on " + host.destination());
    }

    /** rsync says 23 for it, which the original takes for success. Source: protocol.md P24. */
    @Tag("P24")
    @Test
    void aDirectoryThatIsNotThereIsNotFound() throws Exception {
        PullReport report = pull(
                new Wanted.Tree(puller.locate("services/tensorboard")),
                new Wanted.File(puller.locate("jobs/demo.train/9c41/train.out")));

        assertThat(report.complete()).isFalse();
        assertThat(report.present()).isEmpty();
        assertThat(report.missing())
                .extracting(ConfinedPath::relative)
                .containsExactly("services/tensorboard", "jobs/demo.train/9c41/train.out");
        assertThat(report.missing()).noneMatch(path -> Files.exists(path.toPath(), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aHostThatStopsInTheMiddleIsSaidAndHalfAFileIsNotShown() throws Exception {
        Path log = workspace.jobFolder(1).resolve("train.out");
        Files.createDirectories(log.getParent());
        byte[] noise = new byte[MANY_BYTES];
        new Random(1).nextBytes(noise);
        Files.write(log, noise);
        ConfinedPath wanted = puller.locate(relative(log));

        CompletableFuture<PullReport> copy = puller.pull(List.of(new Wanted.File(wanted)), ANY_SIZE);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(this::hasBegun);
        host.freeze();

        try {
            var failure = catchThrowableOfType(ExecutionException.class, () -> copy.get(2, TimeUnit.MINUTES));
            assertThat(failure).isNotNull();
            assertThat(failure.getCause()).isInstanceOfSatisfying(MonitorException.class, problem -> {
                assertThat(problem.problem()).isEqualTo(Problem.TRANSFER);
                assertThat(problem.sentence())
                        .startsWith("unable to copy files from " + host.destination() + " because ");
            });
            assertThat(wanted.toPath()).doesNotExist();
            assertThat(staged()).isEmpty();
        } finally {
            host.thaw();
        }
    }

    /** The file is another one all the time: what is shown is always one of them, whole. */
    @Tag("A-P9")
    @Test
    void aWriterThatReplacesTheFileMeanwhileMixesNothing() throws Exception {
        ConfinedPath wanted = puller.locate("services/tensorboard/events");
        Path source = write("services/tensorboard/events", "a".repeat(REPLACED_BYTES));
        var over = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(() -> replaceAllTheTime(source, over));
        try {
            for (int round = 0; round < 5; round++) {
                pull(new Wanted.File(wanted));
                if (Files.exists(wanted.toPath())) {
                    String copy = Files.readString(wanted.toPath());
                    assertThat(copy).hasSize(REPLACED_BYTES);
                    assertThat(copy.chars().distinct().count()).isEqualTo(1);
                }
            }
        } finally {
            over.set(true);
            writer.get(1, TimeUnit.MINUTES);
        }
        assertThat(pull(new Wanted.File(wanted)).complete()).isTrue();
        assertThat(wanted.toPath()).hasSameTextualContentAs(source);
    }

    private static void replaceAllTheTime(Path file, AtomicBoolean over) {
        Path fresh = file.resolveSibling("fresh");
        try {
            for (int letter = 0; !over.get(); letter = (letter + 1) % 26) {
                Files.writeString(fresh, String.valueOf((char) ('a' + letter)).repeat(REPLACED_BYTES));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasBegun() throws IOException {
        for (Path file : staged()) {
            if (Files.isRegularFile(file) && Files.size(file) > 0) {
                return true;
            }
        }
        return false;
    }

    /** What copies have written and nobody has taken over. */
    private List<Path> staged() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> all = Files.find(cache, 10, (path, attributes) -> cache.relativize(path)
                .toString()
                .startsWith("+staging-"))) {
            return all.toList();
        }
    }

    private PullReport pull(Wanted... wanted) throws Exception {
        return puller.pull(List.of(wanted), ANY_SIZE).get(2, TimeUnit.MINUTES);
    }

    private String relative(Path file) {
        return workspace.root().relativize(file).toString();
    }

    private Path write(String relative, String content) throws IOException {
        Path file = workspace.root().resolve(relative);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
