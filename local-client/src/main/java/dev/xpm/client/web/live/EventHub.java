package dev.xpm.client.web.live;

import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.service.FleetForwards;
import dev.xpm.client.web.guard.WebOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers what changes and tells it to all who wait. It keeps only the latest number of each name: whoever was away, or
 * is slow, is told each name once. The mirror publishes at most four times a second, and so does this.
 */
public final class EventHub implements AutoCloseable {
    /** A workspace with more names than that between two looks is told "everything". */
    private static final int MAX_NAMES = 20_000;

    /** Says that a page should ask for all of its parts. */
    static final String ALL = "all";

    /** A name and its number. */
    record Event(long number, String name) {}

    private final String run = WebOptions.random().substring(0, 6);
    private final Fleet fleet;
    private final AutoCloseable listening;
    private final List<AutoCloseable> watching = new ArrayList<>();
    private final Map<String, Long> latest = new LinkedHashMap<>();
    private FleetState seen;
    private long number;
    private long forgotten;

    public EventHub(Fleet fleet, FleetFiles files, FleetForwards forwards) {
        this.fleet = fleet;
        this.seen = fleet.state();
        this.listening = fleet.onChange(this::look);
        for (WorkspaceMirror mirror : fleet.mirrors()) {
            watching.add(files.of(mirror.id()).pulls().onChange(() -> add(Set.of("files"))));
            watching.add(forwards.of(mirror.id()).onChange(() -> add(Set.of("service"))));
        }
    }

    /** Where somebody stands who has seen nothing, or has seen up to the event with that id. */
    synchronized long position(@Nullable String id) {
        if (id == null
                || !id.startsWith(run + "-")
                || !id.substring(run.length() + 1).matches("[0-9]{1,18}")) {
            return id == null ? number : -1;
        }
        return Math.min(number, Long.parseLong(id.substring(run.length() + 1)));
    }

    String id(Event event) {
        return run + "-" + event.number;
    }

    /**
     * Waits for something newer.
     *
     * @return empty after so many milliseconds without news
     */
    synchronized List<Event> after(long position, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (number <= position) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
        return newer(position);
    }

    private List<Event> newer(long position) {
        if (position < forgotten) {
            return List.of(new Event(number, ALL));
        }
        var events = new ArrayList<Event>();
        latest.forEach((name, at) -> {
            if (at > position) {
                events.add(new Event(at, name));
            }
        });
        return events;
    }

    /** Runs on the mirrors' threads: what is the same object is equal at once. */
    private synchronized void look() {
        FleetState state = fleet.state();
        Set<String> names = StateChanges.between(seen, state);
        seen = state;
        if (!names.isEmpty()) {
            add(names);
        }
    }

    private synchronized void add(Set<String> names) {
        for (String name : names) {
            latest.remove(name);
            latest.put(name, ++number);
        }
        while (latest.size() > MAX_NAMES) {
            var oldest = latest.entrySet().iterator();
            forgotten = oldest.next().getValue();
            oldest.remove();
        }
        notifyAll();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (AutoCloseable one : watching) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
