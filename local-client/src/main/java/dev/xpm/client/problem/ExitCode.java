package dev.xpm.client.problem;

/** Exit codes of the command line. Source: interfaces.md 1.8. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int MISUSE = 2;
    public static final int SETTINGS = 3;
    public static final int CANNOT_CONNECT = 4;
    public static final int PARTLY_FAILED = 5;
    public static final int TIMED_OUT = 6;
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
