package dev.xpm.client.mirror;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Timeline;
import dev.xpm.protocol.message.DisconnectedException;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the session that there is. An answer counts only as long as its session is the one that is shown: of a
 * session that is over, what was asked is asked again. Owned by the mirror's thread.
 */
final class Asking {
    private final Timeline time;
    private @Nullable AgentSession session;

    Asking(Timeline time) {
        this.time = time;
    }

    interface Question<T> {
        CompletableFuture<T> ask(AgentSession session);
    }

    /** Takes an answer or the failure in its place; exactly one of the two is null. */
    interface Taker<T> {
        void take(@Nullable T answer, @Nullable Throwable failure);
    }

    void use(AgentSession opened) {
        session = opened;
    }

    @Nullable
    AgentSession session() {
        return session;
    }

    /** Whether the peer announced a capability. */
    boolean has(String capability) {
        AgentSession open = session;
        return open != null && open.server().has(capability);
    }

    /** Asks; the answer is taken on the mirror's thread. */
    <T> void ask(Question<T> question, Taker<T> taker) {
        AgentSession open = session;
        if (open != null) {
            var unused = question.ask(open)
                    .whenComplete((answer, failure) -> time.execute(() -> take(open, taker, answer, cause(failure))));
        }
    }

    /** As {@link #ask}; the answer is taken in its place among the events. */
    <T> void askInOrder(Question<T> question, Consumer<Runnable> order, Taker<T> taker) {
        AgentSession open = session;
        if (open != null) {
            var unused = question.ask(open)
                    .whenComplete((answer, failure) -> order.accept(() -> take(open, taker, answer, cause(failure))));
        }
    }

    private <T> void take(AgentSession from, Taker<T> taker, @Nullable T answer, @Nullable Throwable failure) {
        if (from == session && !(failure instanceof DisconnectedException)) {
            taker.take(answer, failure);
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** What to show in the place of an answer. */
    static UntrustedText reason(@Nullable Throwable failure) {
        if (failure instanceof RpcException refused) {
            return refused.text();
        }
        String message = failure == null ? null : failure.getMessage();
        return UntrustedText.of(message == null ? "no answer" : message);
    }
}
