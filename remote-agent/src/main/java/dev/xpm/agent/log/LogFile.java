package dev.xpm.agent.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log file as it was when looked at.
 *
 * @param opener opens it again for each read
 * @param id tells it from another file of the same name
 * @param modified Unix seconds
 */
record LogFile(Path path, Opener opener, String id, long size, double modified) {
    static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** How far the start of a line is searched for; a longer line is cut in the middle. */
    private static final int LINE_SEARCH = 1 << 20;

    /** Opens a file for reading, without following a link. */
    interface Opener {
        SeekableByteChannel open() throws IOException;
    }

    /** Null if there is no such file (yet). */
    static @Nullable LogFile find(LogTarget target) throws IOException {
        try {
            return of(target.resolve());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Looks at a path that was resolved before; a link that took its place meanwhile is not followed. */
    static LogFile of(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return of(path, attributes, () -> FileChannel.open(path, READ));
    }

    static LogFile of(Path path, BasicFileAttributes attributes, Opener opener) throws IOException {
        if (!attributes.isRegularFile()) {
            throw new AccessDeniedException("not a regular file");
        }
        String id = Integer.toHexString(String.valueOf(attributes.fileKey()).hashCode());
        double modified = attributes.lastModifiedTime().toMillis() / 1000.0;
        return new LogFile(path, opener, id, attributes.size(), modified);
    }

    /** The bytes from the offset on, at most as many as asked for; fewer at the end of the file. */
    byte[] read(long offset, int count) throws IOException {
        try (SeekableByteChannel channel = opener.open()) {
            return read(channel, offset, count);
        }
    }

    /** The first line start at or after the offset; the start of a character where the line is too long. */
    long lineStart(long offset) throws IOException {
        if (offset == 0) {
            return 0;
        }
        int count = (int) Math.min(LINE_SEARCH, size - offset + 1);
        byte[] bytes = read(offset - 1, count);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return offset + i;
            }
        }
        int inside = 1;
        while (inside < Utf8.MAX_BYTES && inside < bytes.length && Utf8.isContinuation(bytes[inside] & 0xff)) {
            inside++;
        }
        return offset + inside - 1;
    }

    private static byte[] read(SeekableByteChannel channel, long offset, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count);
        channel.position(offset);
        int got = 0;
        while (got >= 0 && buffer.hasRemaining()) {
            got = channel.read(buffer);
        }
        return buffer.position() == count ? buffer.array() : Arrays.copyOf(buffer.array(), buffer.position());
    }
}
