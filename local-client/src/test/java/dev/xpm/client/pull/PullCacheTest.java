package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PullCacheTest {
    private static final int TRIES = 10_000;

    @TempDir
    private Path home;

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Tag("A-P11")
    @Test
    void theLeastRecentlyUsedCopiesGoAndTheirListingSaysSo() throws Exception {
        PullCache one = cache("one", 250);
        PullCache two = cache("two", 250);
        pull(one, "services/a", 100);
        pull(two, "services/b", 100);
        try (UseLock used = one.use(path(one, "services/a"))) {
            assertThat(used).isNotNull();
        }

        pull(one, "services/c", 100);

        assertThat(path(two, "services/b").toPath()).doesNotExist();
        assertThat(two.wasEvicted(path(two, "services/b"))).isTrue();
        assertThat(path(one, "services/a").toPath()).exists();
        assertThat(one.wasEvicted(path(one, "services/a"))).isFalse();
        assertThat(path(one, "services/c").toPath()).exists();

        pull(two, "services/b", 100);
        assertThat(two.wasEvicted(path(two, "services/b"))).isFalse();
    }

    @Tag("A-P11")
    @Test
    void whatIsInUseStaysAndSoDoesWhatLiesAboveOrBelowIt() throws Exception {
        PullCache cache = cache("one", 150);
        pull(cache, "services/tb/run", 100);
        try (UseLock below = cache.use(path(cache, "services/tb/run"))) {
            assertThat(below).isNotNull();
            pull(cache, "services/tb", 0);
            pull(cache, "services/other", 100);
            pull(cache, "services/third", 100);

            assertThat(path(cache, "services/tb/run").toPath()).exists();
            assertThat(path(cache, "services/other").toPath()).doesNotExist();
        }
        pull(cache, "services/fourth", 100);
        assertThat(path(cache, "services/tb/run").toPath()).doesNotExist();
    }

    @Tag("A-P5")
    @Test
    void evictingFollowsNoLink() throws Exception {
        PullCache cache = cache("one", 50);
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        pull(cache, "services/a", 40);
        Path copy = path(cache, "services/a").toPath();
        Files.createSymbolicLink(copy.resolve("link"), outside);
        Path services = copy.getParent();

        pull(cache, "jobs/b", 40);

        assertThat(copy).doesNotExist();
        assertThat(outside.resolve("precious")).exists();

        pull(cache, "services/a", 40);
        Files.move(services, services.resolveSibling("moved"));
        Files.createDirectories(outside.resolve("a"));
        Files.createSymbolicLink(services, outside);
        pull(cache, "jobs/c", 40);
        assertThat(outside.resolve("a")).exists();
    }

    @Tag("A-P5")
    @Test
    void aLinkThatIsPlantedAtAnyMomentLeadsNowhere() throws Exception {
        PullCache cache = cache("one", 1L << 40);
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path staging = cache.newStaging();
        Path jobs = cache.root().resolve("jobs");
        var over = new AtomicBoolean();
        var planter = new Thread(() -> plant(jobs, outside, over), "planter");
        planter.start();
        var taken = new Taken();
        try (Placing placing = cache.placing(staging)) {
            for (int i = 0; i < TRIES; i++) {
                Path file = staging.resolve("jobs").resolve("f");
                Files.createDirectories(file.getParent());
                Files.writeString(file, "content " + i);
                // In every second round the directory goes as a whole, where there is none.
                placing.place(brought(i % 2 == 0), taken);
            }
        } finally {
            over.set(true);
            planter.join();
        }

        assertThat(outside).isEmptyDirectory();
        assertThat(taken.files).isPositive();
    }

    private static StagedDirectory brought(boolean whole) {
        var top = new StagedDirectory(Path.of(""), false);
        var jobs = new StagedDirectory(Path.of("jobs"), whole);
        jobs.add(new StagedDirectory.File(Path.of("f"), List.of("jobs", "f"), 10));
        top.add(jobs);
        return top;
    }

    private static final class Taken implements Placing.Outcome {
        private int files;
        private IOException reason;

        @Override
        public void taken(StagedDirectory.File file) {
            files++;
        }

        @Override
        public void refused(StagedDirectory.File file, IOException why) {
            reason = why;
        }
    }

    private static void plant(Path jobs, Path outside, AtomicBoolean over) {
        Path link = jobs.resolveSibling("link");
        Path away = jobs.resolveSibling("away");
        while (!over.get()) {
            try {
                Files.createSymbolicLink(link, outside);
                if (Files.isDirectory(jobs)) {
                    Files.move(jobs, away, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(link, jobs, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(jobs);
                if (Files.exists(away)) {
                    Files.move(away, jobs, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                clear(link);
                clear(away);
            }
        }
    }

    private static void clear(Path leftover) {
        if (Files.exists(leftover, LinkOption.NOFOLLOW_LINKS)) {
            PullCache.remove(leftover);
        }
    }

    /** Two programs, each with an umask that lets everybody in, bring and evict the same copies. */
    @Tag("A-P12")
    @Tag("A-P13")
    @Test
    void twoClientsWithOneCacheDamageNothing() throws Exception {
        var clients = new ArrayList<Process>();
        for (int client = 0; client < 2; client++) {
            clients.add(new ProcessBuilder(
                            "sh",
                            "-c",
                            "umask 0; exec \"$@\"",
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CacheClient.class.getName(),
                            home.resolve("xpm").toString(),
                            String.valueOf(client))
                    .inheritIO()
                    .start());
        }
        for (Process client : clients) {
            assertThat(client.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).isZero();
        }

        try (Stream<Path> all = Files.walk(home.resolve("xpm"))) {
            assertThat(all.toList())
                    .allSatisfy(entry -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                            .as(entry.toString())
                            .isEqualTo(Files.isDirectory(entry) ? "rwx------" : "rw-------"))
                    .noneMatch(entry -> entry.getFileName().toString().startsWith("+staging-"))
                    .allSatisfy(entry -> {
                        if (entry.getFileName().toString().startsWith("file-")) {
                            assertThat(Files.readString(entry)).matches("(x|y){1000}");
                            assertThat(Files.readString(entry)
                                            .chars()
                                            .distinct()
                                            .count())
                                    .isEqualTo(1);
                        }
                    });
        }
    }

    /** To rename a directory over an empty one replaces it, and whoever has that one open then writes into nothing. */
    @Test
    @Tag("A-P13")
    void twoCopiesThatMakeTheSameDirectoryBothArrive() throws Exception {
        PullCache cache = cache("host", 1 << 20);
        var barrier = new CyclicBarrier(2);
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                String directory = "services/" + round;
                var copies = new ArrayList<Future<PullReport>>();
                for (String name : List.of("one", "other")) {
                    copies.add(two.submit(() -> {
                        Path staging = cache.newStaging();
                        var path = ConfinedPath.parse(cache.root(), directory + "/" + name);
                        Files.createDirectories(staging.resolve(directory), PullCache.ONLY_ME);
                        Files.writeString(staging.resolve(path.relative()), name);
                        barrier.await();
                        return new Staging(staging, cache, List.of(new Wanted.File(path)), 1 << 20)
                                .takeOver(true, List.of());
                    }));
                }
                for (Future<PullReport> copy : copies) {
                    PullReport report = copy.get();
                    assertThat(report.refused()).isEmpty();
                    assertThat(report.present())
                            .allSatisfy(path -> assertThat(path.toPath()).exists());
                }
            }
        } finally {
            two.shutdownNow();
        }
    }

    @Test
    void aHostWhoseNameLooksLikeOurOwnDirectoriesIsNoTrace() throws Exception {
        PullCache cache = cache("+staging-1", 1 << 20);
        pull(cache, "a", 10);
        now = now.plus(Duration.ofDays(400));
        PullCache.remove(cache("other", 1 << 20).newStaging());

        assertThat(path(cache, "a").toPath()).exists();
        assertThat(cache.root().getFileName().toString()).startsWith("_staging-1-");
    }

    @Test
    void twoWorkspacesOfAHostHaveTwoCaches() {
        Clock clock = Clock.systemUTC();
        assertThat(PullCache.of(home, "h", "/a", clock, 1).root())
                .isNotEqualTo(PullCache.of(home, "h", "/b", clock, 1).root());
        assertThat(PullCache.of(home, "a/../b", "/a", clock, 1).root().getParent())
                .isEqualTo(home);
    }

    @Test
    void aFileInTheWayOfADirectoryIsNamed() throws Exception {
        PullCache cache = cache("one", 1 << 20);
        pull(cache, "a", 10);
        Path staging = cache.newStaging();
        Files.writeString(staging.resolve("a"), "file");
        var brought = new StagedDirectory(Path.of(""), false);
        brought.add(new StagedDirectory.File(Path.of("a"), List.of("a"), 4));
        var taken = new Taken();
        try (Placing placing = cache.placing(staging)) {
            placing.place(brought, taken);
        }
        assertThat(taken.files).isZero();
        assertThat(taken.reason)
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("a directory is in the way");
    }

    private PullCache cache(String host, long quota) {
        return PullCache.of(
                home.resolve("xpm"),
                host,
                "/ws",
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        now = now.plusSeconds(1);
                        return now;
                    }
                },
                quota);
    }

    /** As a copy of that size would do it. */
    static void pull(PullCache cache, String tree, int bytes) throws IOException {
        Path staging = cache.newStaging();
        Path file = staging.resolve(tree).resolve("file");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x".repeat(bytes));
        try (UseLock use = cache.use(path(cache, tree))) {
            assertThat(use).isNotNull();
            new Staging(staging, cache, List.of(new Wanted.Tree(path(cache, tree))), 1 << 20).takeOver(true, List.of());
        }
        PullCache.remove(staging);
    }

    private static ConfinedPath path(PullCache cache, String relative) {
        return ConfinedPath.parse(cache.root(), relative);
    }
}
