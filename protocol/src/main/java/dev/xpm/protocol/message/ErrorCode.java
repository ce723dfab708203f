package dev.xpm.protocol.message;

/** The codes of JSON-RPC error answers. Source: protocol.md 1.5 and 7.5. */
public final class ErrorCode {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;
    public static final int WORKSPACE_NOT_FOUND = -32002;
    public static final int PERMISSION_DENIED = -32003;
    public static final int TIMEOUT = -32004;
    public static final int LIMIT_EXCEEDED = -32010;
    public static final int RESYNC_NEEDED = -32011;
    public static final int READ_ONLY = -32012;
    public static final int CANCELLED = -32800;

    private ErrorCode() {}
}
