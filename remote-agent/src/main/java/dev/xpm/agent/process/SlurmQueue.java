package dev.xpm.agent.process;

import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.QueuePlace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the batch system says of its jobs, asked seldom and for all of them at once. Who asks gets what is known and never
 * waits; when a later look changes the answer, the listener is told. Nothing runs as long as nobody asks, and jobs that
 * have ended are not asked for again. A job that the batch system does not list is unknown, never dead: it may have been
 * submitted a moment ago, or belong to another cluster. Source: workspace-format.md 4.5.
 *
 * <p>Safe for use by several threads.
 */
public final class SlurmQueue implements AutoCloseable {
    /** From one command to the next, whatever the number of jobs: many users watch the same controller. */
    static final Duration INTERVAL = Duration.ofSeconds(30);

    /** A query asks for its jobs one by one; those of a second go into one command. */
    static final Duration GATHER = Duration.ofSeconds(1);

    /** Where neither command answers, they come ever more seldom: in the end every eight minutes. */
    private static final int MAX_DOUBLINGS = 4;

    /** An older word of a job that had not ended is none: a controller restarts in this time. */
    private static final Duration STALE = Duration.ofMinutes(5);

    /** A database of a large cluster takes seconds; the next look must not come before this one has ended. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A job that is not listed is looked for by itself for so long; after that only if somebody asks again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** With these, the one argument that holds their numbers stays below the 128 KiB that Linux allows. */
    private static final int MAX_JOBS_PER_LOOK = 4_000;

    private static final int MAX_JOBS = 50_000;

    /** A line has about 50 bytes. */
    private static final int MAX_OUTPUT = 1 << 20;

    /** The first 50,000 waiting jobs of a cluster; who stands behind them has no place. */
    private static final int MAX_QUEUE = 2 << 20;

    /** States matter more than places: so many looks at the jobs follow a look at the queue. */
    private static final int LOOKS_BETWEEN = 2;

    private final Consumer<Collection<JobKey>> listener;
    private final Later later;
    private final Clock clock;
    private final LongSupplier millis;
    private final Duration limit;
    private final Map<String, Entry> jobs = new HashMap<>();
    private boolean isPlanned;
    private boolean isClosed;
    private long notBefore;
    private int failures;
    private boolean hasDatabase = true;
    private int looksUntilQueue;

    /** Runs something later, on a thread of its own. Closing it ends what runs. */
    interface Later extends AutoCloseable {
        void run(Runnable work, Duration delay);

        @Override
        void close();
    }

    private static final class Entry {
        private final SlurmRecord record;
        private JobKey job;
        private boolean isWanted;
        private long wantedAt;
        private long lookedAt = Long.MIN_VALUE;
        private long answeredAt;
        private @Nullable SlurmAnswer answer;
        private @Nullable QueuePlace place;

        Entry(SlurmRecord record, JobKey job) {
            this.record = record;
            this.job = job;
        }

        String id() {
            return record.id();
        }

        boolean waits() {
            return answer != null && answer.state().phase() == JobPhase.SCHEDULED;
        }

        /** The place was told some time after the state, and counts only as long as the job waits. */
        @Nullable
        SlurmAnswer answer() {
            return answer == null || !waits() ? answer : answer.at(place);
        }

        boolean hasEnded() {
            return answer != null && !answer.state().phase().isActive();
        }

        /** Whether the next look should ask for it. */
        boolean isDue(long now) {
            return isWanted || (answer == null ? now - wantedAt < PATIENCE.toMillis() : !hasEnded());
        }
    }

    /** @param listener told, on a thread of the queue, which jobs have another answer than before */
    public SlurmQueue(Consumer<Collection<JobKey>> listener) {
        this(listener, new BackgroundTimer(), Clock.systemUTC(), () -> System.nanoTime() / 1_000_000, LIMIT);
    }

    SlurmQueue(Consumer<Collection<JobKey>> listener, Later later, Clock clock, LongSupplier millis, Duration limit) {
        this.listener = listener;
        this.later = later;
        this.clock = clock;
        this.millis = millis;
        this.limit = limit;
        this.notBefore = millis.getAsLong();
    }

    /** What is known of a job; null if nothing is, or not yet. Does not wait: a look follows soon. */
    public synchronized @Nullable SlurmAnswer ask(JobKey job, SlurmRecord record) {
        Entry entry = jobs.get(record.id());
        if (entry == null) {
            if (jobs.size() >= MAX_JOBS) {
                jobs.values().removeIf(known -> !known.isDue(millis.getAsLong()));
            }
            if (jobs.size() >= MAX_JOBS) {
                return null;
            }
            entry = new Entry(record, job);
            jobs.put(record.id(), entry);
        }
        entry.job = job;
        entry.isWanted = true;
        entry.wantedAt = millis.getAsLong();
        plan();
        return entry.hasEnded() || entry.wantedAt - entry.answeredAt < STALE.toMillis() ? entry.answer() : null;
    }

