package dev.xpm.agent.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xpm.protocol.codec.EventCodec;
import dev.xpm.protocol.codec.ExperimentCodec;
import dev.xpm.protocol.codec.LineFields;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.JobInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files of one JSON object per line. Lines that are no object are skipped; a last line without its end counts if it is
 * complete, since the whole file is read again next time.
 */
public final class JsonLines {
    /** Longer than any event; what a damaged file holds beyond is skipped, not buffered. */
    private static final int MAX_LINE = 8 << 20;

    private static final int CHUNK = 64 << 10;

    private JsonLines() {}

    /** The objects of the file, in order; none for a missing file. */
    static void forEach(Path file, Consumer<ObjectNode> sink) throws IOException {
        forEachLine(file, objects(sink));
    }

    private interface Line {
        void accept(byte[] bytes, int start, int end);
    }

    private static Line objects(Consumer<ObjectNode> sink) {
        return (bytes, start, end) -> {
            if (JsonFile.parse(bytes, start, end) instanceof ObjectNode object) {
                sink.accept(object);
            }
        };
    }

    private static void forEachLine(Path file, Line sink) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var unused = forEachLine(in, true, sink);
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Between the listing and the opening its owner may have ended.
        } catch (FileSystemException e) {
            if (!FileStamp.isNowhere(e)) {
                throw e;
            }
        }
    }

    /**
     * The objects of the complete lines from an offset on, in order.
     *
     * @return where the next line begins
     */
    static long forEachFrom(Path file, long from, Consumer<ObjectNode> sink) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(from);
            return from + forEachLine(Channels.newInputStream(channel), false, objects(sink));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return from;
        }
    }

    /**
     * Reads to the end of the stream.
     *
     * @param withRest whether a last line without its end counts
     * @return how many bytes the lines with an end took
     */
    private static long forEachLine(InputStream in, boolean withRest, Line sink) throws IOException {
        var buffer = new byte[CHUNK];
        int end = 0;
        long position = 0;
        long ended = 0;
        boolean tooLong = false;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer, end, buffer.length - end)) {
            int start = 0;
            for (int at = end; at < end + read; at++) {
                if (buffer[at] == '\n') {
                    if (!tooLong) {
                        accept(buffer, start, at, sink);
                    }
                    tooLong = false;
                    start = at + 1;
                    ended = position + (start - end);
                }
            }
            position += read;
            end += read - start;
            System.arraycopy(buffer, start, buffer, 0, end);
            if (end == MAX_LINE) {
                tooLong = true;
                end = 0;
            } else if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, end * 2);
            }
        }
        if (withRest && !tooLong) {
            accept(buffer, 0, end, sink);
        }
        return ended;
    }

    /** The events of an event file, in order. */
    static void forEachEvent(Path file, Consumer<WorkspaceEvent> sink) throws IOException {
        forEachEvent(file, line -> false, sink);
    }

    /**
     * The same, but for those that somebody takes as they stand in the line.
     *
     * @param taker whether it took the line, whose fields are good until it returns
     */
    static void forEachEvent(Path file, Predicate<LineFields> taker, Consumer<WorkspaceEvent> sink) throws IOException {
        var fields = new LineFields(JsonFile.MAPPER);
        forEachLine(file, (bytes, start, end) -> {
            boolean isPlain = fields.take(bytes, start, end);
            if (isPlain && taker.test(fields)) {
                return;
            }
            WorkspaceEvent event = event(isPlain ? fields : null, bytes, start, end);
            if (event != null) {
                sink.accept(event);
            }
        });
    }

    /** The submissions of a run's list, in order. Source: workspace-format.md 2.2. */
    static void forEachSubmission(Path file, Consumer<JobInfo> sink) throws IOException {
        var fields = new LineFields(JsonFile.MAPPER);
        forEachLine(file, (bytes, start, end) -> {
            JobInfo info = null;
            if (fields.take(bytes, start, end)) {
                info = ExperimentCodec.readInfo(fields);
            } else if (JsonFile.parse(bytes, start, end) instanceof ObjectNode object) {
                info = ExperimentCodec.readInfo(object);
            }
            if (info != null) {
                sink.accept(info);
            }
        });
    }

    /** Reads single lines of event files. Not safe for use by several threads. */
    public static final class EventReader {
        private final LineFields fields = new LineFields(JsonFile.MAPPER);

        /** The event that one complete line spells, or null. */
        public @Nullable WorkspaceEvent read(byte[] bytes, int start, int end) {
            return end - start < 2 ? null : event(fields.take(bytes, start, end) ? fields : null, bytes, start, end);
        }
    }

    /** @param plain the fields of the line, null if it has to be read as a tree */
    private static @Nullable WorkspaceEvent event(@Nullable LineFields plain, byte[] bytes, int start, int end) {
        WorkspaceEvent event = plain == null ? null : EventCodec.readKnown(plain);
        if (event != null) {
            return event;
        }
        return JsonFile.parse(bytes, start, end) instanceof ObjectNode object ? EventCodec.readLine(object) : null;
    }

    private static void accept(byte[] bytes, int start, int end, Line sink) {
        if (end - start > 1) {
            sink.accept(bytes, start, end);
        }
    }
}
