package dev.xpm.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether somebody holds the {@code flock(2)} lock of a file, which is how drivers and jobs say that they live.
 * The JDK's own file locks are of another kind and see nothing of it. Source: workspace-format.md 1.6.
 *
 * <p>Never creates, writes or keeps open the file. Safe for use by several threads.
 */
public final class FileLocks {
    private static final Path LOCK_TABLE = Path.of("/proc/locks");
    private static final Path PROCESS_NAMESPACE = Path.of("/proc/self/ns/pid");

    /** Number that the kernel gives to the namespace of the host itself; a container has another one. */
    private static final String HOST_NAMESPACE = "pid:[4026531836]";

    /**
     * File systems whose locks all stand in the kernel's table, under the device number that {@code stat} shows.
     * Elsewhere other hosts hold locks that the table does not know, or (btrfs, overlay) the numbers differ.
     */
    private static final Set<String> LOCAL = Set.of("ext2", "ext3", "ext4", "xfs", "tmpfs", "f2fs", "jfs");

    /** A test takes 4 ms; a file server that does not answer must not hold up a query. */
    private static final Duration HELPER_LIMIT = Duration.ofSeconds(1);

    private static final Map<Object, Boolean> TABLE_IS_COMPLETE = new ConcurrentHashMap<>();

    private FileLocks() {}

    /** Whether the lock is held by anybody, {@link Verdict#NO} for a missing file. Takes at most a second. */
    public static Verdict isHeld(Path file) {
        try {
            var attributes = Files.readAttributes(file, "unix:dev,ino,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
                return Verdict.NO;
            }
            long device = number(attributes, "dev");
            if (tableNames(device, number(attributes, "ino"))) {
                return Verdict.YES;
            }
            return tableIsComplete(file, device) ? Verdict.NO : askHelper(file);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Verdict.NO;
        } catch (IOException | UnsupportedOperationException e) {
            return askHelper(file);
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Long value ? value : -1;
    }

    private static boolean tableNames(long device, long inode) throws IOException {
        String wanted = twoDigits(major(device)) + ":" + twoDigits(minor(device)) + ":" + inode;
        for (String line : Files.readAllLines(LOCK_TABLE, StandardCharsets.ISO_8859_1)) {
            if (isHolder(line.trim().split("\\s+", -1), wanted)) {
                return true;
            }
        }
        return false;
    }

    /** A line reads {@code 1: FLOCK ADVISORY WRITE pid device:inode from to}; who waits has an arrow after the number. */
    private static boolean isHolder(String[] words, String wanted) {
        return words.length > 5 && words[1].equals("FLOCK") && words[3].equals("WRITE") && words[5].equals(wanted);
    }

    private static boolean tableIsComplete(Path file, long device) throws IOException {
        Boolean known = TABLE_IS_COMPLETE.get(device);
        if (known == null) {
            known = LOCAL.contains(Files.getFileStore(file).type()) && seesAllProcesses();
            TABLE_IS_COMPLETE.put(device, known);
        }
        return known;
    }

    /** In a process namespace of its own, the table hides the locks of processes outside. */
    private static boolean seesAllProcesses() throws IOException {
        return Files.readSymbolicLink(PROCESS_NAMESPACE).toString().equals(HOST_NAMESPACE);
    }

    private static Verdict askHelper(Path file) {
        var test = List.of(
                "sh", "-c", ShellPath.UNPACK + "exec 9<\"$path\" || exit 3; flock -n -s 9", ShellPath.pack(file));
        return switch (BoundedCommand.run(test, HELPER_LIMIT, 0).exitCode()) {
            case 0 -> Verdict.NO;
            case 1 -> Verdict.YES;
            default -> Verdict.UNKNOWN;
        };
    }

    /** As the C library's {@code major()} takes the number apart. */
    private static long major(long device) {
        return (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    }

    /** Not through a formatter, which loads the tables of all locales into a starting agent. */
    private static String twoDigits(long number) {
        String digits = Long.toHexString(number);
        return digits.length() < 2 ? "0" + digits : digits;
    }

    private static long minor(long device) {
        return (device & 0xff) | (device >>> 12 & ~0xffL);
    }
}
