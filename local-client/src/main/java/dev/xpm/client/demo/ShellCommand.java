package dev.xpm.client.demo;

import dev.xpm.client.connect.LocalTransport;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** One command line that a client of the sample server asked for, run by the shell as a child process. */
final class ShellCommand implements Command {
    private static final System.Logger LOG = System.getLogger(ShellCommand.class.getName());

    /** What sshd says when a program ended by a signal is reported as a code. */
    private static final int NO_CODE = 255;

    private final String line;
    private final LocalTransport transport = new LocalTransport();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private @Nullable ExitCallback callback;

    ShellCommand(String line) {
        this.line = line;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback exit) {
        callback = exit;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        RemoteProcess process;
        try {
            process = transport.start(RemoteCommand.of("/bin/sh", "-c", line));
        } catch (MonitorException e) {
            throw new IOException(e.sentence(), e);
        }
        var unusedInput = pump("in", in, process.stdin(), true);
        CompletableFuture<Void> output = pump("out", process.stdout(), out, false);
        CompletableFuture<Void> errors = pump("err", process.stderr(), err, false);
        var unusedEnd = CompletableFuture.allOf(output, errors)
                .thenCombine(process.exit(), (nothing, how) -> how)
                .thenAccept(this::ended);
    }

    @Override
    public void destroy(ChannelSession channel) {
        transport.close();
    }

    private void ended(RemoteProcess.Exit how) {
        Integer code = how.code();
        ExitCallback exit = callback;
        if (exit != null) {
            exit.onExit(code == null ? NO_CODE : code);
        }
    }

    /** Ends when the source does, or when nobody takes it any more. */
    private static CompletableFuture<Void> pump(String name, InputStream from, OutputStream to, boolean close) {
        var end = new CompletableFuture<Void>();
        var thread = new Thread(
                () -> {
                    try {
                        var buffer = new byte[1 << 15];
                        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                            to.write(buffer, 0, read);
                            to.flush();
                        }
                        if (close) {
                            to.close();
                        }
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.DEBUG, "a stream of a command ended: " + e.getMessage());
                    } finally {
                        end.complete(null);
                    }
                },
                "xpm-demo-" + name);
        thread.setDaemon(true);
        thread.start();
        return end;
    }
}
