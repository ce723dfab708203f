package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;

/**
 * A way to the host where the workspace lies, open and authenticated. Every command runs over the one connection.
 *
 * <p>Safe for use by several threads. Closing twice is harmless, ends all commands, and takes less than two seconds.
 */
public interface Transport extends AutoCloseable {
    /** What the user calls the host: {@code user@host}, an alias, or {@code local}. */
    String label();

    /** Starts a command; waits until the host has taken it, not until it ends. */
    RemoteProcess start(RemoteCommand command) throws MonitorException;

    @Override
    void close();
}
