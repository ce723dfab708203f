package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;

/**
 * Whether the client still wants the answer that a thread works on. Long work asks now and then. Source: protocol.md
 * 7.5, {@code x/cancel}.
 */
public final class CancelToken {
    private static final ThreadLocal<CancelToken> CURRENT = ThreadLocal.withInitial(CancelToken::new);

    private volatile boolean cancelled;

    /** That of the request which the calling thread answers; one that is never cancelled if it answers none. */
    public static CancelToken current() {
        return CURRENT.get();
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Ends the work if nobody waits for its answer any more.
     *
     * @throws RpcException then
     */
    public void check() throws RpcException {
        if (cancelled) {
            throw new RpcException(ErrorCode.CANCELLED, "the request was cancelled");
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Runs the work with this token as the current one. */
    void during(Runnable work) {
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            CURRENT.remove();
        }
    }
}
