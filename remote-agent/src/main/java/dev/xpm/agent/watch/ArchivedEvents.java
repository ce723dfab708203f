package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.ExperimentDirectory;
import dev.xpm.agent.workspace.FileStamp;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left to read of an event file after its owner has ended, and the file has only its name in the archive. Source:
 * workspace-format.md 1.4, 7.2.4.
 *
 * <p>Used by the watching thread only.
 */
final class ArchivedEvents {
    /** Archived files that were read to their end, against late notifications; more than end within a minute. */
    private static final int MAX_TOLD = 10_000;

    private final WorkspaceTree tree;
    private final ExperimentDirectory directory;
    private final JobOwners owners;
    private final EventTail.Reader reader;
    private final BiConsumer<EventOwner, WorkspaceEvent> sink;
    private final Set<String> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_TOLD;
        }
    });

    ArchivedEvents(
            WorkspaceTree tree,
            ExperimentDirectory directory,
            JobOwners owners,
            EventTail.Reader reader,
            BiConsumer<EventOwner, WorkspaceEvent> sink) {
        this.tree = tree;
        this.directory = directory;
        this.owners = owners;
        this.reader = reader;
        this.sink = sink;
    }

    /** Reads the rest of a file that has lost its live name from its name in the archive. */
    void drain(EventOwner owner, int number, EventTail tail) throws IOException {
        Path archived = archive(owner, number);
        if (archived != null) {
            tail.read(archived, reader, event -> sink.accept(owner, event));
            told.add(String.valueOf(FileStamp.of(archived)));
        }
    }

    /** Reads a file that came and went between two looks; returns whether there was one. */
    boolean tellArchived(EventOwner owner, int number) throws IOException {
        Path archived = archive(owner, number);
        FileStamp stamp = archived == null ? null : FileStamp.of(archived);
        if (archived == null || stamp == null || !told.add(stamp.toString())) {
            return false;
        }
        return EventTail.fromStart(stamp).read(archived, reader, event -> sink.accept(owner, event));
    }

    private @Nullable Path archive(EventOwner owner, int number) throws IOException {
        String file = "event-" + number + ".jsonl";
        if (owner.isJob) {
            JobKey job = owners.jobOf(owner.name);
            return job == null
                    ? null
                    : tree.job(job).resolve(".experimaestro").resolve("events").resolve(file);
        }
        ExperimentId experiment = ExperimentId.orNull(owner.name);
        RunId run = owner.lastRun != null || experiment == null ? owner.lastRun : directory.current(experiment);
        return experiment == null || run == null
                ? null
                : tree.run(experiment, run).resolve("events").resolve(file);
    }
}
