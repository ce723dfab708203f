package dev.xpm.protocol.frame;

/** The longest line that is taken in, in bytes. Source: assurance.md 2.3. */
public final class FrameLimits {
    /** A request to our agent. */
    public static final int REQUEST = 16 << 20;

    /** An answer of a peer that announces no limits: the original server sends whole lists in one line. */
    public static final int ANSWER = 64 << 20;

    /** An {@code x/} answer of our agent. */
    public static final int EXTENSION_ANSWER = 4 << 20;

    private FrameLimits() {}
}
