package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * The copies of directories that the user asked for; the latest of each is remembered, for all pages and also over the end
 * of a session. Safe for use by several threads; no call blocks.
 */
public final class Pulls {
    /** Older ones are forgotten; their copies stay. */
    private static final int REMEMBERED = 200;

    private final Map<UntrustedText, Pull> latest = new LinkedHashMap<>();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private volatile @Nullable Source source;

    /** What copies, as long as there is a session. */
    public interface Source {
        /** Has the copy run; it ends in any case. */
        void begin(Pull pull);

        /** Where the copy of that directory lies, of this session or an earlier one; null if there is none. */
        @Nullable
        Path kept(UntrustedText directory);

        /** Whether there was one that had to make room for others. */
        boolean wasEvicted(UntrustedText directory);
    }

    /** From now on copies are made by that session. */
    public void attach(Source newSource) {
        source = newSource;
        listeners.forEach(Runnable::run);
    }

    /**
     * Begins to copy a directory with all that is below it.
     *
     * @param directory as the host calls it
     * @return the copy that runs already, if one does
     */
    public Pull start(UntrustedText directory) {
        var pull = new Pull(directory, true, () -> listeners.forEach(Runnable::run));
        synchronized (latest) {
            Pull running = latest.get(directory);
            if (running != null && !running.state().isOver()) {
                return running;
            }
            latest.remove(directory);
            latest.put(directory, pull);
            var oldest = latest.values().iterator();
            while (latest.size() > REMEMBERED && oldest.hasNext()) {
                if (oldest.next().state().isOver()) {
                    oldest.remove();
                }
            }
        }
        Source current = source;
        if (current == null) {
            pull.fail(
                    new MonitorException(Problem.TRANSFER, "unable to copy files because there is no connection yet"));
        } else {
            current.begin(pull);
        }
        return pull;
    }

    /** The latest copy of that directory; null if nobody asked for one. */
    public @Nullable Pull latest(UntrustedText directory) {
        synchronized (latest) {
            return latest.get(directory);
        }
    }

    /** The latest copies of all directories, newest first. */
    public List<Pull> all() {
        synchronized (latest) {
            var all = new ArrayList<>(latest.values());
            Collections.reverse(all);
            return all;
        }
    }

    /** As {@link Source#kept}; null without a session. */
    public @Nullable Path kept(UntrustedText directory) {
        Source current = source;
        return current == null ? null : current.kept(directory);
    }

    /** As {@link Source#wasEvicted}; false without a session. */
    public boolean wasEvicted(UntrustedText directory) {
        Source current = source;
        return current != null && current.wasEvicted(directory);
    }

    /** Called after each change of any copy, on any thread: must not block. */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
