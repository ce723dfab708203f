package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.PathComponent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was pulled at one time: a small file beside the copies, whose own time is that of the last use.
 *
 * @param file of the record
 * @param components of the path below the cache
 * @param bytes on the disk; 0 if evicted
 * @param evicted removed because the copies took too much room
 */
record CopyRecord(Path file, List<String> components, long bytes, boolean evicted, Instant used) {
    /** Of the directory beside the copies that holds the records. */
    static final String INDEX = ".index";

    static final String LOCK = ".lock";
    static final String RECORD = ".copy";

    private static final String KEPT_WORD = "kept";
    private static final String EVICTED_WORD = "evicted";
    private static final int MAX_BYTES = 64 << 10;

    CopyRecord {
        components = List.copyOf(components);
    }

    /** The directory of the records for the copies below that root. */
    static Path index(Path root) {
        return root.resolveSibling(root.getFileName() + INDEX);
    }

    static Path fileFor(Path root, ConfinedPath path) {
        return index(root).resolve(PullCache.hash(path.relative()) + RECORD);
    }

    /** Says that the copy is in use. */
    Path lock() {
        return lock(file);
    }

    static Path lock(Path record) {
        String name = record.getFileName().toString();
        return record.resolveSibling(name.substring(0, name.length() - RECORD.length()) + LOCK);
    }

    /** The directory that the copy lies below. */
    Path root() {
        Path index = file.toAbsolutePath().getParent();
        if (index == null) {
            throw new IllegalStateException("a record lies in a directory");
        }
        String name = index.getFileName().toString();
        return index.resolveSibling(name.substring(0, name.length() - INDEX.length()));
    }

    /** Empty for a file that is none, or was written by somebody else. */
    static Optional<CopyRecord> read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
            return Optional.empty();
        }
        // The path comes last: it may hold line breaks.
        String[] fields = Files.readString(file).split("\n", 3);
        if (fields.length != 3 || !fields[1].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        List<String> components = Arrays.asList(fields[2].split("/", -1));
        if (!components.stream().allMatch(PathComponent::isValid)) {
            return Optional.empty();
        }
        return Optional.of(new CopyRecord(
                file,
                components,
                Long.parseLong(fields[1]),
                fields[0].equals(EVICTED_WORD),
                Files.getLastModifiedTime(file).toInstant()));
    }

    /** Writes it in one step. */
    void write() throws IOException {
        String text = (evicted ? EVICTED_WORD : KEPT_WORD) + "\n" + bytes + "\n" + String.join("/", components);
        Path index = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                index, "", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.setLastModifiedTime(fresh, FileTime.from(used));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Whether one of the two copies lies in the other. */
    boolean overlaps(CopyRecord other) {
        int common = Math.min(components.size(), other.components.size());
        return root().equals(other.root()) && components.subList(0, common).equals(other.components.subList(0, common));
    }
}
