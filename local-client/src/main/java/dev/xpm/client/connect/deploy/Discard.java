package dev.xpm.client.connect.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads an output that nobody wants to its end, so that whoever writes it does not block. */
final class Discard {
    private Discard() {}

    static void of(InputStream output, String threadName) {
        var thread = new Thread(() -> drain(output), threadName);
        thread.setDaemon(true);
        thread.start();
    }

    private static void drain(InputStream output) {
        try (output) {
            output.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.getLogger(Discard.class.getName())
                    .log(System.Logger.Level.DEBUG, "an output ended: " + e.getMessage());
        }
    }
}
