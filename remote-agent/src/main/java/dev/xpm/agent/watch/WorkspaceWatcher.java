package dev.xpm.agent.watch;

import dev.xpm.agent.workspace.EventFiles;
import dev.xpm.agent.workspace.ExperimentDirectory;
import dev.xpm.agent.workspace.FileStamp;
import dev.xpm.agent.workspace.WorkspaceTree;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each event that is written from now on, once, and of changes that no event tells of. Notifications of the
 * kernel say when to look; what counts is what a look finds, also where no notification ever comes. Source:
 * workspace-format.md 7.2, protocol.md 4.1 and 5.1.
 *
 * <p>One thread watches and calls the listener.
 */
public final class WorkspaceWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkspaceWatcher.class.getName());

    /** A file that changed without a notification is looked at this often, as long as it is hot. */
    private static final long HOT_MILLIS = 200;

    /** What changed within this time will change again soon. Source: workspace-format.md 7.1. */
    private static final long HOT_FOR_MILLIS = 30_000;

    /** Files looked at that often; what is beyond waits for the next look at everything. */
    private static final int MAX_HOT = 256;

    /** And this often however slow the disk is. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Between, looking takes one part in this many of the time. */
    private static final int SHARE = 20;

    /** What a look costs in calls to the file system. */
    private static final int CALLS_PER_JOB = 3;

    private static final int CALLS_PER_EXPERIMENT = 6;

    /** A login node has many users. */
    private static final int IDLE_CALLS_PER_SECOND = 16;

    /** A job leaves its marker a moment after its last event. */
    private static final long MARKER_MILLIS = 50;

    /** A file server's clock may be behind. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(2);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final WorkspaceTree tree;
    private final JobOwners owners;
    private final FilePulse pulse;
    private final EventTail.Reader reader = new EventTail.Reader();
    private final EventTeller teller;
    private final ArchivedEvents archive;
    private final DirectoryHints hints;
    private final long interval;
    private final boolean isNotified;
    private long nextHot = Long.MAX_VALUE;

    /** Whether the present look is one that a notification asked for. */
    private boolean isHearing;

    private final Map<String, EventOwner> experiments = new HashMap<>();
    private final Map<String, EventOwner> jobs = new HashMap<>();
    /** What was written later may have been missed by a query that came before the first look. */
    private final Instant doubtful;

    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    private WorkspaceWatcher(Path root, Clock clock, WatchOptions options, Consumer<WorkspaceEvent> listener) {
        this.tree = new WorkspaceTree(root);
        var directory = new ExperimentDirectory(tree);
        this.owners = new JobOwners(tree, directory);
        this.pulse = new FilePulse(tree, directory);
        this.teller = new EventTeller(clock, listener, owners, directory, pulse);
        this.archive = new ArchivedEvents(tree, directory, owners, reader, teller::tell);
        this.interval = options.interval().toMillis();
        this.isNotified = options.notifications();
        this.hints =
                new DirectoryHints(options.notifications(), List.of(tree.liveExperimentEvents(), tree.liveJobEvents()));
        this.doubtful = clock.instant().minus(CLOCK_MARGIN);
        this.thread = new Thread(this::run, "xpm-agent-watch");
        thread.setDaemon(true);
    }

    /**
     * Starts watching.
     *
     * @param root absolute, links resolved
     * @param listener called by the watching thread; must not block
     */
    public static WorkspaceWatcher start(
            Path root, Clock clock, WatchOptions options, Consumer<WorkspaceEvent> listener) {
        var watcher = new WorkspaceWatcher(root, clock, options, listener);
        watcher.thread.start();
        return watcher;
    }

    /**
     * Waits until the first look is over: what is written from then on is told event by event. Of what was written
     * between the start and that, only the experiment is told.
     *
     * @return whether it was over within the limit
     */
    public boolean awaitReady(Duration limit) throws InterruptedException {
        return ready.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The experiments that an event touches, as far as is known. May be called by any thread. */
    public Collection<ExperimentId> affected(WorkspaceEvent event) {
        return owners.affected(event);
    }

    /** Tells that these experiments are to be read again, because we changed something. May be called by any thread. */
    public void touch(Collection<ExperimentId> experiments) {
        teller.mark(experiments);
        teller.sendUpdates();
    }

    /** Tells that the experiments of these jobs are to be read again. May be called by any thread. */
    public void touchJobs(Collection<JobKey> jobs) {
        jobs.forEach(job -> teller.mark(owners.experimentsOf(job)));
        teller.sendUpdates();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        hints.close();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long longest = Math.max(LONGEST.toMillis(), interval);
        long nextLook = 0;
        try {
            hints.register();
            boolean first = true;
            while (!closed) {
                long now = EventTeller.millis();
                if (first || now >= nextLook) {
                    lookAtAll(first);
                    long spent = EventTeller.millis() - now;
                    nextLook = EventTeller.millis()
                            + Math.max(interval, Math.min(longest, Math.max(spent * SHARE, idleWait())));
                    first = false;
                    ready.countDown();
                }
                if (now >= nextHot) {
                    lookAtHot(now);
                }
                teller.sendUpdates();
                if (follow(hints.await(untilNext(Math.min(nextLook, nextHot))))) {
                    nextLook = Math.min(nextLook, EventTeller.millis() + interval);
                }
                if (pulse.awaitsMarkers()) {
                    teller.ended(pulse.markedNow());
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.ERROR, "watching ended", e);
            }
        }
    }

    /**
     * Where the kernel tells of events and nothing happens, a look at a large workspace has to wait until its calls are
     * few for the time. What happens makes the next look come soon again.
     */
    private long idleWait() {
        boolean idle = isNotified && nextHot == Long.MAX_VALUE;
        int calls = jobs.size() * CALLS_PER_JOB + experiments.size() + pulse.experiments() * CALLS_PER_EXPERIMENT;
        return idle ? calls * 1000L / IDLE_CALLS_PER_SECOND : 0;
    }

    private long untilNext(long nextLook) {
        long now = EventTeller.millis();
        long wait = teller.waitMillis(now, Math.max(1, nextLook - now));
        return pulse.awaitsMarkers() ? Math.min(wait, MARKER_MILLIS) : wait;
    }

    /** Looks at the files that notifications named; at all of them if some were lost. Whether there were any. */
    private boolean follow(DirectoryHints.Hints found) {
        isHearing = true;
        for (Path file : found.files()) {
            boolean ofJob = tree.liveJobEvents().equals(file.getParent());
            String name = FileName.of(file);
            String owner = EventFiles.ownerOfFile(name, ofJob);
            if (owner != null) {
                int number = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf('.')));
                lookAtOwner(owner, ofJob, Map.of(number, file), false, false);
            }
        }
        isHearing = false;
        if (found.all()) {
            lookAtAll(false);
        }
        return found.all() || !found.files().isEmpty();
    }

    /** Looks at the files that change without a notification. */
    private void lookAtHot(long now) {
        nextHot = Long.MAX_VALUE;
        boolean any = lookAtHot(now, experiments, false);
        any |= lookAtHot(now, jobs, true);
        long spent = EventTeller.millis() - now;
        nextHot = any ? EventTeller.millis() + Math.max(HOT_MILLIS, spent * SHARE) : Long.MAX_VALUE;
    }

    private boolean lookAtHot(long now, Map<String, EventOwner> known, boolean ofJobs) {
        List<String> hot = known.entrySet().stream()
                .filter(owner -> owner.getValue().hotUntil > now)
                .map(Map.Entry::getKey)
                .limit(MAX_HOT)
                .toList();
        for (String name : hot) {
            EventOwner owner = known.get(name);
            Path file = owner == null || owner.tails.isEmpty() ? null : owner.paths.get(owner.tails.lastKey());
            if (owner != null && file != null) {
                lookAtOwner(name, ofJobs, withNext(owner.tails.lastKey(), file), false, false);
            }
        }
        return !hot.isEmpty();
    }

    /** The file, and the one that follows when it is full, if that is there. */
    private static Map<Integer, Path> withNext(int number, Path file) {
        String name = FileName.of(file);
        int next = number + 1;
        Path sibling =
                file.resolveSibling(FileName.path(name.substring(0, name.lastIndexOf('-') + 1) + next + ".jsonl"));
        return Files.exists(sibling, LinkOption.NOFOLLOW_LINKS)
                ? Map.of(number, file, next, sibling)
                : Map.of(number, file);
    }

    private void lookAtAll(boolean first) {
        try {
            lookAtFiles(EventFiles.ofExperiments(tree), experiments, false, first);
            lookAtFiles(EventFiles.ofJobs(tree), jobs, true, first);
            FilePulse.Changes changes = pulse.look(liveJobs());
            teller.mark(changes.experiments());
            changes.newRuns().forEach((experiment, run) -> {
                owners.forget();
                teller.newRun(experiment, run);
            });
            teller.ended(changes.ended());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a look at the workspace failed: " + e);
        }
    }

    private Set<JobKey> liveJobs() {
        var live = new HashSet<JobKey>();
        for (String owner : jobs.keySet()) {
            JobKey job = jobOrNull(owner);
            if (job != null) {
                live.add(job);
            }
        }
        return live;
    }

    private void lookAtFiles(EventFiles files, Map<String, EventOwner> known, boolean ofJobs, boolean first) {
        for (String owner : new TreeSet<>(files.byOwner().keySet())) {
            lookAtOwner(owner, ofJobs, files.byOwner().get(owner), first, true);
        }
        for (String owner : List.copyOf(known.keySet())) {
            if (!files.byOwner().containsKey(owner)) {
                lookAtOwner(owner, ofJobs, Map.of(), false, true);
            }
        }
    }

    /**
     * Reads what is new in the files of one owner, in the order of their numbers.
     *
     * @param isComplete whether these are all its files, so that any other is gone
     */
    private void lookAtOwner(
            String name, boolean ofJob, @Nullable Map<Integer, Path> files, boolean first, boolean isComplete) {
        try {
            readOwner(name, ofJob, files == null ? Map.of() : files, first, isComplete);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "unable to read an event file: " + e.getClass().getSimpleName());
        }
    }

    private void readOwner(String name, boolean ofJob, Map<Integer, Path> files, boolean first, boolean isComplete)
            throws IOException {
        Map<String, EventOwner> all = ofJob ? jobs : experiments;
        EventOwner owner = all.computeIfAbsent(name, any -> new EventOwner(name, ofJob));
        var numbers = new TreeSet<>(files.keySet());
        numbers.addAll(owner.tails.keySet());
        boolean isDoubtful = false;
        boolean isGone = false;
        for (int number : numbers) {
            Path file = files.get(number);
            boolean named = file != null;
            Path path = file != null ? file : owner.paths.get(number);
            if (path == null || (!named && !isComplete && number != owner.tails.lastKey())) {
                continue;
            }
            FileStamp stamp = FileStamp.of(path);
            EventTail tail = owner.tails.get(number);
            if (tail != null && (stamp == null || !tail.isOf(stamp))) {
                archive.drain(owner, number, tail);
                tail = null;
                isGone = true;
                if (stamp != null) {
                    owner.lastRun = null;
                }
            }
            if (stamp == null) {
                boolean cameAndWent = named && !isComplete && !owner.tails.containsKey(number);
                isGone |= cameAndWent && archive.tellArchived(owner, number);
                owner.tails.remove(number);
                owner.paths.remove(number);
                continue;
            }
            if (tail == null) {
                tail = first ? EventTail.fromEnd(path, stamp) : EventTail.fromStart(stamp);
                owner.tails.put(number, tail);
                owner.paths.put(number, path);
                isDoubtful |= first && stamp.modified().toInstant().isAfter(doubtful);
            }
            if (tail.hasMore(stamp)) {
                if (!isHearing && !first) {
                    owner.hotUntil = EventTeller.millis() + HOT_FOR_MILLIS;
                    nextHot = Math.min(nextHot, EventTeller.millis() + HOT_MILLIS);
                }
                tail.read(path, reader, event -> teller.tell(owner, event));
            }
        }
        if (owner.tails.isEmpty()) {
            all.remove(name);
        }
        if (isGone || isDoubtful) {
            teller.changed(owner, isGone && owner.tails.isEmpty());
        }
    }

    private @Nullable JobKey jobOrNull(String owner) {
        try {
            return owners.jobOf(owner);
        } catch (IOException e) {
            return null;
        }
    }
}
