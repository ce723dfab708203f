package dev.xpm.client.pull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that a copy is in use, to this program and to others on the machine. The locks of the system are shared by all of a
 * process, and the first descriptor that is closed ends them all: so each file is opened once and its users are counted.
 */
final class UseLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UseLock.class.getName());

    private static final Map<Path, Held> HELD = new HashMap<>();

    private final Path file;
    private boolean open = true;

    private UseLock(Path file) {
        this.file = file;
    }

    /** @param lock null where the file system has no locks */
    private record Held(FileChannel channel, @Nullable FileLock lock, int users) {}

    /** Takes it together with other users; waits while the copy is being removed. */
    static UseLock take(Path file) throws IOException {
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (held == null) {
                FileChannel channel = open(file);
                HELD.put(file, new Held(channel, lock(channel, true), 1));
            } else {
                HELD.put(file, new Held(held.channel, held.lock, held.users + 1));
            }
            return new UseLock(file);
        }
    }

    /** Runs the work alone, or not at all if anybody uses the copy or that cannot be told. */
    static boolean alone(Path file, Work work) throws IOException {
        synchronized (HELD) {
            if (HELD.containsKey(file)) {
                return false;
            }
            try (FileChannel channel = open(file);
                    FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    return false;
                }
                work.run();
                return true;
            }
        }
    }

    /** Runs short work that no two of those that name this file do at the same time; waits for its turn. */
    static void inTurn(Path file, Work work) throws IOException {
        synchronized (HELD) {
            try (FileChannel channel = open(file)) {
                var unused = lock(channel, false);
                work.run();
            }
        }
    }

    /** What may fail with the disk. */
    interface Work {
        void run() throws IOException;
    }

    @Override
    public void close() {
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (!open || held == null) {
                return;
            }
            open = false;
            if (held.users > 1) {
                HELD.put(file, new Held(held.channel, held.lock, held.users - 1));
                return;
            }
            HELD.remove(file);
            try {
                held.channel.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a lock could not be left: " + e.getMessage());
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean shared) {
        try {
            return channel.lock(0, Long.MAX_VALUE, shared);
        } catch (IOException e) {
            // A network file system without locks: the copy works, and is not protected from the quota.
            LOG.log(System.Logger.Level.DEBUG, "no lock: " + e.getMessage());
            return null;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
