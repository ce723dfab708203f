package dev.xpm.client.pull;

import dev.xpm.client.connect.PrivateSocket;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The other end of {@link RsyncHelper}: runs rsync's remote command on the connection that is already open. Serves one
 * copy, in a directory that only this user can enter.
 */
final class RsyncBridge implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RsyncBridge.class.getName());

    private static final int PIECE = 64 << 10;

    /** Options of ssh that rsync may add, and that take a value. */
    private static final Set<String> WITH_VALUE = Set.of("-l", "-p");

    private final Transport transport;
    private final PrivateSocket place;
    private final ServerSocketChannel server;
    private final long maxBytes;
    private final AtomicLong received = new AtomicLong();
    private volatile @Nullable Integer remoteExit;

    private RsyncBridge(Transport transport, PrivateSocket place, ServerSocketChannel server, long maxBytes) {
        this.transport = transport;
        this.place = place;
        this.server = server;
        this.maxBytes = maxBytes;
    }

    /**
     * Opens the socket and waits for one helper on a thread of its own.
     *
     * @param maxBytes the copy ends when the host has sent more
     */
    static RsyncBridge open(Transport transport, long maxBytes) throws IOException {
        PrivateSocket place = PrivateSocket.create("xpm-pull-");
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(place.path()), 1);
            var bridge = new RsyncBridge(transport, place, server, maxBytes);
            daemon(bridge::serve, "xpm-" + transport.label() + "-bridge").start();
            return bridge;
        } catch (IOException e) {
            place.close();
            throw e;
        }
    }

    /** How rsync ended on the host; null as long as it runs, and if it was not started. */
    @Nullable
    Integer remoteExit() {
        return remoteExit;
    }

    Path socket() {
        return place.path();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a socket failed: " + e.getMessage());
        }
        place.close();
    }

    private void serve() {
        boolean served = false;
        while (!served && server.isOpen()) {
            try (SocketChannel helper = server.accept();
                    var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(helper), PIECE))) {
                List<String> words = readWords(in);
                served = true;
                serve(remoteWords(words), helper, in);
            } catch (IOException e) {
                // Another program may only have looked whether this place is in use: the helper is still to come.
                LOG.log(System.Logger.Level.DEBUG, "a copy ended: " + e.getMessage());
            }
        }
    }

    private void serve(List<String> words, SocketChannel helper, DataInputStream in) throws IOException {
        try (RemoteProcess process = transport.start(RemoteCommand.of(words.toArray(String[]::new)))) {
            exchange(process, helper, in);
        } catch (MonitorException e) {
            byte[] text = (e.sentence() + "\n").getBytes(StandardCharsets.UTF_8);
            write(helper, ByteBuffer.wrap(text), RsyncHelper.ERR, text.length);
            write(helper, ByteBuffer.allocate(0), RsyncHelper.EXIT, RsyncHelper.FAILED);
        }
    }

    private void exchange(RemoteProcess process, SocketChannel helper, DataInputStream in) throws IOException {
        daemon(() -> passInput(in, process.stdin()), "xpm-bridge-input").start();
        var out = passOutput(process.stdout(), helper, RsyncHelper.OUT);
        var err = passOutput(process.stderr(), helper, RsyncHelper.ERR);
        out.join();
        err.join();
        Integer code = process.exit().join().code();
        remoteExit = code;
        write(helper, ByteBuffer.allocate(0), RsyncHelper.EXIT, code == null ? RsyncHelper.FAILED : code);
    }

    private static List<String> readWords(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8));
        }
        return words;
    }

    /** Leaves out what is meant for ssh: its options and the name of the host. */
    private static List<String> remoteWords(List<String> words) throws IOException {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += WITH_VALUE.contains(words.get(at)) ? 2 : 1;
        }
        List<String> command = words.subList(Math.min(at + 1, words.size()), words.size());
        if (command.size() < 2
                || !command.get(0).equals("rsync")
                || !command.get(1).equals("--server")) {
            throw new IOException("rsync asked for another command than its own");
        }
        return command;
    }

    private static void passInput(DataInputStream in, OutputStream target) {
        try (target) {
            for (int length = in.readInt(); length > 0; length = in.readInt()) {
                target.write(in.readNBytes(length));
                if (in.available() == 0) {
                    target.flush();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "rsync's input ended: " + e.getMessage());
        }
    }

    private CompletableFuture<Void> passOutput(InputStream source, SocketChannel helper, byte type) {
        var done = new CompletableFuture<Void>();
        daemon(
                        () -> {
                            try {
                                copyOutput(source, helper, type);
                            } catch (IOException e) {
                                LOG.log(System.Logger.Level.DEBUG, "rsync's output ended: " + e.getMessage());
                            } finally {
                                done.complete(null);
                            }
                        },
                        "xpm-bridge-output")
                .start();
        return done;
    }

    private void copyOutput(InputStream source, SocketChannel helper, byte type) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
            if (received.addAndGet(count) > maxBytes) {
                throw new IOException("the host sent more than " + maxBytes + " bytes");
            }
            write(helper, ByteBuffer.wrap(piece, 0, count), type, count);
        }
    }

    private synchronized void write(SocketChannel helper, ByteBuffer content, byte type, int value) throws IOException {
        ByteBuffer header =
                ByteBuffer.allocate(1 + Integer.BYTES).put(type).putInt(value).flip();
        while (header.hasRemaining()) {
            helper.write(header);
        }
        while (content.hasRemaining()) {
            helper.write(content);
        }
    }

    private static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
