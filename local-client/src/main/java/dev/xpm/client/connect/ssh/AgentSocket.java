package dev.xpm.client.connect.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Talks to the user's ssh-agent over its socket, with the JDK's own sockets: no native library. */
final class AgentSocket extends AbstractAgentProxy {
    private static final System.Logger LOG = System.getLogger(AgentSocket.class.getName());

    /** The limit of OpenSSH's own agent. */
    private static final int MAX_REPLY = 256 << 10;

    private final SocketChannel channel;

    private AgentSocket(SocketChannel channel) {
        super(null);
        this.channel = channel;
    }

    /** Null if nobody listens there: keys in files still work. */
    static @Nullable AgentSocket connect(Path socket) {
        if (!Files.exists(socket)) {
            return null;
        }
        try {
            return new AgentSocket(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "the ssh-agent cannot be reached: " + e.getMessage());
            return null;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        super.close();
    }

    @Override
    protected synchronized Buffer request(Buffer buffer) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        int length = read(Integer.BYTES).getInt();
        if (length < 0 || length > MAX_REPLY) {
            throw new IOException("the ssh-agent sent a reply of " + length + " bytes");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("the ssh-agent closed the connection");
            }
        }
        return in.flip();
    }
}
