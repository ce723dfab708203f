package dev.xpm.agent.log;

import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One followed log: how far it was sent, and how much may be sent now. Owned by the follower's thread.
 *
 * <p>Of a file that grows faster than the rate allows, only about a second's worth is ever behind; the rest is skipped.
 */
final class Subscription {
    private static final long SECOND = 1_000_000_000L;

    private final LogTarget target;
    private final LogReader reader;
    private final LogLimits limits;
    private final int pieceBytes;
    private final Encoding encoding;
    private final long minNanos;
    private long offset;
    private String fileId = "";
    private @Nullable Path resolved;
    private boolean told;
    private long notBefore;
    private long budget;
    private long budgetFrom;

    /** @param pieceBytes the most that one piece may hold */
    Subscription(
            LogTarget target,
            LogReader reader,
            LogLimits limits,
            long offset,
            int pieceBytes,
            Encoding encoding,
            long minNanos) {
        this.target = target;
        this.reader = reader;
        this.limits = limits;
        this.offset = offset;
        this.pieceBytes = pieceBytes;
        this.encoding = encoding;
        this.minNanos = minNanos;
        this.budget = limits.bytesPerSecond();
    }

    /**
     * What is new, or null. The first look always tells, so that the client knows an empty file from a slow one.
     *
     * @param now of a clock in nanoseconds
     */
    @Nullable
    LogSlice next(long now) throws IOException {
        if (told && now - notBefore < 0) {
            return null;
        }
        LogFile file = look();
        if (file == null) {
            LogSlice missing = told ? null : reader.read(null, 0, 0, encoding);
            told = true;
            return missing;
        }
        boolean replaced = !fileId.isEmpty() && !file.id().equals(fileId);
        boolean cut = offset > file.size();
        if (told && !replaced && !cut && fileId.equals(file.id()) && file.size() == offset) {
            return null;
        }
        refill(now);
        if (budget <= 0) {
            return null;
        }
        LogSlice slice = piece(file, replaced || cut);
        boolean news = !told || slice.next() > slice.offset() || slice.reset();
        fileId = file.id();
        offset = slice.next();
        budget -= slice.next() - slice.offset();
        if (!news) {
            return null;
        }
        told = true;
        notBefore = now + minNanos;
        return slice;
    }

    private @Nullable LogFile look() throws IOException {
        if (resolved != null) {
            try {
                return LogFile.of(resolved);
            } catch (IOException e) {
                resolved = null;
            }
        }
        LogFile file = LogFile.find(target);
        resolved = file == null ? null : file.path();
        return file;
    }

    private LogSlice piece(LogFile file, boolean reset) throws IOException {
        long start = reset ? 0 : offset < 0 ? file.lineStart(Math.max(0, file.size() + offset)) : offset;
        long backlog = file.size() - start;
        long skipped = 0;
        if (backlog > limits.bytesPerSecond()) {
            long later = file.lineStart(file.size() - Math.min(pieceBytes, limits.bytesPerSecond() / 4));
            skipped = later - start;
            start = later;
        }
        int allowed = (int) Math.min(pieceBytes, budget);
        return reader.cut(file, start, allowed, reset, skipped, encoding);
    }

    private void refill(long now) {
        if (budgetFrom != 0) {
            double gained = (now - budgetFrom) / (double) SECOND * limits.bytesPerSecond();
            budget = (long) Math.min(limits.bytesPerSecond(), budget + gained);
        }
        budgetFrom = now;
    }
}
