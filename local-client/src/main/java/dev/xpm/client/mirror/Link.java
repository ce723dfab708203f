package dev.xpm.client.mirror;

import dev.xpm.client.problem.MonitorException;
import java.time.Instant;

/** State of the connection behind a mirror. */
public sealed interface Link {
    /** The session is being made. */
    record Connecting(String stage) implements Link {}

    /** Events arrive; the round trip is that of the latest answer to a small question, in milliseconds. */
    record Live(long roundTripMillis) implements Link {}

    /** The session ended; what is shown is as old as that. */
    record Lost(MonitorException reason, Instant since) implements Link {}
}
