package dev.xpm.agent.log;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at the followed files, one after the other on one thread, and sends what is new. */
final class LogFollower implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());

    private final LogLimits limits;
    private final Consumer<Notice> sender;
    private final BooleanSupplier congested;
    private final Map<Long, Subscription> subscriptions = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private long lastNumber;
    private boolean newcomer;
    private boolean closed;

    /** @param congested whether the peer is behind with reading: then the files wait, and are skipped if they must */
    LogFollower(LogLimits limits, Consumer<Notice> sender, BooleanSupplier congested) {
        this.limits = limits;
        this.sender = sender;
        this.congested = congested;
    }

    synchronized long add(Subscription subscription) throws RpcException {
        if (subscriptions.size() >= limits.subscriptions()) {
            throw new RpcException(
                    ErrorCode.LIMIT_EXCEEDED, "at most " + limits.subscriptions() + " logs can be followed");
        }
        long number = ++lastNumber;
        subscriptions.put(number, subscription);
        newcomer = true;
        if (thread == null) {
            thread = new Thread(this::run, "xpm-agent-logs");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
        return number;
    }

    synchronized void remove(long number) {
        subscriptions.remove(number);
    }

    @Override
    public synchronized void close() {
        closed = true;
        subscriptions.clear();
        notifyAll();
    }

    private void run() {
        try {
            while (waitForWork()) {
                for (var entry : snapshot()) {
                    if (congested.getAsBoolean()) {
                        break;
                    }
                    look(entry.getKey(), entry.getValue());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(long number, Subscription subscription) {
        try {
            LogSlice slice = subscription.next(System.nanoTime());
            if (slice != null && isWanted(number)) {
                sender.accept(new Notice.LogData(number, slice));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a followed log could not be read: " + e.getMessage());
        }
    }

    private synchronized List<Map.Entry<Long, Subscription>> snapshot() {
        return List.copyOf(subscriptions.entrySet());
    }

    private synchronized boolean isWanted(long number) {
        return subscriptions.containsKey(number);
    }

    /** Waits for the next round; a new subscription has its first one at once. False at the end. */
    private synchronized boolean waitForWork() throws InterruptedException {
        long due = System.nanoTime() + limits.pollEvery().toNanos();
        while (!closed) {
            long left = due - System.nanoTime();
            if (subscriptions.isEmpty()) {
                wait();
            } else if (newcomer || left <= 0) {
                newcomer = false;
                return true;
            } else {
                wait(left / 1_000_000 + 1);
            }
        }
        return false;
    }
}
