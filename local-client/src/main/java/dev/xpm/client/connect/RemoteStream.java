package dev.xpm.client.connect;

import java.io.InputStream;
import java.io.OutputStream;

/** A connection that the host has made for us to an address which it reaches. Closing twice is harmless and quick. */
public interface RemoteStream extends AutoCloseable {
    /** What the other end sends; ends when it has no more, or when the connection is lost. */
    InputStream in();

    /** Closing it tells the other end that there is no more. What was written is sent by a flush. */
    OutputStream out();

    @Override
    void close();
}
