package dev.xpm.client.demo;

import dev.xpm.protocol.codec.MessageCodec;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The event file of a run or a job: while its owner lives, one file with two names; afterwards only the archived one.
 * No owner of the sample writes so many events that a second file would be needed. Source: workspace-format.md 1.4.
 */
final class EventLog {
    private final Path live;
    private final Path archive;
    private boolean begun;

    /** Rewrites the owner's status so that it names its first event file. */
    interface StatusWriter {
        void write() throws IOException;
    }

    EventLog(Path live, Path archive) {
        this.live = live;
        this.archive = archive;
    }

    boolean begun() {
        return begun;
    }

    void append(WorkspaceEvent event, Instant now, StatusWriter status) throws IOException {
        if (!begun) {
            Files.createDirectories(archive.getParent());
            SampleFiles.append(live, "", now);
            begun = true;
            status.write();
            link();
        }
        SampleFiles.append(live, MessageCodec.line(event) + "\n", now);
    }

    void archive() throws IOException {
        if (!begun) {
            return;
        }
        if (Files.exists(archive)) {
            Files.deleteIfExists(live);
        } else {
            Files.move(live, archive);
        }
    }

    private void link() throws IOException {
        try {
            Files.createLink(archive, live);
        } catch (UnsupportedOperationException e) {
            // Such a file system gets its archive at the end: see archive().
        }
    }
}
