package dev.xpm.protocol.handshake;

/** The version of the wire that both sides must name to the letter. Source: protocol.md 2.4. */
public final class ProtocolVersion {
    public static final String CURRENT = "2.0";

    private ProtocolVersion() {}
}
