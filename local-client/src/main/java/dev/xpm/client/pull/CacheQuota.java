package dev.xpm.client.pull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the copies of all workspaces together below a size: the least recently used go, never one in use. Source:
 * assurance.md P11.
 */
final class CacheQuota {
    private static final System.Logger LOG = System.getLogger(CacheQuota.class.getName());

    /** That something was evicted is worth a line for a while. */
    private static final Duration REMEMBERED = Duration.ofDays(90);

    /** One client at a time makes room. */
    private static final String LOCK = "+room" + CopyRecord.LOCK;

    private final Path home;
    private final long maxBytes;
    private final Clock clock;

    CacheQuota(Path home, long maxBytes, Clock clock) {
        this.home = home;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Removes copies until the others fit. What cannot be removed is left for the next time. */
    void makeRoom() throws IOException {
        boolean done = UseLock.alone(home.resolve(LOCK), this::evict);
        if (!done) {
            LOG.log(System.Logger.Level.DEBUG, "another client is making room");
        }
    }

    private void evict() throws IOException {
        List<CopyRecord> records = records();
        long total = records.stream().mapToLong(CopyRecord::bytes).sum();
        for (CopyRecord record : records) {
            if (record.evicted() && record.used().isBefore(clock.instant().minus(REMEMBERED))) {
                Files.deleteIfExists(record.file());
                Files.deleteIfExists(record.lock());
            } else if (!record.evicted() && total > maxBytes && remove(record, records)) {
                total -= record.bytes();
            }
        }
    }

    private boolean remove(CopyRecord record, List<CopyRecord> all) {
        var locks = new ArrayList<Path>();
        all.stream().filter(other -> other.overlaps(record)).forEach(other -> locks.add(other.lock()));
        try {
            return alone(locks, () -> {
                removeCopy(record);
                new CopyRecord(record.file(), record.components(), 0, true, record.used()).write();
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a copy could not be evicted: " + e.getMessage());
            return false;
        }
    }

    private static boolean alone(List<Path> locks, UseLock.Work work) throws IOException {
        if (locks.isEmpty()) {
            work.run();
            return true;
        }
        var inner = new boolean[1];
        boolean outer = UseLock.alone(locks.get(0), () -> inner[0] = alone(locks.subList(1, locks.size()), work));
        return outer && inner[0];
    }

    private static void removeCopy(CopyRecord record) throws IOException {
        Path root = record.root();
        List<String> names = record.components();
        try {
            CacheDirectory directory = CacheDirectory.open(root);
            try {
                for (String name : names.subList(0, names.size() - 1)) {
                    CacheDirectory parent = directory;
                    directory = parent.child(root.getFileSystem().getPath(name));
                    parent.close();
                }
                directory.remove(root.getFileSystem().getPath(names.get(names.size() - 1)));
            } finally {
                directory.close();
            }
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "a copy was gone already: " + e.getMessage());
        }
    }

    /** Least recently used first. */
    private List<CopyRecord> records() throws IOException {
        var records = new ArrayList<CopyRecord>();
        try (var indexes = Files.newDirectoryStream(home, "*" + CopyRecord.INDEX)) {
            for (Path index : indexes) {
                if (Files.isDirectory(index, LinkOption.NOFOLLOW_LINKS)) {
                    try (var files = Files.newDirectoryStream(index, "*" + CopyRecord.RECORD)) {
                        for (Path file : files) {
                            CopyRecord.read(file).ifPresent(records::add);
                        }
                    }
                }
            }
        }
        records.sort(Comparator.comparing(CopyRecord::used));
        return records;
    }
}
