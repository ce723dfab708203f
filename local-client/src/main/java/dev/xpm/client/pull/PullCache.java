package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;

/**
 * Where copies of one workspace's files lie: a directory per host and workspace that outlives the session. Only this user
 * may look into it, no link in it is followed, and what a copy writes first goes to a staging directory beside it.
 *
 * <p>Several clients may use it at once: files come by renaming, each copy has its own staging directory, and a copy in use
 * is locked against being evicted. Source: protocol.md 5.4, assurance.md 2.2, P5, P11, P12 and P13.
 */
final class PullCache {
    private static final System.Logger LOG = System.getLogger(PullCache.class.getName());

    static final FileAttribute<Set<PosixFilePermission>> ONLY_ME =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** No name of a host becomes a name that begins so. */
    static final String STAGING = "+staging-";

    /** Pieces of large files, to go on from. */
    private static final String PARTS = ".parts";

    /** Far longer than a copy may take, so that it can only be the trace of a crash. */
    private static final Duration STALE_AFTER = Duration.ofDays(1);

    private final Path home;
    private final Path root;
    private final Clock clock;
    private final CacheQuota quota;

    private PullCache(Path home, Path root, Clock clock, long quotaBytes) {
        this.home = home;
        this.root = root;
        this.clock = clock;
        this.quota = new CacheQuota(home, quotaBytes, clock);
    }

    /** {@code $XDG_CACHE_HOME/xpm}; a relative value of the variable is to be ignored. */
    static Path home() {
        String set = System.getenv("XDG_CACHE_HOME");
        Path base =
                set != null && set.startsWith("/") ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("xpm");
    }

    /** Makes nothing on the disk yet. */
    static PullCache of(Path home, String host, String workspace, Clock clock, long quotaBytes) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "_");
        return new PullCache(home, home.resolve(name + "-" + hash(host + "\0" + workspace)), clock, quotaBytes);
    }

    Path root() {
        return root;
    }

    /** Makes the directory of the cache, and an empty one to copy into. */
    Path newStaging() throws IOException {
        makeDirectory(home);
        makeDirectory(root);
        makeDirectory(CopyRecord.index(root));
        removeStale();
        return Files.createTempDirectory(home, STAGING, ONLY_ME);
    }

    /** The file that holds the beginning of a large one until it is complete; the directory is made. */
    Path part(String identity) throws IOException {
        Path parts = root.resolveSibling(root.getFileName() + PARTS);
        makeDirectory(parts);
        return parts.resolve(hash(identity));
    }

    /** From now on the copy is in use, and as recent as can be. The cache must have been made. */
    UseLock use(ConfinedPath path) throws IOException {
        Path record = CopyRecord.fileFor(root, path);
        UseLock lock = UseLock.take(CopyRecord.lock(record));
        try {
            if (Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)) {
                Files.setLastModifiedTime(record, FileTime.from(clock.instant()));
            }
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Writes down that there is a copy of that size now, and evicts others that have become too many. */
    void keep(ConfinedPath path, long bytes) throws IOException {
        new CopyRecord(CopyRecord.fileFor(root, path), path.components(), bytes, false, clock.instant()).write();
        quota.makeRoom();
    }

    /** Whether there was a copy that had to make room for others. */
    boolean wasEvicted(ConfinedPath path) {
        try {
            return CopyRecord.read(CopyRecord.fileFor(root, path))
                    .map(CopyRecord::evicted)
                    .orElse(false);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a record of a copy cannot be read: " + e.getMessage());
            return false;
        }
    }

    /**
     * Puts what was staged into its place.
     *
     * @param staging made by {@link #newStaging}
     */
    Placing placing(Path staging) throws IOException {
        return Placing.open(Files.createTempDirectory(home, STAGING, ONLY_ME), staging, root);
    }

    /** Removes a staging directory with all that is in it, without following links. */
    static void remove(Path staging) {
        Path parent = staging.getParent();
        if (parent == null) {
            return;
        }
        try (CacheDirectory directory = CacheDirectory.openTrusted(parent)) {
            directory.remove(staging.getFileName());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a staging directory could not be removed: " + e.getMessage());
        }
    }

    private void removeStale() throws IOException {
        Instant limit = clock.instant().minus(STALE_AFTER);
        removeOlder(home, STAGING + "*", limit);
        Path parts = root.resolveSibling(root.getFileName() + PARTS);
        if (Files.isDirectory(parts, LinkOption.NOFOLLOW_LINKS)) {
            removeOlder(parts, "*", limit);
        }
    }

    private static void removeOlder(Path directory, String names, Instant limit) throws IOException {
        try (var entries = Files.newDirectoryStream(directory, names)) {
            for (Path entry : entries) {
                if (isOlder(entry, limit)) {
                    remove(entry);
                }
            }
        }
    }

    private static boolean isOlder(Path entry, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(limit);
        } catch (NoSuchFileException e) {
            // Another client was quicker.
            return false;
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null && !Files.exists(parent)) {
            Files.createDirectories(parent, ONLY_ME);
        }
        try {
            Files.createDirectory(directory, ONLY_ME);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
