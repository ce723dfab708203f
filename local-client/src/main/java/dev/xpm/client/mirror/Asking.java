package dev.xpm.client.mirror;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Timeline;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.message.DisconnectedException;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the session that there is. An answer counts only as long as its session is the one that is shown: of a
 * session that is over, what was asked is asked again. Owned by the mirror's thread.
 *
 * <p>A peer that answers one question after the other, as the original server does, is asked a few at a time: so that
 * what the user opens next need not wait behind all that was asked before. Source: protocol.md 6.3, C9.
 */
final class Asking {
    /** Enough to keep a peer busy while an answer is on its way. */
    private static final int FEW = 4;

    private final Timeline time;
    private final Deque<Runnable> urgent = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private Deque<Runnable> line = later;
    private int asked;
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
        asked = 0;
        urgent.clear();
        later.clear();
    }

    /** What is asked in there is asked before what waits to be asked: the user looks at it. */
    void first(Runnable questions) {
        line = urgent;
        questions.run();
        line = later;
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
        if (open == null) {
            return;
        }
        if (open.server().has(Capability.EVENTS)) {
            send(open, question, taker, () -> {});
        } else {
            line.add(() -> send(open, question, taker, this::answered));
            askWaiting();
        }
    }

    private <T> void send(AgentSession open, Question<T> question, Taker<T> taker, Runnable then) {
        var unused = question.ask(open)
                .whenComplete((answer, failure) -> time.execute(() -> {
                    if (open == session) {
                        then.run();
                    }
                    take(open, taker, answer, cause(failure));
                }));
    }

    private void answered() {
        asked--;
        askWaiting();
    }

    private void askWaiting() {
        while (asked < FEW && !(urgent.isEmpty() && later.isEmpty())) {
            asked++;
            (urgent.isEmpty() ? later : urgent).remove().run();
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
