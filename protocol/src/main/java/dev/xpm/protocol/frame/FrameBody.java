package dev.xpm.protocol.frame;

import java.io.IOException;
import java.io.OutputStream;

/** One message that writes itself, without a line end, when its turn comes: a long list need not be kept in memory. */
@FunctionalInterface
public interface FrameBody {
    void writeTo(OutputStream out) throws IOException;
}
