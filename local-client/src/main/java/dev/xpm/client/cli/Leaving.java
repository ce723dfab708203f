package dev.xpm.client.cli;

import dev.xpm.client.problem.ExitCode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Puts everything away when the program ends: by itself, by Ctrl+C, or because it is told to. What was opened last is
 * closed first, and each thing once.
 */
final class Leaving {
    private static final System.Logger LOG = System.getLogger(Leaving.class.getName());

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Object closing = new Object();
    private @Nullable Integer codeOnSignal;
    private boolean left;

    /** Has a signal end the program in order. */
    void watchSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "xpm-leaving"));
    }

    /** Closes it at the end. If the end has already begun, at once. */
    synchronized <T extends AutoCloseable> T closeAtEnd(T resource) {
        if (left) {
            close(resource);
        } else {
            open.push(resource);
        }
        return resource;
    }

    /**
     * From now on a signal is the usual way to leave, and no failure. Not for a face that restores the terminal by a
     * shutdown hook of its own: this ends the process without waiting for other hooks.
     */
    synchronized void signalMeansSuccess() {
        codeOnSignal = ExitCode.OK;
    }

    /** Closes everything. Who comes second waits: the process must not end before all is put away. */
    void leave() {
        synchronized (closing) {
            for (AutoCloseable next = next(); next != null; next = next()) {
                close(next);
            }
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        left = true;
        return open.poll();
    }

    private void onShutdown() {
        boolean bySignal;
        Integer code;
        synchronized (this) {
            bySignal = !left;
            code = codeOnSignal;
        }
        leave();
        if (bySignal && code != null) {
            Runtime.getRuntime().halt(code);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "closing failed", e);
        }
    }
}
