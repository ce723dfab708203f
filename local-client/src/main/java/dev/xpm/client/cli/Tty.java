package dev.xpm.client.cli;

import dev.xpm.client.connect.LocalTransport;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.problem.MonitorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that controls this program. Java's own console is not there when standard output goes to a file or a
 * pipe, which is how the event stream is mostly used.
 */
final class Tty implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tty.class.getName());
    private static final Path DEVICE = Path.of("/dev/tty");

    /** Longer than any password. */
    private static final int MAX_ANSWER_BYTES = 4096;

    private final InputStream in;
    private final OutputStream out;

    private Tty(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Null if nobody sits at a terminal. */
    static @Nullable Tty open() {
        try {
            InputStream in = Files.newInputStream(DEVICE);
            try {
                return new Tty(in, Files.newOutputStream(DEVICE));
            } catch (IOException e) {
                in.close();
                return null;
            }
        } catch (IOException e) {
            return null;
        }
    }

    void println(String line) {
        print(line + "\n");
    }

    /** One answer, without the end of its line; null at the end of input. */
    char @Nullable [] ask(String question, boolean echo) {
        if (echo) {
            print(prompt(question));
            return readLine();
        }
        // An interrupted prompt must not leave a terminal that shows nothing: ready before anybody sees the question.
        var restore = new Thread(() -> stty("echo"), "xpm-restore-echo");
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            boolean hidden = stty("-echo");
            print(prompt(question));
            if (!hidden) {
                println("");
                println("the terminal cannot hide what is typed");
                return null;
            }
            return readLine();
        } finally {
            stty("echo");
            println("");
            removeHook(restore);
        }
    }

    private static String prompt(String question) {
        String words = question.stripTrailing();
        return words + (words.endsWith(":") || words.endsWith("?") ? " " : ": ");
    }

    @Override
    public void close() {
        try {
            in.close();
            out.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the terminal failed: " + e.getMessage());
        }
    }

    private char @Nullable [] readLine() {
        var bytes = new ByteArrayOutputStream();
        try {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            while (next >= 0 && next != '\n') {
                if (bytes.size() < MAX_ANSWER_BYTES) {
                    bytes.write(next);
                }
                next = in.read();
            }
        } catch (IOException e) {
            return null;
        }
        byte[] raw = bytes.toByteArray();
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(raw));
        Arrays.fill(raw, (byte) 0);
        char[] answer = Arrays.copyOfRange(decoded.array(), decoded.position(), decoded.limit());
        Arrays.fill(decoded.array(), '\0');
        return answer;
    }

    private void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "writing to the terminal failed: " + e.getMessage());
        }
    }

    private static boolean stty(String mode) {
        try (var transport = new LocalTransport();
                RemoteProcess process = transport.start(RemoteCommand.of("sh", "-c", "stty " + mode + " </dev/tty"))) {
            RemoteProcess.Exit exit = process.exit()
                    .copy()
                    .completeOnTimeout(RemoteProcess.Exit.LOST, 2, TimeUnit.SECONDS)
                    .join();
            Integer code = exit.code();
            return code != null && code == 0;
        } catch (MonitorException e) {
            return false;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the program is leaving already");
        }
    }
}
