package dev.xpm.agent.workspace;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param key device and inode
 * @param nanos of the last change since 1970; a number, because very many stamps are kept
 */
public record FileStamp(Object key, long nanos, long size) {
    /** When the content was last changed. */
    public FileTime modified() {
        return FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }

    /** The stamp of a regular file; null if there is none at that path. */
    public static @Nullable FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = attributes(file);
        return attributes == null || !attributes.isRegularFile() ? null : of(attributes);
    }

    /** The stamp of a directory, which is another one when an entry comes or goes; null if there is none at that path. */
    public static @Nullable FileStamp ofDirectory(Path directory) throws IOException {
        BasicFileAttributes attributes = attributes(directory);
        return attributes == null || !attributes.isDirectory() ? null : of(attributes);
    }

    static FileStamp of(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new FileStamp(
                key == null ? "" : key, attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
    }

    /** Follows links; null if nothing is there, or only a link that leads nowhere. */
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        long asked = System.nanoTime();
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
            return null;
        } catch (FileSystemException e) {
            if (isNowhere(e)) {
                return null;
            }
            throw e;
        } finally {
            DiskPace.took(System.nanoTime() - asked);
        }
    }

    /** A loop of links, a file where a directory should be, or a handle that went stale: the JDK has only a text. */
    static boolean isNowhere(FileSystemException e) {
        String reason = e.getReason();
        return reason != null
                && (reason.contains("symbolic links") || reason.contains("Not a directory") || reason.contains("tale"));
    }
}
