package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.client.connect.RemoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A connection that the host has made for us, on a channel of an SSH session. */
final class MinaStream implements RemoteStream {
    /** Who connects is nobody's business but ours. */
    private static final SshdSocketAddress NOBODY = new SshdSocketAddress("127.0.0.1", 0);

    private final ChannelDirectTcpip channel;

    private MinaStream(ChannelDirectTcpip channel) {
        this.channel = channel;
    }

    static MinaStream open(ClientSession session, RemoteAddress to, Duration limit) throws IOException {
        ChannelDirectTcpip channel =
                session.createDirectTcpipChannel(NOBODY, new SshdSocketAddress(to.host(), to.port()));
        try {
            channel.open().verify(limit);
            return new MinaStream(channel);
        } catch (IOException | RuntimeException e) {
            channel.close(true);
            throw e;
        }
    }

    @Override
    public InputStream in() {
        return channel.getInvertedOut();
    }

    @Override
    public OutputStream out() {
        return channel.getInvertedIn();
    }

    @Override
    public void close() {
        channel.close(true);
    }
}
