package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.ProcessEnding;
import dev.xpm.client.connect.RemoteProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command over the control socket: an ssh process that only passes its streams to the master. */
final class OpenSshProcess implements RemoteProcess {
    /** When the connection is lost, the commands notice before the process that holds it has ended. */
    private static final long MASTER_ENDS_MILLIS = 500;

    private final Process process;
    private final CompletableFuture<Exit> exit;

    OpenSshProcess(Process process, Master master) {
        this.process = process;
        this.exit = process.onExit().thenCompose(ended -> exit(ended.exitValue(), master));
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return process.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return process.getErrorStream();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void close() {
        ProcessEnding.close(this, process::destroy);
    }

    /** 255 is the command's own code, or a signal that ended it, or the end of the connection; only the last is told. */
    private static CompletableFuture<Exit> exit(int code, Master master) {
        var own = new Exit(code, null);
        if (code != SshFailure.SSH_FAILED) {
            return CompletableFuture.completedFuture(own);
        }
        return master.end()
                .thenApply(nothing -> Exit.LOST)
                .completeOnTimeout(own, MASTER_ENDS_MILLIS, TimeUnit.MILLISECONDS);
    }
}
