package dev.xpm.protocol.handshake;

import dev.xpm.protocol.frame.FrameLimits;

/** What a server takes and gives at most; told in the handshake. Source: protocol.md 1.7 and 7.2. */
public final class Limits {
    public static final int MAX_REQUEST_BYTES = FrameLimits.REQUEST;

    /** Of answers to methods under {@code x/}; the lists of the original may be longer. */
    public static final int MAX_RESPONSE_BYTES = FrameLimits.EXTENSION_ANSWER;

    /** Requests waiting or running. */
    public static final int MAX_IN_FLIGHT = 256;

    private Limits() {}
}
