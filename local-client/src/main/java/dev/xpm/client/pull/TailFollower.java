package dev.xpm.client.pull;

import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log by {@code tail -F} on the host. What tail says of a truncated or replaced file makes it begin again, with
 * {@link LogSlice#reset}.
 */
final class TailFollower implements HostLog.Following {
    private static final System.Logger LOG = System.getLogger(TailFollower.class.getName());

    private static final int PIECE = 64 << 10;

    /** A file that is truncated all the time would otherwise mean a command each time. */
    private static final long RESTART_SECONDS = 1;

    private final Transport transport;
    private final String file;
    private final ScheduledExecutorService worker;
    private final LogSource.Listener listener;
    private final LongConsumer unusable;
    private @Nullable RemoteProcess process;
    private boolean closed;
    private int generation;
    private volatile long position;

    /** @param unusable told the offset to go on from, where tail does not work */
    TailFollower(
            Transport transport,
            String file,
            ScheduledExecutorService worker,
            LogSource.Listener listener,
            LongConsumer unusable) {
        this.transport = transport;
        this.file = file;
        this.worker = worker;
        this.listener = listener;
        this.unusable = unusable;
    }

    void start(long offset) {
        worker.execute(() -> run(offset, false));
    }

    @Override
    public void hurry() {
        // Every line comes as soon as it is there.
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }

    private void run(long offset, boolean reset) {
        RemoteProcess tail;
        int own;
        synchronized (this) {
            if (closed) {
                return;
            }
            stop();
            own = generation;
            try {
                tail = transport.start(LogCommands.follow(file, offset));
            } catch (MonitorException e) {
                closed = true;
                listener.onFailure(e);
                return;
            }
            process = tail;
        }
        daemon(() -> readMessages(tail, own), "messages");
        daemon(() -> readText(tail, own, offset, reset), "text");
    }

    /** The caller holds the lock. */
    private void stop() {
        generation++;
        if (process != null) {
            process.close();
            process = null;
        }
    }

    private void readText(RemoteProcess tail, int own, long offset, boolean reset) {
        byte[] piece = new byte[PIECE];
        int kept = 0;
        boolean first = reset;
        position = offset;
        try {
            InputStream stdout = tail.stdout();
            for (int count = stdout.read(piece); count >= 0; count = stdout.read(piece, kept, PIECE - kept)) {
                int length = kept + count;
                SlicedText text = SlicedText.of(piece, 0, length);
                long from = position;
                position = from + text.bytes();
                kept = length - text.bytes();
                System.arraycopy(piece, text.bytes(), piece, 0, kept);
                boolean atEnd = stdout.available() == 0;
                if (!tell(own, new LogSlice(from, position, position, null, "", atEnd, first, 0, text.text()))) {
                    return;
                }
                first = false;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "following a log ended: " + e.getMessage());
        }
        ended(tail, own);
    }

    private void readMessages(RemoteProcess tail, int own) {
        try (var lines = new BufferedReader(new InputStreamReader(tail.stderr(), StandardCharsets.UTF_8), PIECE)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean otherFile = line.contains("file truncated")
                        || line.contains("has been replaced")
                        || line.contains("has appeared");
                if (otherFile && isCurrent(own)) {
                    var unused = worker.schedule(() -> runIfCurrent(own), RESTART_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "messages of tail ended: " + e.getMessage());
        }
    }

    private void runIfCurrent(int own) {
        if (isCurrent(own)) {
            run(0, true);
        }
    }

    private void ended(RemoteProcess tail, int own) {
        RemoteProcess.Exit exit = tail.exit().join();
        synchronized (this) {
            if (closed || own != generation) {
                return;
            }
            closed = true;
        }
        if (exit.isLost()) {
            listener.onFailure(new MonitorException(
                    Problem.CONNECTION_LOST, "the connection to " + transport.label() + " was lost"));
        } else {
            unusable.accept(position);
        }
    }

    private synchronized boolean tell(int own, LogSlice slice) {
        boolean current = !closed && own == generation;
        if (current) {
            listener.onSlice(slice);
        }
        return current;
    }

    private synchronized boolean isCurrent(int own) {
        return !closed && own == generation;
    }

    private void daemon(Runnable work, String role) {
        var thread = new Thread(work, "xpm-" + transport.label() + "-log-" + role);
        thread.setDaemon(true);
        thread.start();
    }
}
