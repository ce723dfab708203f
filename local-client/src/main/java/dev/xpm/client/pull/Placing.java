package dev.xpm.client.pull;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves what a copy brought from its staging directory into the cache: each file in one step, or together with a directory
 * that is not there yet. Goes by open directories and single names. Source: assurance.md P5.
 */
final class Placing implements AutoCloseable {
    /**
     * One client at a time makes directories: to rename one over an empty one replaces it, and whoever has that one open
     * then writes into nothing.
     */
    private static final String LOCK = "+place" + CopyRecord.LOCK;

    private final Path workshop;
    private final CacheDirectory openWorkshop;
    private final CacheDirectory source;
    private final CacheDirectory target;

    private Placing(Path workshop, CacheDirectory openWorkshop, CacheDirectory source, CacheDirectory target) {
        this.workshop = workshop;
        this.openWorkshop = openWorkshop;
        this.source = source;
        this.target = target;
    }

    /**
     * Opens the directories.
     *
     * @param workshop empty, private and on the same file system; removed at the end
     */
    static Placing open(Path workshop, Path staging, Path root) throws IOException {
        var opened = new ArrayList<CacheDirectory>();
        try {
            for (Path directory : List.of(workshop, staging, root)) {
                opened.add(CacheDirectory.open(directory));
            }
            return new Placing(workshop, opened.get(0), opened.get(1), opened.get(2));
        } catch (IOException e) {
            for (CacheDirectory directory : opened) {
                directory.close();
            }
            PullCache.remove(workshop);
            throw e;
        }
    }

    /** What became of each file. */
    interface Outcome {
        /** It lies in the cache. */
        void taken(StagedDirectory.File file);

        /** A link or a file stands where a directory of its path should be, or the reverse, or the disk failed. */
        void refused(StagedDirectory.File file, IOException reason);
    }

    /** @param brought what lies in the staging directory, which has no name of its own */
    void place(StagedDirectory brought, Outcome outcome) {
        place(brought, source, target, outcome);
    }

    @Override
    public void close() throws IOException {
        target.close();
        source.close();
        openWorkshop.close();
        PullCache.remove(workshop);
    }

    private void place(StagedDirectory brought, CacheDirectory from, CacheDirectory to, Outcome outcome) {
        for (StagedDirectory.File file : brought.files()) {
            try {
                Path name = file.name();
                if (!isSame(from.attributes(name), to.attributes(name))) {
                    to.take(from, name);
                }
                outcome.taken(file);
            } catch (IOException e) {
                outcome.refused(file, e);
            }
        }
        for (StagedDirectory below : brought.directories()) {
            try {
                enter(below, from, to, outcome);
            } catch (IOException e) {
                below.forEachFile(file -> outcome.refused(file, e));
            }
        }
    }

    private void enter(StagedDirectory brought, CacheDirectory from, CacheDirectory to, Outcome outcome)
            throws IOException {
        Path name = brought.name();
        if (brought.isWhole() && takeNew(from, to, name)) {
            brought.forEachFile(outcome::taken);
        } else if (brought.hasFiles()) {
            make(to, name);
            try (CacheDirectory fromBelow = from.child(name);
                    CacheDirectory toBelow = to.child(name)) {
                place(brought, fromBelow, toBelow, outcome);
            }
        }
    }

    private boolean takeNew(CacheDirectory from, CacheDirectory to, Path name) throws IOException {
        var taken = new boolean[1];
        if (to.attributes(name) == null) {
            UseLock.inTurn(workshop.resolveSibling(LOCK), () -> taken[0] = to.takeNew(from, name));
        }
        return taken[0];
    }

    private void make(CacheDirectory to, Path name) throws IOException {
        if (to.attributes(name) == null) {
            UseLock.inTurn(workshop.resolveSibling(LOCK), () -> to.make(name, workshop, openWorkshop));
        }
    }

    private static boolean isSame(@Nullable BasicFileAttributes staged, @Nullable BasicFileAttributes target) {
        return staged != null
                && target != null
                && target.isRegularFile()
                && staged.size() == target.size()
                && staged.lastModifiedTime().equals(target.lastModifiedTime());
    }
}
