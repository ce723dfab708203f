package dev.xpm.protocol.handshake;

/** Names of what our agent can do beyond the original, as announced under {@code x}. Source: protocol.md 7.2. */
public final class Capability {
    /** {@code x/log.read}, {@code x/log.follow}, {@code x/log.unfollow}. */
    public static final String LOG = "log";

    private Capability() {}
}
