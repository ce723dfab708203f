package dev.xpm.agent.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notifications of the kernel about the files of some directories. They make a change known within milliseconds, but may
 * be missing, late, or too many: whoever uses them looks by himself as well. Where there are none at all, waiting is all
 * that this does. Source: workspace-format.md 7.2.6 and 7.2.9.
 */
final class DirectoryHints implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryHints.class.getName());

    private final List<Path> directories;
    private final @Nullable WatchService service;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<Path, WatchKey> keys = new HashMap<>();

    /** @param wanted whether the kernel is asked at all */
    DirectoryHints(boolean wanted, List<Path> directories) {
        this.directories = directories;
        this.service = wanted ? open() : null;
    }

    /** Files that may have changed; {@code all} if there may be more. */
    record Hints(Set<Path> files, boolean all) {}

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.INFO, "no notifications of file changes here; looking regularly instead");
            return null;
        }
    }

    /** Waits for notifications, at most so long. */
    Hints await(long millis) throws InterruptedException {
        var files = new LinkedHashSet<Path>();
        if (service == null) {
            closing.await(millis, TimeUnit.MILLISECONDS);
            return new Hints(files, false);
        }
        boolean all = register();
        try {
            WatchKey key = service.poll(all ? 0 : millis, TimeUnit.MILLISECONDS);
            while (key != null) {
                all |= take(key, files);
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException("closed");
        }
        return new Hints(files, all);
    }

    private static boolean take(WatchKey key, Set<Path> files) {
        boolean all = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name && key.watchable() instanceof Path directory) {
                files.add(directory.resolve(name));
            } else {
                all = true;
            }
        }
        key.reset();
        return all;
    }

    /**
     * Asks for notifications about the directories that are there by now; whoever looks at them afterwards misses
     * nothing. Returns whether one is new.
     */
    boolean register() {
        boolean isNew = false;
        for (Path directory : directories) {
            WatchKey key = keys.get(directory);
            if (service != null && (key == null || !key.isValid())) {
                try {
                    keys.put(
                            directory,
                            directory.register(
                                    service,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                    isNew = true;
                } catch (IOException e) {
                    keys.remove(directory);
                }
            }
        }
        return isNew;
    }

    @Override
    public void close() {
        closing.countDown();
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing the notifications failed");
            }
        }
    }
}
