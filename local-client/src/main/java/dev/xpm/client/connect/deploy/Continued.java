package dev.xpm.client.connect.deploy;

import dev.xpm.client.connect.RemoteProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * A command of whose output the beginning was read already.
 *
 * @param stdout what follows
 */
record Continued(RemoteProcess process, InputStream stdout) implements RemoteProcess {
    @Override
    public OutputStream stdin() {
        return process.stdin();
    }

    @Override
    public InputStream stderr() {
        return process.stderr();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return process.exit();
    }

    @Override
    public void close() {
        process.close();
    }
}
