package dev.xpm.client.connect.openssh;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * What ssh starts to ask the user ({@code SSH_ASKPASS}): passes the question over a socket to the program that shows a
 * face, and prints the answer. Its arguments are the socket, then the question.
 *
 * <p>Towards the socket: the question and the kind that ssh gives in {@code SSH_ASKPASS_PROMPT}, each as length (32
 * bits) and UTF-8. From the socket: a byte that is {@link #ANSWERED}, then the answer as length and UTF-8; anything else
 * means that there is no answer.
 */
public final class AskHelper {
    static final byte ANSWERED = 1;

    private AskHelper() {}

    public static void main(String[] arguments) {
        int code = 1;
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(arguments[0])))) {
            var message = new ByteArrayOutputStream();
            var out = new DataOutputStream(message);
            write(out, arguments.length > 1 ? arguments[1] : "");
            write(out, Objects.requireNonNullElse(System.getenv("SSH_ASKPASS_PROMPT"), ""));
            ByteBuffer bytes = ByteBuffer.wrap(message.toByteArray());
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            var in = new DataInputStream(Channels.newInputStream(socket));
            if (in.read() == ANSWERED) {
                byte[] answer = in.readNBytes(in.readInt());
                try (OutputStream stdout = new FileOutputStream(FileDescriptor.out)) {
                    stdout.write(answer);
                    stdout.write('\n');
                }
                Arrays.fill(answer, (byte) 0);
                code = 0;
            }
        } catch (IOException e) {
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
