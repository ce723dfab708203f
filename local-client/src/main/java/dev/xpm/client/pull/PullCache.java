package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
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
 * Source: protocol.md 5.4, assurance.md 2.2 and P12.
 */
final class PullCache {
    private static final System.Logger LOG = System.getLogger(PullCache.class.getName());

    private static final FileAttribute<Set<PosixFilePermission>> ONLY_ME =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String STAGING = "staging-";

    /** Far longer than a copy may take, so that it can only be the trace of a crash. */
    private static final Duration STALE_AFTER = Duration.ofDays(1);

    private final Path home;
    private final Path root;
    private final Clock clock;

    private PullCache(Path home, Path root, Clock clock) {
        this.home = home;
        this.root = root;
        this.clock = clock;
    }

    /** {@code $XDG_CACHE_HOME/xpm}; a relative value of the variable is to be ignored. */
    static Path home() {
        String set = System.getenv("XDG_CACHE_HOME");
        Path base =
                set != null && set.startsWith("/") ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("xpm");
    }

    /** Makes nothing on the disk yet. */
    static PullCache of(Path home, String host, String workspace, Clock clock) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "_");
        return new PullCache(home, home.resolve(name + "-" + hash(host + "\0" + workspace)), clock);
    }

    Path root() {
        return root;
    }

    /** Makes the directory of the cache, and an empty one to copy into. */
    Path newStaging() throws IOException {
        makeDirectory(home);
        makeDirectory(root);
        removeStale();
        return Files.createTempDirectory(home, STAGING, ONLY_ME);
    }

    /**
     * Puts a staged regular file into its place, in one step. A file that is the same already stays.
     *
     * @throws IOException if a link or a file stands where a directory of the path should be
     */
    void accept(Path staged, ConfinedPath path) throws IOException {
        Path directory = root;
        for (String name : path.components().subList(0, path.components().size() - 1)) {
            directory = directory.resolve(name);
            makeDirectory(directory);
        }
        Path target = path.toPath();
        if (!isSame(staged, target)) {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes a staging directory with all that is in it, without following links. */
    static void remove(Path staging) {
        try {
            Files.walkFileTree(staging, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a staging directory could not be removed: " + e.getMessage());
        }
    }

    private void removeStale() throws IOException {
        Instant limit = clock.instant().minus(STALE_AFTER);
        try (var entries = Files.newDirectoryStream(home, STAGING + "*")) {
            for (Path entry : entries) {
                boolean directory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (directory && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    remove(entry);
                }
            }
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

    private static boolean isSame(Path staged, Path target) throws IOException {
        return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                && Files.size(staged) == Files.size(target)
                && Files.getLastModifiedTime(staged).equals(Files.getLastModifiedTime(target));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
