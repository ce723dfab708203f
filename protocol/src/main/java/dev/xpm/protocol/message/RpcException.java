package dev.xpm.protocol.message;

import dev.xpm.protocol.text.UntrustedText;

/**
 * A call that was answered with an error. On the side that answers, throwing it sets the code and the message; on the
 * side that asked, it carries what the peer said.
 */
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** The message goes to the peer: no stack trace, no absolute path outside the workspace. */
    public RpcException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** One of {@link ErrorCode}, or any other number that the peer chose. */
    public int code() {
        return code;
    }

    /** The message as text of the peer. */
    public UntrustedText text() {
        return UntrustedText.of(String.valueOf(getMessage()));
    }

    public static RpcException invalidParams(String message) {
        return new RpcException(ErrorCode.INVALID_PARAMS, message);
    }
}
