package dev.xpm.agent.log;

import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log files of one workspace, for one client. Safe for use by several threads. */
public final class WorkspaceLogs implements AutoCloseable {
    /** A client that asks for more often gets this; a screen shows no more. */
    private static final long SHORTEST_INTERVAL_MILLIS = 20;

    private static final long LONGEST_INTERVAL_MILLIS = 60_000;

    private final LogLocator locator;
    private final LogReader reader;
    private final LogLimits limits;
    private final LogFollower follower;

    /**
     * @param workspace a real path
     * @param sender takes pieces of followed logs; must not block
     * @param congested whether the client is behind with reading
     */
    public WorkspaceLogs(Path workspace, LogLimits limits, Consumer<Notice> sender, BooleanSupplier congested) {
        this.locator = new LogLocator(workspace);
        this.reader = new LogReader(limits);
        this.limits = limits;
        this.follower = new LogFollower(limits, sender, congested);
    }

    /** One piece. Offset 0 and the default size where the client names none. */
    public LogSlice read(LogRequest request, @Nullable Long offset, @Nullable Integer limit, @Nullable String encoding)
            throws RpcException {
        LogTarget target = locator.locate(request);
        int bytes = pieceBytes(limit);
        Encoding form = Encoding.of(encoding);
        try {
            return reader.read(LogFile.find(target), offset == null ? 0 : offset, bytes, form);
        } catch (AccessDeniedException e) {
            throw new RpcException(ErrorCode.PERMISSION_DENIED, "the log cannot be read: permission denied");
        } catch (IOException e) {
            throw new RpcException(
                    ErrorCode.INTERNAL_ERROR,
                    "the log cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** Starts sending what the log holds from the offset on and what is added to it; returns the subscription. */
    public long follow(
            LogRequest request,
            @Nullable Long offset,
            @Nullable Integer limit,
            @Nullable String encoding,
            @Nullable Integer minMillis)
            throws RpcException {
        LogTarget target = locator.locate(request);
        Encoding form = Encoding.of(encoding);
        long millis = minMillis == null ? limits.minInterval().toMillis() : minMillis;
        if (millis < 0) {
            throw RpcException.invalidParams("min_ms must not be negative");
        }
        millis = Math.max(SHORTEST_INTERVAL_MILLIS, Math.min(LONGEST_INTERVAL_MILLIS, millis));
        return follower.add(new Subscription(
                target,
                reader,
                limits,
                offset == null ? 0 : offset,
                pieceBytes(limit),
                form,
                Duration.ofMillis(millis).toNanos()));
    }

    /** Stops it; a number that is not known is none either. */
    public void unfollow(@Nullable Long subscription) throws RpcException {
        if (subscription == null) {
            throw RpcException.invalidParams("subscription is required");
        }
        follower.remove(subscription);
    }

    @Override
    public void close() {
        follower.close();
    }

    private int pieceBytes(@Nullable Integer limit) throws RpcException {
        if (limit != null && limit <= 0) {
            throw RpcException.invalidParams("limit must be positive");
        }
        return limit == null ? limits.defaultBytes() : Math.min(limit, limits.maxBytes());
    }
}
