package dev.xpm.agent.watch;

import static dev.xpm.agent.workspace.TestWorkspace.changed;
import static dev.xpm.agent.workspace.TestWorkspace.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.agent.workspace.TestWorkspace;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there for less than the time between two looks: only a notification can tell of them. */
class ShortLivedFilesTest {
    @TempDir
    Path directory;

    private final List<WorkspaceEvent> told = new CopyOnWriteArrayList<>();

    @Test
    @Tag("W30")
    void W30_aFileThatCameAndWentIsToldOnce() throws Exception {
        var workspace = new TestWorkspace(directory);
        Files.createDirectories(directory.resolve(".events/jobs"));
        Files.createDirectories(directory.resolve("jobs/demo.train"));
        try (var watcher = WorkspaceWatcher.start(directory, Clock.systemUTC(), WatchOptions.DEFAULT, told::add)) {
            assertThat(watcher.awaitReady(Duration.ofSeconds(10))).isTrue();
            for (int attempt = 0; attempt < 20; attempt++) {
                String job = "job" + attempt;
                Path file = workspace.write(live(job, 0), changed(1, job, "running") + changed(2, job, "done"));
                Path archive = directory.resolve("jobs/demo.train/" + job + "/.experimaestro/events/event-0.jsonl");
                Files.createDirectories(archive.getParent());
                Files.move(file, archive);
            }

            await().untilAsserted(() -> assertThat(changes()).hasSize(40));
            assertThat(changes()).doesNotHaveDuplicates();
        }
    }

    private List<WorkspaceEvent> changes() {
        return told.stream()
                .filter(WorkspaceEvent.JobStateChanged.class::isInstance)
                .toList();
    }
}
