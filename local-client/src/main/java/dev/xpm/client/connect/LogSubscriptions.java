package dev.xpm.client.connect;

import dev.xpm.protocol.workspace.LogSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who listens to which followed log. A piece may arrive before it is known to whom it belongs, because the number of a
 * subscription comes with an answer: such pieces wait. Safe for use by several threads.
 */
final class LogSubscriptions {
    /** Far more than the peer can send between an answer and the moment at which it is read. */
    private static final int MAX_EARLY = 64;

    private record Early(long subscription, LogSlice slice) {}

    private final Map<Long, Consumer<LogSlice>> consumers = new HashMap<>();
    private final List<Early> early = new ArrayList<>();

    synchronized void add(long subscription, Consumer<LogSlice> consumer) {
        consumers.put(subscription, consumer);
        early.stream()
                .filter(piece -> piece.subscription == subscription)
                .forEach(piece -> consumer.accept(piece.slice));
        early.removeIf(piece -> piece.subscription == subscription);
    }

    synchronized void remove(long subscription) {
        consumers.remove(subscription);
    }

    synchronized void accept(long subscription, LogSlice slice) {
        Consumer<LogSlice> consumer = consumers.get(subscription);
        if (consumer != null) {
            consumer.accept(slice);
        } else {
            if (early.size() == MAX_EARLY) {
                early.remove(0);
            }
            early.add(new Early(subscription, slice));
        }
    }
}
