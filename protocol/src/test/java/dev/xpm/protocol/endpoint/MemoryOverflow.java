package dev.xpm.protocol.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts the places that are in use. */
final class MemoryOverflow implements Overflow {
    int opened;
    int open;

    @Override
    public Place open() {
        opened++;
        open++;
        var bytes = new ByteArrayOutputStream();
        return new Place() {
            @Override
            public void write(byte[] source, int start, int length) {
                bytes.write(source, start, length);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                bytes.writeTo(out);
            }

            @Override
            public void close() {
                open--;
            }
        };
    }
}
