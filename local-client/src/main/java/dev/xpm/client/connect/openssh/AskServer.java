package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.HelperProgram;
import dev.xpm.client.connect.PrivateSocket;
import dev.xpm.client.connect.ShellQuoting;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The other end of {@link AskHelper}: hears the questions of one ssh program and its jump hosts, one after the other, on
 * a thread of its own. As long as it listens, its place is in use.
 */
final class AskServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AskServer.class.getName());

    /** No question is longer; a host decides what it asks. */
    private static final int MAX_TEXT = 64 << 10;

    private final PrivateSocket place;
    private final AskedQuestions asked;
    private final Runnable cancelled;
    private final ServerSocketChannel server;

    private AskServer(PrivateSocket place, AskedQuestions asked, Runnable cancelled, ServerSocketChannel server) {
        this.place = place;
        this.asked = asked;
        this.cancelled = cancelled;
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param cancelled ends the ssh program; it would take a missing answer for an empty one, and send that
     */
    static AskServer open(PrivateSocket place, AskedQuestions asked, Runnable cancelled, String threadName)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(place.path()));
            var asking = new AskServer(place, asked, cancelled, server);
            Files.createFile(
                    asking.program(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var words = new ArrayList<>(HelperProgram.words(AskHelper.class));
            words.add(place.path().toString());
            Files.writeString(asking.program(), "#!/bin/sh\nexec " + ShellQuoting.join(words) + " \"$@\"\n");
            var thread = new Thread(asking::serve, threadName);
            thread.setDaemon(true);
            thread.start();
            return asking;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** What ssh is to start with a question. */
    Path program() {
        return place.beside('a');
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a socket failed: " + e.getMessage());
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel helper = server.accept()) {
                serve(helper);
            } catch (IOException e) {
                // Also a program that only looks whether this place is in use.
                LOG.log(System.Logger.Level.DEBUG, "a question ended: " + e.getMessage());
            }
        }
    }

    private void serve(SocketChannel helper) throws IOException {
        var in = new DataInputStream(Channels.newInputStream(helper));
        String question = text(in);
        char[] answer = asked.answer(question, text(in));
        if (answer == null) {
            cancelled.run();
            return;
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        ByteBuffer message = ByteBuffer.allocate(1 + Integer.BYTES + bytes.length)
                .put(AskHelper.ANSWERED)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
        while (message.hasRemaining()) {
            helper.write(message);
        }
        Arrays.fill(answer, '\0');
        wipe(encoded);
        wipe(message);
        Arrays.fill(bytes, (byte) 0);
    }

    private static void wipe(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new EOFException("a question of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
