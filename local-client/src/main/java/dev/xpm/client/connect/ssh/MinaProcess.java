package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.ProcessEnding;
import dev.xpm.client.connect.RemoteProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;

/** A command on a channel of an SSH session. */
final class MinaProcess implements RemoteProcess {
    private final ChannelExec channel;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    /** For a channel that is not yet open. */
    MinaProcess(ChannelExec channel) {
        this.channel = channel;
        // The exit code may come long before the channel closes, when a child of the command holds its output.
        channel.addChannelListener(new ChannelListener() {
            @Override
            public void channelStateChanged(Channel changed, String hint) {
                if (channel.getExitStatus() != null || channel.getExitSignal() != null) {
                    exit.complete(status());
                }
            }
        });
        channel.addCloseFutureListener(closed -> exit.complete(status()));
    }

    @Override
    public OutputStream stdin() {
        return channel.getInvertedIn();
    }

    @Override
    public InputStream stdout() {
        return channel.getInvertedOut();
    }

    @Override
    public InputStream stderr() {
        return channel.getInvertedErr();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void close() {
        ProcessEnding.close(this, () -> channel.close(true));
    }

    private Exit status() {
        return new Exit(channel.getExitStatus(), channel.getExitSignal());
    }
}
