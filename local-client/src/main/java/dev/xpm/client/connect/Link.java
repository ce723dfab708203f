package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import java.time.Instant;

/** State of the connection to a workspace. */
public sealed interface Link {
    /** The first session is being made. */
    record Connecting(String stage) implements Link {}

    /** Events arrive; the round trip is that of the latest answer to a small question, in milliseconds. */
    record Live(long roundTripMillis) implements Link {}

    /** There is no session: what is shown is as old as the loss, and says nothing of what happened since. */
    sealed interface Lost extends Link {
        /** Why there is none: of the session that ended, or of the last attempt to make another. */
        MonitorException reason();

        /** When the session ended. */
        Instant since();
    }

    /** The next attempt is made at that time, or as soon as the user wants it. */
    record Waiting(MonitorException reason, Instant since, Instant next) implements Lost {}

    /** Another session is being made. */
    record Reconnecting(MonitorException reason, Instant since, String stage) implements Lost {}

    /** No attempt is made until the user wants one. */
    record Offline(MonitorException reason, Instant since) implements Lost {}
}
