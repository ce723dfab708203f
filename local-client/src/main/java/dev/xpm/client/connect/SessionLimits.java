package dev.xpm.client.connect;

import java.time.Duration;

/**
 * How long a session waits for the other side.
 *
 * @param handshake for the connection, and once more from the start of the remote command to its first answer
 * @param request for each later answer
 */
public record SessionLimits(Duration handshake, Duration request) {
    /** Those of the original, so that a host which is slow enough for one is for both. Source: protocol.md 2.5. */
    public static final SessionLimits DEFAULT = new SessionLimits(Duration.ofSeconds(30), Duration.ofSeconds(60));
}
