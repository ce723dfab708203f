package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.FileStamp;
import dev.xpm.agent.workspace.JsonLines;
import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * How far one event file has been read. It is that file and not another of the same name: the next run uses the name
 * again. A last line without its end is left for later. Source: workspace-format.md 7.2.
 *
 * <p>Used by the watching thread only.
 */
final class EventTail {
    private static final int CHUNK = 1 << 16;

    /** Longer than any event; what is longer is damage, and skipped without being kept. */
    private static final int MAX_LINE = 8 << 20;

    /** What reading needs and all files share: thousands of events a second would otherwise each cost a buffer. */
    static final class Reader {
        private final byte[] bytes = new byte[CHUNK];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final JsonLines.EventReader events = new JsonLines.EventReader();
    }

    private final Object key;
    private long offset;
    private boolean inOverlongLine;
    private double newest;

    private EventTail(Object key, long offset) {
        this.key = key;
        this.offset = offset;
    }

    /** A file that is new: all of it is to be told. */
    static EventTail fromStart(FileStamp stamp) {
        return new EventTail(stamp.key(), 0);
    }

    /** A file that was there before: only what is written from now on is to be told. */
    static EventTail fromEnd(Path file, FileStamp stamp) throws IOException {
        return new EventTail(stamp.key(), endOfLastLine(file, stamp.size()));
    }

    private static long endOfLastLine(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            long end = size;
            while (end > 0) {
                long start = Math.max(0, end - CHUNK);
                buffer.clear().limit((int) (end - start));
                int read = channel.read(buffer, start);
                for (int i = read - 1; i >= 0; i--) {
                    if (buffer.get(i) == '\n') {
                        return start + i + 1;
                    }
                }
                end = start;
            }
            return 0;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return size;
        }
    }

    boolean isOf(FileStamp stamp) {
        return stamp.key().equals(key);
    }

    /** Whether the file, as just stamped, holds something that was not looked at. */
    boolean hasMore(FileStamp stamp) {
        return stamp.size() != offset;
    }

    /**
     * Gives the complete lines that were written since the last call.
     *
     * @return false if another file has the name now, or none
     */
    boolean read(Path file, Reader reader, Consumer<WorkspaceEvent> sink) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FileStamp stamp = FileStamp.of(file);
            if (stamp == null || !isOf(stamp)) {
                return false;
            }
            // Lines that were told already are told by their time when the file was cut and written anew.
            double told = channel.size() < offset ? newest : Double.NEGATIVE_INFINITY;
            if (channel.size() < offset) {
                offset = 0;
            }
            readLines(channel, reader, told, sink);
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private void readLines(FileChannel channel, Reader reader, double told, Consumer<WorkspaceEvent> sink)
            throws IOException {
        ByteArrayOutputStream line = reader.line;
        byte[] bytes = reader.bytes;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        line.reset();
        long position = offset;
        for (int read = channel.read(buffer, position); read > 0; read = channel.read(buffer, position)) {
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (bytes[i] == '\n') {
                    if (line.size() == 0) {
                        finish(reader, bytes, start, i, told, sink);
                    } else {
                        line.write(bytes, start, i - start);
                        finish(reader, line.toByteArray(), 0, line.size(), told, sink);
                        line.reset();
                    }
                    start = i + 1;
                    offset = position + start;
                }
            }
            line.write(bytes, start, read - start);
            position += read;
            if (line.size() > MAX_LINE) {
                line.reset();
                inOverlongLine = true;
                offset = position;
            }
            buffer.clear();
        }
    }

    private void finish(Reader reader, byte[] bytes, int start, int end, double told, Consumer<WorkspaceEvent> sink) {
        WorkspaceEvent event = inOverlongLine ? null : reader.events.read(bytes, start, end);
        inOverlongLine = false;
        if (event != null && event.timestamp() > told) {
            newest = Math.max(newest, event.timestamp());
            sink.accept(event);
        }
    }
}
