package dev.xpm.agent.action;

import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.workspace.WorkspaceRecords;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Deletes folders that jobs shared and that none needs any more. Source: workspace-format.md 6.6. */
final class CleanPartials {
    private static final System.Logger LOG = System.getLogger(CleanPartials.class.getName());

    private static final Path LOCKS = Path.of(".experimaestro", "locks");

    private final WorkspaceRecords records;
    private final Faults faults;

    CleanPartials(WorkspaceRecords records, Faults faults) {
        this.records = records;
        this.faults = faults;
    }

    /**
     * Deletes those of the folders that are still unused, all or none, and the directories above that this empties.
     *
     * @return those that were deleted
     */
    List<Path> run(List<Path> folders) throws IOException {
        List<Path> orphans = records.orphanPartials();
        List<Path> unused = folders.stream().filter(orphans::contains).toList();
        if (unused.isEmpty()) {
            return List.of();
        }
        try (var removal = new Removal(records.tree().root(), faults)) {
            for (Path folder : unused) {
                takeLocked(removal, folder);
            }
            removal.commit();
            for (Path folder : unused) {
                removeEmptied(removal, folder.getParent());
            }
        }
        return unused;
    }

    private void takeLocked(Removal removal, Path folder) throws IOException {
        HeldLock lock = lock(removal, folder);
        try {
            removal.take(folder);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /** Null where no job ever locked the folder. */
    private static @Nullable HeldLock lock(Removal removal, Path folder) throws IOException {
        Path locks = folder.resolve(LOCKS);
        try {
            return Locks.holdSoon(removal.parentOf(locks.resolve("ipc.lock")), locks, "ipc.lock");
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The folders are gone by now; that a directory above them stays, empty, is no failure. */
    private void removeEmptied(Removal removal, @Nullable Path directory) {
        Path partials = records.tree().partials();
        for (Path emptied = directory;
                emptied != null && !emptied.equals(partials) && isRemoved(removal, emptied);
                emptied = emptied.getParent()) {
            LOG.log(System.Logger.Level.DEBUG, "removed an empty directory of partial folders");
        }
    }

    private static boolean isRemoved(Removal removal, Path directory) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                removal.parentOf(directory).deleteDirectory(Objects.requireNonNull(directory.getFileName()));
                return true;
            } catch (DirectoryNotEmptyException e) {
                return false;
            } catch (NoSuchFileException e) {
                return true;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "unable to remove an empty directory: " + e);
            }
        }
        return false;
    }
}
