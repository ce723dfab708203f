package dev.xpm.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What this process was given: its outputs, its environment, and the user's home.
 *
 * @param in keys, for a screen
 * @param out results only: events, lists, links; or the screen
 * @param err everything else
 * @param errIsTerminal whether a person sees {@code err} directly; likewise for {@code out}
 */
record Terminal(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment,
        Path home) {
    static Terminal ofProcess() {
        return new Terminal(
                System.in,
                System.out,
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                isTerminal(1),
                isTerminal(2),
                System.getenv(),
                Path.of(System.getProperty("user.home")));
    }

    void println(String line) throws IOException {
        out.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Java's console knows only whether both input and output are terminals. Without /proc, TERM must do. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return System.getenv("TERM") != null;
        }
    }
}
