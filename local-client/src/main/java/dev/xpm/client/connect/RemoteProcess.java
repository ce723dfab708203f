package dev.xpm.client.connect;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A running command on the host. Somebody must read both outputs, or it may block. */
public interface RemoteProcess extends AutoCloseable {
    OutputStream stdin();

    InputStream stdout();

    InputStream stderr();

    /** Completed when the command has ended or the connection is lost; never fails. */
    CompletableFuture<Exit> exit();

    /** Closes the command's input and gives it a moment to leave before it is ended by force. Returns at once. */
    @Override
    void close();

    /** How a command ended: a code, a signal such as {@code TERM}, or neither when the connection was lost. */
    record Exit(@Nullable Integer code, @Nullable String signal) {
        public static final Exit LOST = new Exit(null, null);

        public boolean isLost() {
            return code == null && signal == null;
        }
    }
}
