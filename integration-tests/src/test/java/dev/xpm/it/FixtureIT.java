package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.workspace.Fixture;
import dev.xpm.it.workspace.Listing;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded workspaces come out of their archives as they were. */
@Needs(Tool.PYTHON)
class FixtureIT {
    @TempDir
    private Path folder;

    @Test
    void linksTimesAndHardLinksAreRestored() throws Exception {
        Path workspace = new Fixture("running").unpack(folder);
        assertThat(workspace.resolve(".__experimaestro__")).exists();
        Map<String, String> listing = Listing.of(workspace);
        assertThat(listing.values()).anyMatch(entry -> entry.contains("nlink=2"));
        assertThat(listing.keySet()).anyMatch(name -> name.startsWith(".events/jobs/"));
        try (var experiments = Files.list(workspace.resolve("experiments"))) {
            assertThat(experiments.toList()).isNotEmpty().allSatisfy(experiment -> assertThat(
                            experiment.resolve("current"))
                    .isSymbolicLink()
                    .isDirectory());
        }
        FileTime time = Files.getLastModifiedTime(workspace.resolve("experiments"), LinkOption.NOFOLLOW_LINKS);
        assertThat(time.to(TimeUnit.NANOSECONDS) % 1_000_000_000).isNotZero();
    }

    @Test
    void allTranscriptsHaveTheirWorkspace() throws Exception {
        assertThat(Fixture.all()).hasSize(18).allSatisfy(fixture -> assertThat(
                        Path.of("src/test/resources/fixtures", fixture.name() + ".tar.gz"))
                .exists());
    }
}
