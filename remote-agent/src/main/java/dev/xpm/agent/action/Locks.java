package dev.xpm.agent.action;

import dev.xpm.agent.process.HeldLock;
import dev.xpm.protocol.path.FileName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Takes the locks of drivers and jobs, in directories that are held open. Source: workspace-format.md 1.6. */
final class Locks {
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Locks() {}

    /**
     * Takes the lock of that name, and makes its file if there is none yet.
     *
     * @param path where the folder is, for the program that takes the lock
     */
    static HeldLock hold(Folder folder, Path path, String name) throws IOException {
        Path file = FileName.path(name);
        BasicFileAttributes found = folder.look(file);
        if (found == null) {
            try {
                folder.create(file, new byte[0]);
            } catch (FileAlreadyExistsException e) {
                // The job or its driver was quicker; whether it holds the lock shows next.
            }
            found = folder.look(file);
        }
        if (found == null || !found.isRegularFile()) {
            throw new FileSystemException(name, null, "its lock is not a file");
        }
        Object key = found.fileKey();
        if (key == null) {
            throw new FileSystemException(name, null, "this system does not tell files apart");
        }
        try {
            return HeldLock.take(path.resolve(file), key);
        } catch (HeldLock.BusyException e) {
            throw Refusal.inUse(String.valueOf(e.getMessage()));
        }
    }

    /** The same for a lock that others hold for moments only. */
    static HeldLock holdSoon(Folder folder, Path path, String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return hold(folder, path, name);
            } catch (Refusal e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
