package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files as answers of an agent: a true one, and one that lies. */
@Timeout(60)
class InBandCarrierTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private Path workspace;
    private ServedTree agent;
    private PipedSession piped;
    private PullCache cache;
    private InBandCarrier carrier;
    private final AtomicLong carried = new AtomicLong();

    @BeforeEach
    void open() throws Exception {
        workspace = Files.createDirectory(directory.resolve("ws"));
        agent = new ServedTree(workspace);
        piped = new PipedSession(agent, new HeardSession());
        cache = PullCache.of(directory.resolve("cache"), "hpc", "/ws", Clock.systemUTC(), 1L << 40);
        carrier = new InBandCarrier(piped.session(), cache);
        Files.writeString(directory.resolve("canary"), "untouched");
    }

    @AfterEach
    void close() throws IOException {
        piped.close();
        assertThat(directory.resolve("canary")).hasContent("untouched");
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all.map(path -> path.getFileName().toString())).isSubsetOf("ws", "cache", "canary");
        }
    }

    @Test
    void bringsATreeForNobodyElse() throws Exception {
        write("services/tb/run/events", noise(3 * MIB + 17));
        write("services/tb/empty", new byte[0]);
        Files.createDirectories(workspace.resolve("services/tb/none"));
        write("services/other", noise(5));

        PullReport report = pull(new Wanted.Tree(path("services/tb")));

        assertThat(report.complete()).isTrue();
        assertThat(names(report)).containsExactlyInAnyOrder("services/tb/run/events", "services/tb/empty");
        Path copy = path("services/tb/run/events").toPath();
        assertThat(copy).hasSameBinaryContentAs(workspace.resolve("services/tb/run/events"));
        assertThat(Files.getLastModifiedTime(copy).toMillis())
                .isEqualTo(Files.getLastModifiedTime(workspace.resolve("services/tb/run/events"))
                        .toMillis());
        assertThat(carried).hasValue(3 * MIB + 17);
        try (Stream<Path> all = Files.walk(directory.resolve("cache"))) {
            assertThat(all.toList())
                    .allSatisfy(entry -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                            .isEqualTo(Files.isDirectory(entry) ? "rwx------" : "rw-------"));
        }
    }

    @Tag("P25")
    @Test
    void asksOnlyForWhatIsNotHereYet() throws Exception {
        write("a/old", noise(100));
        write("a/grows", noise(200));
        pull(new Wanted.Tree(path("a")));
        agent.reads.clear();
        Files.write(workspace.resolve("a/grows"), noise(50), StandardOpenOption.APPEND);
        write("a/new", noise(10));

        assertThat(carrier.measure(List.of(new Wanted.Tree(path("a"))), MIB))
                .isEqualTo(new PullEstimate(3, 360, 260, true));
        PullReport report = pull(new Wanted.Tree(path("a")));

        assertThat(names(report)).containsExactlyInAnyOrder("a/old", "a/grows", "a/new");
        assertThat(agent.reads).containsExactlyInAnyOrder("a/grows@0", "a/new@0");
        assertThat(path("a/grows").toPath()).hasSameBinaryContentAs(workspace.resolve("a/grows"));
    }

    @Test
    void goesOnWhereACopyWasCutOff() throws Exception {
        write("big", noise(4 * MIB + 1));
        var pieces = new AtomicInteger();
        agent.beforeReading = () -> {
            if (pieces.incrementAndGet() == 3) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("cut off");
            }
        };
        assertThat(pull(new Wanted.File(path("big"))).missing()).hasSize(1);
        agent.beforeReading = () -> {};
        agent.reads.clear();

        PullReport report = pull(new Wanted.File(path("big")));

        assertThat(report.complete()).isTrue();
        assertThat(agent.reads).containsExactly("big@0", "big@" + 2 * MIB, "big@" + 3 * MIB, "big@" + 4 * MIB);
        assertThat(path("big").toPath()).hasSameBinaryContentAs(workspace.resolve("big"));
    }

    @Tag("A-P9")
    @Test
    void aFileThatIsReplacedOrCutMeanwhileIsNeverMixed() throws Exception {
        byte[] first = noise(3 * MIB);
        byte[] second = noise(3 * MIB);
        write("big", first);
        var pieces = new AtomicInteger();
        agent.beforeReading = () -> {
            if (pieces.incrementAndGet() == 2) {
                replace("big", second);
            }
        };
        assertThat(pull(new Wanted.File(path("big"))).complete()).isTrue();
        assertThat(path("big").toPath()).hasBinaryContent(second);

        pieces.set(0);
        write("big", first);
        agent.beforeReading = () -> {
            if (pieces.incrementAndGet() == 2) {
                write("big", "short".getBytes(StandardCharsets.UTF_8));
            }
        };
        assertThat(pull(new Wanted.File(path("big"))).complete()).isTrue();
        assertThat(path("big").toPath()).hasContent("short");

        write("big", first);
        agent.beforeReading = () -> replace("big", noise(3 * MIB));
        PullReport report = pull(new Wanted.File(path("big")));
        assertThat(report.complete()).isFalse();
        assertThat(report.messages())
                .extracting(UntrustedText::raw)
                .containsExactly("big: it changed while it was copied");
        assertThat(path("big").toPath()).hasContent("short");
    }

    @Tag("A-P9")
    @Test
    void aFileThatGrowsMeanwhileIsCopiedAsLongAsItWas() throws Exception {
        byte[] first = noise(2 * MIB + 5);
        write("log", first);
        agent.beforeReading = () -> append("log", noise(100));

        assertThat(pull(new Wanted.File(path("log"))).complete()).isTrue();

        byte[] copy = Files.readAllBytes(path("log").toPath());
        assertThat(copy).hasSize(2 * MIB + 105).startsWith(first);
    }

    @Tag("A-P4")
    @Test
    void neitherLinksNorDevicesAreCopied() throws Exception {
        write("t/file", noise(3));
        Files.createSymbolicLink(workspace.resolve("t/link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(workspace.resolve("t/loop"), Path.of(".."));
        new ProcessBuilder("mkfifo", workspace.resolve("t/fifo").toString())
                .start()
                .waitFor();

        PullReport report = pull(new Wanted.Tree(path("t")));

        assertThat(names(report)).containsExactly("t/file");
        assertThat(report.messages())
                .extracting(UntrustedText::raw)
                .containsExactlyInAnyOrder(
                        "t/link: links are not followed",
                        "t/loop: links are not followed",
                        "t/fifo: not a regular file");
    }

    @Tag("A-P3")
    @Tag("A-P6")
    @Test
    void anAgentThatNamesPathsOutsideGetsNowhere() throws Exception {
        write("t/file", noise(3));
        agent.listing = page -> {
            var items = new ArrayList<>(page.items());
            for (String name : List.of("..", ".", "", "../../canary", "/etc/passwd", "a/b", "nul\0", "x".repeat(256))) {
                items.add(new FileEntry(UntrustedText.of(name), FileEntry.Kind.FILE, 3, 0));
                items.add(new FileEntry(UntrustedText.of(name), FileEntry.Kind.DIRECTORY, 3, 0));
            }
            return new FilePage(items, null);
        };

        PullReport report = pull(new Wanted.Tree(path("t")));

        assertThat(names(report)).containsExactly("t/file");
        assertThat(report.complete()).isFalse();
        assertThat(agent.reads).containsExactly("t/file@0");
    }

    @Tag("A-P6")
    @Test
    void anAgentThatLiesAboutSizesAndPiecesIsLeftOut() throws Exception {
        write("t/file", noise(3));
        List<UnaryOperator<LogSlice>> lies = List.of(
                slice -> with(slice, 1L << 62, slice.data(), slice.next()),
                slice -> with(slice, 3, Base64.getEncoder().encodeToString(noise(2 * MIB)), 3),
                slice -> with(slice, 3, "", 3),
                slice -> with(slice, 3, "!not base64!", 3),
                slice -> with(slice, 3, null, 3));
        for (var lie : lies) {
            agent.reading = lie;
            PullReport report = pull(new Wanted.Tree(path("t")));
            assertThat(report.present()).isEmpty();
            assertThat(report.complete()).isFalse();
        }
        agent.reading = slice -> slice;
        assertThat(pull(new Wanted.Tree(path("t"))).complete()).isTrue();
    }

    @Tag("A-P6")
    @Test
    void aTreeWithoutEndIsLeftAtItsDepthAndACursorThatStandsStill() throws Exception {
        Files.createDirectories(workspace.resolve("t"));
        var asked = new AtomicInteger();
        var endless = new ServedTree(workspace) {
            @Override
            public FilePage listFiles(String path, String cursor) {
                asked.incrementAndGet();
                return new FilePage(
                        List.of(new FileEntry(UntrustedText.of("deeper"), FileEntry.Kind.DIRECTORY, 0, 0)), "same");
            }
        };
        try (var other = new PipedSession(endless, new HeardSession())) {
            var ended = new InBandCarrier(other.session(), cache).measure(List.of(new Wanted.Tree(path("t"))), MIB);
            assertThat(ended.files()).isZero();
        }
        assertThat(asked.get()).isLessThan(1_000);
    }

    @Tag("A-P7")
    @Test
    void oddNamesArriveAsTheyAre() throws Exception {
        List<String> names = List.of(
                "with blank",
                "it's",
                "\"q\"",
                "$(id)",
                "`id`",
                "*",
                "-rf",
                "--help",
                "new\nline",
                "esc\u001b[31m",
                "back\\slash",
                "é漢",
                "trailing.",
                "~",
                "x".repeat(255));
        for (String name : names) {
            write("t/" + name, name.getBytes(StandardCharsets.UTF_8));
        }

        PullReport report = pull(new Wanted.Tree(path("t")));

        assertThat(names(report))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> "t/" + name).toList());
        assertThat(report.complete()).isTrue();
    }

    @Test
    void aFileThatIsNotThereIsMissing() throws Exception {
        PullReport report = pull(new Wanted.File(path("none/at/all")), new Wanted.Tree(path("nor/this")));

        assertThat(report.missing()).hasSize(2);
        assertThat(report.complete()).isFalse();
    }

    @Test
    void theEndOfTheSessionEndsTheCopy() throws Exception {
        write("big", noise(2 * MIB));
        agent.beforeReading = () -> end();

        assertThatThrownBy(() -> pull(new Wanted.File(path("big"))))
                .hasMessage("unable to copy files from piped because the agent does not answer");
    }

    private void end() {
        try {
            piped.kill(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LogSlice with(LogSlice slice, long size, String data, long next) {
        return new LogSlice(
                slice.offset(), next, size, slice.modified(), slice.file(), true, false, 0, UntrustedText.EMPTY, data);
    }

    private PullReport pull(Wanted... wanted) throws Exception {
        Path staging = cache.newStaging();
        try {
            Carrier.Brought brought = carrier.bring(staging, List.of(wanted), 100 * MIB, carried::addAndGet);
            return new Staging(staging, cache, List.of(wanted), 100 * MIB)
                    .takeOver(brought.complete(), brought.messages());
        } finally {
            PullCache.remove(staging);
        }
    }

    private static List<String> names(PullReport report) {
        return report.present().stream().map(ConfinedPath::relative).toList();
    }

    private ConfinedPath path(String relative) {
        return ConfinedPath.parse(cache.root(), relative);
    }

    private void write(String relative, byte[] content) {
        try {
            Path file = workspace.resolve(relative);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String relative, byte[] content) {
        try {
            Files.write(workspace.resolve(relative), content, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(String relative, byte[] content) {
        try {
            Path fresh = Files.write(workspace.resolve("fresh"), content);
            Files.move(fresh, workspace.resolve(relative), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random().nextBytes(noise);
        return noise;
    }
}
