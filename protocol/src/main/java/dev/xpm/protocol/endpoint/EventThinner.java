package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.event.WorkspaceEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets progress and carbon of a job through only so often: the first change at once, then the newest once a period. All
 * else passes, and what was held back of the same job passes before it, so that no progress comes after an end. Source:
 * protocol.md 7.2 and 7.3.
 *
 * <p>Not safe for use by several threads.
 */
final class EventThinner {
    static final EventThinner NONE = new EventThinner(0, 0);

    /** More jobs than report at one time; beyond, nothing is held back. */
    private static final int MAX_JOBS = 20_000;

    private final long progressNanos;
    private final long carbonNanos;
    private final Map<Object, Slot> slots = new LinkedHashMap<>();

    EventThinner(long progressNanos, long carbonNanos) {
        this.progressNanos = progressNanos;
        this.carbonNanos = carbonNanos;
    }

    /** What a job has held back of one kind, by level: a level that moves makes what lies deeper obsolete. */
    private static final class Slot {
        private final long period;
        private final Map<Integer, WorkspaceEvent> held = new LinkedHashMap<>();
        private long next;

        Slot(long period, long now) {
            this.period = period;
            this.next = now;
        }

        void hold(int level, WorkspaceEvent event) {
            held.keySet().removeIf(deeper -> deeper >= level);
            held.put(level, event);
        }

        List<WorkspaceEvent> release() {
            var released = new ArrayList<WorkspaceEvent>(held.values());
            held.clear();
            return released;
        }
    }

    private record Key(Object job, boolean isCarbon) {}

    /** What is to be sent now that this event came. */
    List<WorkspaceEvent> offer(WorkspaceEvent event, long now) {
        if (!(event instanceof WorkspaceEvent.OfJob ofJob) || ofJob.job() == null) {
            return List.of(event);
        }
        if (event instanceof WorkspaceEvent.JobProgress progress && progressNanos > 0) {
            return thin(new Key(ofJob.job(), false), progress.level(), event, progressNanos, now);
        }
        if (event instanceof WorkspaceEvent.CarbonMetrics && carbonNanos > 0) {
            return thin(new Key(ofJob.job(), true), 0, event, carbonNanos, now);
        }
        if (slots.isEmpty()) {
            return List.of(event);
        }
        var sent = new ArrayList<WorkspaceEvent>();
        for (boolean isCarbon : new boolean[] {false, true}) {
            Slot slot = slots.get(new Key(ofJob.job(), isCarbon));
            if (slot != null) {
                sent.addAll(slot.release());
            }
        }
        sent.add(event);
        return sent;
    }

    private List<WorkspaceEvent> thin(Key key, int level, WorkspaceEvent event, long period, long now) {
        Slot slot = slots.get(key);
        if (slot == null) {
            if (slots.size() >= MAX_JOBS) {
                return List.of(event);
            }
            slot = new Slot(period, now);
            slots.put(key, slot);
        }
        if (slot.held.isEmpty() && now - slot.next >= 0) {
            slot.next = now + period;
            return List.of(event);
        }
        slot.hold(level, event);
        return List.of();
    }

    /** What has waited long enough. */
    List<WorkspaceEvent> due(long now) {
        var due = new ArrayList<WorkspaceEvent>();
        for (Iterator<Slot> all = slots.values().iterator(); all.hasNext(); ) {
            Slot slot = all.next();
            if (now - slot.next >= 0) {
                if (slot.held.isEmpty()) {
                    all.remove();
                } else {
                    due.addAll(slot.release());
                    slot.next = now + slot.period;
                }
            }
        }
        return due;
    }

    /** All that is held back. */
    List<WorkspaceEvent> releaseAll() {
        var all = new ArrayList<WorkspaceEvent>();
        slots.values().forEach(slot -> all.addAll(slot.release()));
        slots.clear();
        return all;
    }

    /** How long until something is due; the limit if nothing is. */
    long nanosToNext(long now, long limit) {
        long wait = limit;
        for (Slot slot : slots.values()) {
            if (!slot.held.isEmpty()) {
                wait = Math.min(wait, Math.max(0, slot.next - now));
            }
        }
        return wait;
    }
}
