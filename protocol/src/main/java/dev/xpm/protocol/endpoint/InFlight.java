package dev.xpm.protocol.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.frame.FrameBody;
import dev.xpm.protocol.handshake.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The requests whose answers are not written yet, so that there are not too many and each can be cancelled. */
final class InFlight {
    private final List<Ticket> open = new ArrayList<>();

    /** One request; whoever answers it first, its work or its cancellation, is the only one. */
    final class Ticket {
        private final JsonNode id;
        private final CancelToken token = new CancelToken();
        private final AtomicBoolean answered = new AtomicBoolean();

        private Ticket(JsonNode id) {
            this.id = id;
        }

        CancelToken token() {
            return token;
        }

        /** Whether the caller may answer. */
        boolean claim() {
            return answered.compareAndSet(false, true);
        }

        /** The answer as it is written, after which there is room for another request. */
        FrameBody last(FrameBody answer) {
            return out -> {
                try {
                    answer.writeTo(out);
                } finally {
                    end();
                }
            };
        }

        /** There is no answer, or it is on its way already. */
        void end() {
            remove(this);
        }
    }

    /** Takes a request in; null if there are too many. */
    synchronized @Nullable Ticket begin(JsonNode id) {
        if (open.size() >= Limits.MAX_IN_FLIGHT) {
            return null;
        }
        var ticket = new Ticket(id);
        open.add(ticket);
        return ticket;
    }

    private synchronized void remove(Ticket ticket) {
        open.remove(ticket);
    }

    /** The oldest open request with the id; null if there is none. */
    synchronized @Nullable Ticket find(JsonNode id) {
        for (Ticket ticket : open) {
            if (ticket.id.equals(id)) {
                return ticket;
            }
        }
        return null;
    }
}
