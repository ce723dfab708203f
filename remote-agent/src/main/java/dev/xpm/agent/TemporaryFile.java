package dev.xpm.agent;

import dev.xpm.protocol.endpoint.Overflow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file for the end of a long answer, in the host's folder for such files; nobody else can open it, and it has no name. */
final class TemporaryFile implements Overflow.Place {
    private static final int CHUNK = 64 << 10;

    private final FileChannel channel;

    TemporaryFile() throws IOException {
        Path file = Files.createTempFile("xpm-agent-", null);
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, start, length);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        channel.position(0);
        var bytes = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (channel.read(buffer.clear()) > 0) {
            out.write(bytes, 0, buffer.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
