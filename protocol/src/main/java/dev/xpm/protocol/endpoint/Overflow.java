package dev.xpm.protocol.endpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Where the end of a long answer waits that has no room in memory, until the peer has read what is before it. */
public interface Overflow {
    /** No such place: then the end of a long answer is made while it is written. */
    Overflow NONE = () -> {
        throw new IOException("there is no room outside memory");
    };

    /** An empty place of its own for one answer. */
    Place open() throws IOException;

    /** Written by one thread, then read once by another. Whatever it took is free again when it is closed. */
    interface Place extends Closeable {
        void write(byte[] bytes, int start, int length) throws IOException;

        /** Gives all that was written. */
        void writeTo(OutputStream out) throws IOException;
    }
}
