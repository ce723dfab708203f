package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.io.InputStream;

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

    /**
     * Writes a new file by the host's file transfer. Blocks; closing the content makes it fail.
     *
     * @param path absolute, in a directory that is there
     * @return false if there is no file transfer, and then nothing was read
     */
    default boolean upload(InputStream content, String path) throws IOException {
        return false;
    }

    /**
     * Has the host connect to an address, over this connection. Blocks until it has, or has refused.
     *
     * @throws MonitorException {@link dev.xpm.client.problem.Problem#FORWARD} with the host's reason
     */
    default RemoteStream dial(RemoteAddress to) throws MonitorException {
        throw DialFailure.unable(label(), to);
    }

    @Override
    void close();
}
