package dev.xpm.client.problem;

import org.jspecify.annotations.Nullable;

/** The kinds of problem a user can meet. Codes are stable: they stand in logs, JSON and the troubleshooting page. */
public enum Problem {
    MISUSE("XPM-U01", ExitCode.MISUSE, null),
    NO_HOST("XPM-U02", ExitCode.MISUSE, null),
    NO_REMOTE_WORKDIR("XPM-U03", ExitCode.MISUSE, null),
    WORKSPACE_IS_LOCAL("XPM-U04", ExitCode.MISUSE, null),
    NOT_FOUND("XPM-U05", ExitCode.FAILED, null),
    NOT_A_WORKSPACE("XPM-W01", ExitCode.FAILED, null),
    SETTINGS("XPM-S01", ExitCode.SETTINGS, null),
    HOST_UNKNOWN("XPM-C01", ExitCode.CANNOT_CONNECT, "check the spelling, or the Host entry in ~/.ssh/config"),
    UNREACHABLE("XPM-C02", ExitCode.CANNOT_CONNECT, "check that the host is up and that the port is right"),
    HOST_KEY_UNKNOWN("XPM-C03", ExitCode.CANNOT_CONNECT, "connect once with ssh and accept the key"),
    HOST_KEY_CHANGED(
            "XPM-C04",
            ExitCode.CANNOT_CONNECT,
            "if the host was reinstalled, remove its old key with ssh-keygen -R HOST; else do not connect"),
    AUTHENTICATION("XPM-C05", ExitCode.CANNOT_CONNECT, "check the user name, and that ssh HOST works"),
    CONNECTION_LOST("XPM-C06", ExitCode.CANNOT_CONNECT, null),
    WEAK_HOST(
            "XPM-C07",
            ExitCode.CANNOT_CONNECT,
            "the host offers only old algorithms; ask its administrator, or allow one with -o and ssh.transport: openssh"),
    NO_AGENT(
            "XPM-D01",
            ExitCode.CANNOT_CONNECT,
            "name it with --remote-xpm CMD, or prepare the shell with --remote-shell-init CMD"),
    AGENT_ENDED("XPM-D02", ExitCode.CANNOT_CONNECT, null),
    NO_ANSWER("XPM-D03", ExitCode.CANNOT_CONNECT, "if the host has no internet, try --uv-offline"),
    PROTOCOL_MISMATCH("XPM-D04", ExitCode.CANNOT_CONNECT, "try --force-version, or another --remote-xpm"),
    NO_JAVA(
            "XPM-D05",
            ExitCode.CANNOT_CONNECT,
            "load a Java with ssh.shell_init, for example \"module load java/17\", or set ssh.launch to uv"),
    MEMORY_LIMIT(
            "XPM-D06", ExitCode.CANNOT_CONNECT, "the agent needs 1.5 GB of address space: see ulimit -v on the host"),
    PROCESS_LIMIT("XPM-D07", ExitCode.CANNOT_CONNECT, "end some of your processes there: see ulimit -u on the host"),
    PERMISSION(
            "XPM-D08", ExitCode.CANNOT_CONNECT, "name a directory of yours: export XDG_CACHE_HOME in ssh.shell_init"),
    DISK_FULL(
            "XPM-D09",
            ExitCode.CANNOT_CONNECT,
            "make room there, or name another place: export XDG_CACHE_HOME in ssh.shell_init"),
    READ_ONLY("XPM-D10", ExitCode.CANNOT_CONNECT, "name a place to write: export XDG_CACHE_HOME in ssh.shell_init"),
    NO_EXEC(
            "XPM-D11",
            ExitCode.CANNOT_CONNECT,
            "load a Java with ssh.shell_init, or name a place for programs: export XDG_CACHE_HOME in ssh.shell_init"),
    DAMAGED_UPLOAD("XPM-D12", ExitCode.CANNOT_CONNECT, "try again; if it stays, copy a file with scp and compare it"),
    REFUSED("XPM-D13", ExitCode.CANNOT_CONNECT, null),
    PORT_TAKEN("XPM-L01", ExitCode.FAILED, "choose another with --port, or --port 0 for any free one"),
    TRANSFER("XPM-P01", ExitCode.FAILED, null),
    FORWARD("XPM-P02", ExitCode.FAILED, null),
    INTERNAL("XPM-I01", ExitCode.FAILED, "run again with --traceback and report it");

    private final String code;
    private final int exitCode;
    private final @Nullable String hint;

    Problem(String code, int exitCode, @Nullable String hint) {
        this.code = code;
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public String code() {
        return code;
    }

    public int exitCode() {
        return exitCode;
    }

    /** What to do about it, when nothing more precise is known. */
    public @Nullable String hint() {
        return hint;
    }
}
