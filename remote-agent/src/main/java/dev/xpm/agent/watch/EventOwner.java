package dev.xpm.agent.watch;

import dev.xpm.protocol.workspace.RunId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The live event files of one experiment or job, by number. Used by the watching thread only. */
final class EventOwner {
    /** An experiment, or {@code hash-of-task:job}. */
    final String name;

    final boolean isJob;
    final NavigableMap<Integer, EventTail> tails = new TreeMap<>();
    final Map<Integer, Path> paths = new HashMap<>();

    /** The run that the newest event named, of an experiment. */
    @Nullable
    RunId lastRun;

    /** Looked at often until then. */
    long hotUntil;

    EventOwner(String name, boolean isJob) {
        this.name = name;
        this.isJob = isJob;
    }
}
