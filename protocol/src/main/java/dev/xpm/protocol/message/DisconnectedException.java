package dev.xpm.protocol.message;

import java.io.IOException;

/** A call that cannot be answered any more, because the stream to the peer has ended. */
public final class DisconnectedException extends IOException {
    private static final long serialVersionUID = 1L;

    public DisconnectedException(String reason) {
        super(reason);
    }
}
