package dev.xpm.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@code flock(2)} lock that we hold, so that no driver and no job starts meanwhile. Java cannot take one, so a helper
 * does; it lets go when its input is closed, hence also when we die. Source: workspace-format.md 1.6.
 */
public final class HeldLock implements AutoCloseable {
    /**
     * Takes the lock and says so with one letter. Opened for reading, because that cannot create or change a file; some
     * file servers grant a lock only to who may write.
     */
    private static final String SCRIPT = ShellPath.UNPACK
            + "exec 9<\"$path\" || exit 3; flock -n 9; case $? in 0) ;; 1) exit 1 ;; *) exec 9<>\"$path\" || exit 3;"
            + " flock -n 9 || exit 1 ;; esac; printf h; exec cat 9<&9 >/dev/null";

    /** Taking a lock takes 5 ms; a file server that does not answer must not hold up other changes. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);
    private static final int BUSY = 1;

    private final Process helper;

    private HeldLock(Process helper) {
        this.helper = helper;
    }

    /** Somebody else holds the lock: what it protects is in use. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("its lock is held by another process");
        }
    }

    /**
     * Takes the lock without waiting for it.
     *
     * @param file an existing regular file
     * @param key device and inode of it, so that nobody can slip us another file under that name
     * @throws BusyException if another process holds it
     * @throws IOException if it cannot be taken here at all, for example because there is no {@code flock} program
     */
    public static HeldLock take(Path file, Object key) throws IOException {
        Process helper = new ProcessBuilder(List.of("sh", "-c", SCRIPT, ShellPath.pack(file)))
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var lock = new HeldLock(helper);
        try {
            lock.await(file);
            Path opened = Path.of("/proc", Long.toString(helper.pid()), "fd", "9");
            Object locked =
                    Files.readAttributes(opened, BasicFileAttributes.class).fileKey();
            if (!key.equals(locked)) {
                throw new FileSystemException(file.toString(), null, "the lock file was replaced meanwhile");
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void await(Path file) throws IOException {
        CompletableFuture<Integer> letter = CompletableFuture.supplyAsync(this::read, HeldLock::inBackground);
        try {
            if (letter.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS) >= 0) {
                return;
            }
            if (helper.waitFor(RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS) && helper.exitValue() == BUSY) {
                throw new BusyException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new FileSystemException(file.toString(), null, "its lock cannot be taken: no answer");
        }
        throw new FileSystemException(file.toString(), null, "its lock cannot be taken on this machine");
    }

    private int read() {
        try {
            InputStream out = helper.getInputStream();
            return out.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "xpm-agent-lock");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets go of the lock. */
    @Override
    public void close() {
        try {
            helper.getOutputStream().close();
            if (!helper.waitFor(RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                helper.destroyForcibly();
            }
        } catch (IOException e) {
            helper.destroyForcibly();
        } catch (InterruptedException e) {
            helper.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
