package dev.xpm.client.connect.ssh;

/** The configuration or an option asks what only the ssh program can do. */
public final class BeyondBuiltinException extends Exception {
    private static final long serialVersionUID = 1L;

    BeyondBuiltinException(String what) {
        super(what);
    }

    /** What that is, such as {@code ProxyCommand is set for gate}. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
