package dev.xpm.client.pull;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What rsync starts instead of ssh: passes the remote command and the three streams over a socket to the program that
 * holds the SSH connection. Its arguments are the socket, then what rsync adds for ssh.
 *
 * <p>A program of its own that uses nothing but the JDK: it starts once per copy, and should do so quickly. Towards the
 * socket: the number of words (16 bits), each with its length (16 bits), then pieces of standard input with their length
 * (32 bits), length 0 for its end. From the socket: pieces of {@link #OUT} and {@link #ERR} with their length (32 bits),
 * at last {@link #EXIT} with the code instead of a length.
 */
public final class RsyncHelper {
    static final byte OUT = 1;
    static final byte ERR = 2;
    static final byte EXIT = 3;

    /** What ssh says of its own failures. */
    static final int FAILED = 255;

    private static final int PIECE = 64 << 10;
    private static final int HEADER = 1 + Integer.BYTES;

    private RsyncHelper() {}

    public static void main(String[] arguments) {
        int code;
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(arguments[0])))) {
            sendWords(socket, arguments);
            var sender = new Thread(() -> sendInput(socket), "xpm-rsync-input");
            sender.setDaemon(true);
            sender.start();
            code = receive(socket);
        } catch (IOException e) {
            code = FAILED;
        }
        // Not exit: the sender may be waiting for input that never comes.
        Runtime.getRuntime().halt(code);
    }

    private static void sendWords(SocketChannel socket, String[] arguments) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(arguments.length - 1);
        for (int i = 1; i < arguments.length; i++) {
            byte[] word = arguments[i].getBytes(StandardCharsets.UTF_8);
            out.writeShort(word.length);
            out.write(word);
        }
        writeAll(socket, ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static void sendInput(SocketChannel socket) {
        try (var stdin = new FileInputStream(FileDescriptor.in).getChannel()) {
            ByteBuffer piece = ByteBuffer.allocateDirect(Integer.BYTES + PIECE);
            int count;
            do {
                piece.clear().position(Integer.BYTES);
                count = Math.max(0, stdin.read(piece));
                piece.flip().putInt(0, count);
                writeAll(socket, piece);
            } while (count > 0);
        } catch (IOException e) {
            // The other side has closed: its exit code is on the way, or the reader sees the end.
            return;
        }
    }

    private static int receive(SocketChannel socket) throws IOException {
        try (var out = new FileOutputStream(FileDescriptor.out).getChannel();
                var err = new FileOutputStream(FileDescriptor.err).getChannel()) {
            ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            while (true) {
                readFully(socket, header.clear());
                byte type = header.get(0);
                int value = header.getInt(1);
                if (type == EXIT) {
                    return value;
                }
                WritableByteChannel target = type == OUT ? out : err;
                for (int left = value; left > 0; left -= piece.limit()) {
                    readFully(socket, piece.clear().limit(Math.min(left, PIECE)));
                    writeAll(target, piece.flip());
                }
            }
        }
    }

    private static void readFully(SocketChannel socket, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (socket.read(target) < 0) {
                throw new EOFException();
            }
        }
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}
