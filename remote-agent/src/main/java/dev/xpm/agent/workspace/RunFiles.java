package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.Fields;
import dev.xpm.protocol.workspace.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that make up a run, as they were just before reading.
 *
 * @param eventsCount whether events may say more than the status: they do not when that was written at a clean end
 * @param events by number; two files of one number where the live one is not a second name of the archived one
 * @param marks what tells whether any of the files has changed since
 */
record RunFiles(
        Path directory, JsonFile status, boolean eventsCount, NavigableMap<Integer, List<Path>> events, Marks marks) {
    static final String SUBMISSIONS = "jobs.jsonl";
    static final String ARCHIVE = "events";
    private static final String STATUS = "status.json";

    /** The stamps of the files, in their order. */
    record Marks(@Nullable FileStamp status, boolean eventsCount, List<@Nullable FileStamp> others) {
        /** @param live live event files of the run as they are now */
        boolean areStillTrue(Path directory, NavigableMap<Integer, Path> live) throws IOException {
            return Objects.equals(FileStamp.of(directory.resolve(STATUS)), status)
                    && stamps(directory, eventFiles(directory, eventsCount, live))
                            .equals(others);
        }
    }

    /** @param live live event files of the run */
    static RunFiles of(Path directory, NavigableMap<Integer, Path> live) throws IOException {
        JsonFile status = JsonFile.read(directory.resolve(STATUS));
        var fields = status.object() == null ? null : new Fields(status.object());
        boolean running = fields == null || RunStatus.ofName(fields.string("status")) == RunStatus.RUNNING;
        boolean eventsCount = running || (fields != null && fields.integer("events_count") != null);
        NavigableMap<Integer, List<Path>> events = eventFiles(directory, eventsCount, live);
        return new RunFiles(
                directory,
                status,
                eventsCount,
                events,
                new Marks(status.stamp(), eventsCount, stamps(directory, events)));
    }

    private static List<@Nullable FileStamp> stamps(Path directory, NavigableMap<Integer, List<Path>> events)
            throws IOException {
        var stamps = new ArrayList<@Nullable FileStamp>();
        stamps.add(FileStamp.of(directory.resolve(SUBMISSIONS)));
        for (List<Path> sameNumber : events.values()) {
            for (Path file : sameNumber) {
                stamps.add(FileStamp.of(file));
            }
        }
        return stamps;
    }

    /** The archive, and what of the live files is not a second name of it. */
    private static NavigableMap<Integer, List<Path>> eventFiles(
            Path directory, boolean eventsCount, NavigableMap<Integer, Path> live) throws IOException {
        var files = new TreeMap<Integer, List<Path>>();
        if (!eventsCount) {
            return files;
        }
        NavigableMap<Integer, Path> archived = EventFiles.archived(directory.resolve(ARCHIVE));
        archived.forEach((number, file) -> files.put(number, new ArrayList<>(List.of(file))));
        for (var entry : live.entrySet()) {
            FileStamp stamp = FileStamp.of(entry.getValue());
            Path other = archived.get(entry.getKey());
            FileStamp otherStamp = other == null ? null : FileStamp.of(other);
            if (stamp != null && (otherStamp == null || !otherStamp.key().equals(stamp.key()))) {
                files.computeIfAbsent(entry.getKey(), any -> new ArrayList<>()).add(entry.getValue());
            }
        }
        return files;
    }
}
