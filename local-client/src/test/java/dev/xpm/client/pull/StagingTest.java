package dev.xpm.client.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    @TempDir
    private Path home;

    private PullCache cache;
    private Path staging;

    @BeforeEach
    void prepare() throws IOException {
        cache = PullCache.of(home.resolve("xpm"), "ann@host", "/scratch/xp", Clock.systemUTC(), 1L << 30);
        staging = cache.newStaging();
    }

    @Test
    @Tag("A-P6")
    void takesOverOnlyWhatWasAsked() throws Exception {
        write("jobs/t/h/t.out", "log");
        write("jobs/t/h/evil", "x");
        write("services/tb/run/events", "e");
        write("services/tbx", "x");
        write("big", "0123456789");

        PullReport report = takeOver(
                new Wanted.File(path("jobs/t/h/t.out")),
                new Wanted.Tree(path("services/tb")),
                new Wanted.File(path("big")),
                new Wanted.Tree(path("services/none")),
                new Wanted.File(path("jobs/t/h")));

        assertThat(report.present())
                .extracting(ConfinedPath::relative)
                .containsExactlyInAnyOrder("jobs/t/h/t.out", "services/tb/run/events");
        assertThat(report.refused())
                .extracting(UntrustedText::raw)
                .containsExactlyInAnyOrder("jobs/t/h/evil", "services/tbx", "big");
        assertThat(report.missing())
                .extracting(ConfinedPath::relative)
                .containsExactly("big", "services/none", "jobs/t/h");
        assertThat(report.complete()).isFalse();
        assertThat(cache.root().resolve("jobs/t/h/evil")).doesNotExist();
        assertThat(path("jobs/t/h/t.out").toPath()).hasContent("log");
    }

    @Test
    @Tag("A-P4")
    void refusesLinks() throws Exception {
        Files.createSymbolicLink(staging.resolve("link"), Path.of("/etc/passwd"));

        PullReport report = takeOver(new Wanted.File(path("link")));

        assertThat(report.present()).isEmpty();
        assertThat(report.refused()).hasSize(1);
        assertThat(cache.root().resolve("link")).doesNotExist();
    }

    @Test
    @Tag("A-P5")
    void writesThroughNoLinkInTheCache() throws Exception {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.createSymbolicLink(cache.root().resolve("jobs"), outside);
        Files.createSymbolicLink(cache.root().resolve("file"), outside.resolve("victim"));
        write("jobs/a", "x");
        write("file", "y");

        PullReport report = takeOver(new Wanted.File(path("jobs/a")), new Wanted.File(path("file")));

        assertThat(outside).isEmptyDirectory();
        assertThat(report.present()).extracting(ConfinedPath::relative).containsExactly("file");
        assertThat(cache.root().resolve("file"))
                .isRegularFile()
                .isNotEqualTo(outside)
                .hasContent("y");
    }

    @Test
    @Tag("A-P12")
    void onlyTheUserMayLookIntoTheCache() throws Exception {
        write("jobs/t/h/t.out", "log");

        takeOver(new Wanted.File(path("jobs/t/h/t.out")));

        for (Path directory = path("jobs/t/h").toPath(); !directory.equals(home); directory = directory.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
        PullCache.remove(staging);
        assertThat(staging).doesNotExist();
    }

    /** A directory that is all asked for goes at once, where there is none yet; and what else it holds stays out. */
    @Test
    @Tag("A-P6")
    void aWholeDirectoryBringsNothingElse() throws Exception {
        directory("services/tb/run");
        directory("services/tb/empty");
        write("services/tb/run/events", "e");
        directory("services/other/run");
        write("services/other/run/events", "e");
        Files.createSymbolicLink(staging.resolve("services/other/run/link"), Path.of("/etc/passwd"));
        directory("jobs/t/h/evil");
        write("jobs/t/h/t.out", "log");

        PullReport report = takeOver(
                new Wanted.Tree(path("services/tb")),
                new Wanted.Tree(path("services/other")),
                new Wanted.File(path("jobs/t/h/t.out")));

        assertThat(report.present()).hasSize(3);
        assertThat(report.missing()).isEmpty();
        assertThat(cache.root().resolve("services/tb/run/events")).hasContent("e");
        assertThat(cache.root().resolve("services/tb/empty")).isEmptyDirectory();
        assertThat(cache.root().resolve("services/other/run"))
                .isDirectoryNotContaining("glob:**link")
                .isDirectoryContaining("glob:**events");
        assertThat(cache.root().resolve("jobs/t/h/evil")).doesNotExist();
        assertThat(staging.resolve("services/tb")).doesNotExist();
    }

    /** The program that wrote it was told to let nobody in: if it did not, the directory is made anew. */
    @Test
    @Tag("A-P12")
    void aDirectoryThatOthersMayEnterIsNotTakenAsItIs() throws Exception {
        directory("services/tb");
        Path open = directory("services/tb/run");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("services/tb/run/events", "e");

        takeOver(new Wanted.Tree(path("services/tb")));

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(cache.root().resolve("services/tb/run"))))
                .isEqualTo("rwx------");
    }

    private Path directory(String relative) throws IOException {
        return Files.createDirectories(staging.resolve(relative), PullCache.ONLY_ME);
    }

    private PullReport takeOver(Wanted... wanted) throws IOException {
        return new Staging(staging, cache, List.of(wanted), 5).takeOver(true, List.of());
    }

    private ConfinedPath path(String relative) {
        return ConfinedPath.parse(cache.root(), relative);
    }

    private void write(String relative, String content) throws IOException {
        Path file = staging.resolve(relative);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