    /** Ends a running command and asks no more. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        later.close();
    }

    private synchronized void plan() {
        if (isPlanned || isClosed) {
            return;
        }
        long now = millis.getAsLong();
        if (jobs.values().stream().anyMatch(entry -> entry.isDue(now))) {
            isPlanned = true;
            later.run(this::look, Duration.ofMillis(Math.max(GATHER.toMillis(), notBefore - now)));
        }
    }

    private void look() {
        try {
            List<Entry> due = due();
            if (!due.isEmpty()) {
                Set<JobKey> changed = isQueueDue(due) ? lookAtQueue(due) : lookAtJobs(due);
                if (!changed.isEmpty()) {
                    listener.accept(changed);
                }
            }
        } finally {
            synchronized (this) {
                isPlanned = false;
            }
            plan();
        }
    }

    private Set<JobKey> lookAtJobs(List<Entry> due) {
        Instant asked = clock.instant();
        var result = BoundedCommand.run(command(due), limit, MAX_OUTPUT);
        return result.succeeded()
                ? learn(due, SlurmAnswer.read(result.output(), asked, ZoneId.systemDefault()))
                : fail();
    }

    private synchronized boolean isQueueDue(List<Entry> due) {
        if (looksUntilQueue > 0 || due.stream().noneMatch(Entry::waits)) {
            looksUntilQueue = Math.max(0, looksUntilQueue - 1);
            return false;
        }
        looksUntilQueue = LOOKS_BETWEEN;
        return true;
    }

    /** All that waits on the cluster, because a place is one among all. Where nobody answers, no place is known. */
    private Set<JobKey> lookAtQueue(List<Entry> due) {
        var command = List.of(find("squeue", due), "--noheader", "--states=PENDING", "--sort=-p", "--format=%i|%P|%r");
        var result = BoundedCommand.run(command, limit, MAX_QUEUE);
        Map<String, QueuePlace> places = result.succeeded() ? SlurmAnswer.readQueue(result.output()) : Map.of();
        return learnPlaces(due, places);
    }

    private synchronized Set<JobKey> learnPlaces(List<Entry> due, Map<String, QueuePlace> places) {
        var changed = new HashSet<JobKey>();
        for (Entry entry : due) {
            QueuePlace place = places.get(entry.id());
            if (entry.waits() && !Objects.equals(entry.place, place)) {
                changed.add(entry.job);
            }
            entry.place = place;
        }
        return changed;
    }

    /** Those that were looked for longest ago come first, so that each has its turn however many there are. */
    private synchronized List<Entry> due() {
        long now = millis.getAsLong();
        List<Entry> due = jobs.values().stream()
                .filter(entry -> entry.isDue(now))
                .sorted(Comparator.comparingLong(entry -> entry.lookedAt))
                .limit(MAX_JOBS_PER_LOOK)
                .toList();
        for (Entry entry : due) {
            entry.isWanted = false;
            entry.lookedAt = now;
        }
        notBefore = now + INTERVAL.toMillis();
        return due;
    }

    /**
     * The accounting database knows all jobs, ended ones too. Where there is none, the controller knows those that have
     * not ended, or only just.
     */
    private synchronized List<String> command(List<Entry> due) {
        String jobs = "--jobs=" + due.stream().map(Entry::id).collect(Collectors.joining(","));
        return hasDatabase
                ? List.of(
                        find("sacct", due),
                        "--noheader",
                        "--parsable2",
                        "--allocations",
                        "--format=JobID,State,End",
                        jobs)
                : List.of(find("squeue", due), "--noheader", "--states=all", "--format=%i|%T", jobs);
    }

    private static String find(String name, List<Entry> due) {
        return SlurmCommands.find(
                name,
                due.stream()
                        .map(entry -> entry.record.directory())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private synchronized Set<JobKey> learn(List<Entry> due, Map<String, SlurmAnswer> answers) {
        failures = 0;
        var changed = new HashSet<JobKey>();
        for (Entry entry : due) {
            SlurmAnswer answer = answers.get(entry.id());
            if (!Objects.equals(state(entry.answer), state(answer))) {
                changed.add(entry.job);
            }
            entry.answer = answer;
            entry.answeredAt = entry.lookedAt;
        }
        return changed;
    }

    private static @Nullable JobState state(@Nullable SlurmAnswer answer) {
        return answer == null ? null : answer.state();
    }

    /** Next time the other command has its turn. */
    private synchronized Set<JobKey> fail() {
        hasDatabase = !hasDatabase;
        notBefore += INTERVAL.toMillis() * ((1L << Math.min(failures, MAX_DOUBLINGS)) - 1);
        failures++;
        return Set.of();
    }
}
