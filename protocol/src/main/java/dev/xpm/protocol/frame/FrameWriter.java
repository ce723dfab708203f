package dev.xpm.protocol.frame;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes one message a line and flushes after each. Safe for use by several threads: lines never mix. */
public final class FrameWriter {
    private final BufferedOutputStream out;

    public FrameWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 32 << 10);
    }

    public synchronized void write(FrameBody body) throws IOException {
        body.writeTo(out);
        out.write('\n');
        out.flush();
    }
}
