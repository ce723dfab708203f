package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.HeardSession;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy over an older one, of which one operation on the disk fails: the first, the second, and so on to the last. */
@Tag("A-P15")
@Timeout(120)
class FailingStepTest {
    private static final List<String> FILES = List.of("services/tb/a", "services/tb/run/b", "services/tb/run/c");

    /** More than one answer of the agent holds. */
    private static final int BYTES = (1 << 20) + 100;

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private Path workspace;
    private PipedSession piped;

    @BeforeEach
    void open() throws Exception {
        workspace = Files.createDirectory(directory.resolve("ws"));
        piped = new PipedSession(new ServedTree(workspace), new HeardSession());
    }

    @AfterEach
    void close() {
        piped.close();
    }

    @Test
    void everyFileIsTheOldOneOrTheNewOneWhicheverStepFails() throws Exception {
        int openBefore = openFiles();
        int withOldContent = 0;
        int withNewContent = 0;
        boolean failed = true;
        long step = 0;
        while (failed) {
            step++;
            Path home = directory.resolve("cache" + step);
            write("old", Instant.parse("2026-03-01T10:00:00Z"));
            pull(cache(home));
            write("new", Instant.parse("2026-03-01T11:00:00Z"));

            PullCache cache = cache(disk.path(home));
            disk.fail(step);
            boolean success = succeeds(cache);
            failed = disk.heal();

            List<String> contents = contents(cache(home));
            assertThat(contents).as("step %d", step).isSubsetOf("old", "new");
            if (success && !failed) {
                assertThat(contents).containsOnly("new");
            }
            withOldContent += contents.contains("old") ? 1 : 0;
            withNewContent += contents.contains("new") ? 1 : 0;

            pull(cache(home));
            assertThat(contents(cache(home))).as("after step %d", step).containsOnly("new");
            PullCache.remove(home);
        }
        assertThat(step).as("operations of one copy").isGreaterThan(60);
        assertThat(withOldContent).isGreaterThan(30);
        assertThat(withNewContent).isGreaterThan(10);
        assertThat(openFiles()).as("files that failures left open").isLessThan(openBefore + (int) step / 4);
    }

    /** Evicting too has many steps: what is left is whole, and what says that it is there is true. */
    @Test
    void whatIsEvictedIsGoneOrThereWhicheverStepFails() throws Exception {
        boolean failed = true;
        long step = 0;
        while (failed) {
            step++;
            Path home = directory.resolve("cache" + step);
            PullCacheTest.pull(small(home), "services/a", 100);
            disk.fail(step);
            try {
                PullCacheTest.pull(small(disk.path(home)), "services/b", 100);
            } catch (IOException | DirectoryIteratorException e) {
                // It is told to whoever wanted the copy.
                assertThat(e).hasMessageContaining("as the test wants it");
            }
            failed = disk.heal();
            PullCache after = small(home);
            for (String name : List.of("a", "b")) {
                Path file = after.root().resolve("services").resolve(name).resolve("file");
                assertThat(Files.notExists(file) || Files.size(file) == 100).isTrue();
            }
            PullCacheTest.pull(after, "services/c", 100);
            assertThat(after.root().resolve("services/c/file")).hasSize(100);
            PullCache.remove(home);
        }
        assertThat(step).isGreaterThan(60);
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    private boolean succeeds(PullCache cache) throws InterruptedException {
        try {
            return pull(cache).complete();
        } catch (IOException | MonitorException | DirectoryIteratorException e) {
            return false;
        }
    }

    /** As a copy in the background does it. */
    private PullReport pull(PullCache cache) throws IOException, MonitorException, InterruptedException {
        List<Wanted> wanted = List.of(new Wanted.Tree(ConfinedPath.parse(cache.root(), "services/tb")));
        Path staging = cache.newStaging();
        try (UseLock lock = cache.use(wanted.get(0).path())) {
            assertThat(lock).isNotNull();
            Carrier.Brought brought =
                    new InBandCarrier(piped.session(), cache).bring(staging, wanted, 1L << 30, bytes -> {});
            return new Staging(staging, cache, wanted, 1L << 30).takeOver(brought.complete(), brought.messages());
        } finally {
            PullCache.remove(staging);
        }
    }

    private static PullCache cache(Path home) {
        return PullCache.of(home, "hpc", "/ws", Clock.systemUTC(), 1L << 40);
    }

    private static PullCache small(Path home) {
        return PullCache.of(home, "hpc", "/ws", Clock.systemUTC(), 150);
    }

    private void write(String what, Instant when) throws IOException {
        for (String name : FILES) {
            Path file = workspace.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content(name, what));
            Files.setLastModifiedTime(file, FileTime.from(when));
        }
    }

    private static String content(String name, String what) {
        return (what + " " + name + "\n").repeat(name.endsWith("c") ? BYTES / 20 : 3);
    }

    /** What each file holds: {@code old}, {@code new}, or something that must not be. */
    private static List<String> contents(PullCache cache) throws IOException {
        var contents = new ArrayList<String>();
        for (String name : FILES) {
            String text = Files.readString(cache.root().resolve(name));
            contents.add(Stream.of("old", "new")
                    .filter(what -> text.equals(content(name, what)))
                    .findFirst()
                    .orElse("a mixture in " + name + " of " + text.length()));
        }
        return contents;
    }
}
