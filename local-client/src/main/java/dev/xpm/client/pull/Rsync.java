package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the rsync program, treated as untrusted: it is led by whatever answers on the other side. */
final class Rsync {
    /** The limit of the original. Source: protocol.md 2.5. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    /** Exit codes that mean that some of the files could not be copied. */
    private static final List<Integer> INCOMPLETE = List.of(23, 24);

    private static final int KEPT_MESSAGES = 50;
    private static final int MESSAGE_BYTES = 32 << 10;

    private final Process process;
    private final CompletableFuture<List<UntrustedText>> messages;

    private Rsync(Process process) {
        this.process = process;
        this.messages = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
    }

    /**
     * How a run ended.
     *
     * @param complete false if something was left out
     */
    record Outcome(boolean complete, List<UntrustedText> messages) {}

    /**
     * Starts a copy. Source of the options: assurance.md 2.2; the cache is given as well, to be compared with and copied
     * from, so that only differences travel.
     *
     * @param shell the command instead of ssh, null for a source on this machine
     * @param source the workspace, with {@code host:} before it where a shell is used
     */
    static Rsync start(
            @Nullable List<String> shell,
            String source,
            Path staging,
            Path cache,
            long maxFileBytes,
            List<Wanted> wanted)
            throws MonitorException {
        var words = new ArrayList<>(List.of(
                "rsync",
                "-rtz",
                "-s",
                "--from0",
                "--files-from=-",
                "--safe-links",
                "--no-devices",
                "--no-specials",
                "--no-owner",
                "--no-group",
                "--no-perms",
                "--chmod=D700,F600",
                "--max-size=" + maxFileBytes,
                "--max-delete=0",
                "--timeout=30",
                "--copy-dest=" + cache));
        if (shell != null) {
            words.add("-e");
            words.add(shellOption(shell));
        }
        words.addAll(List.of("--", source + "/", staging + "/"));
        try {
            // What it leaves out on purpose, such as links, it tells on standard output.
            var builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            var rsync = new Rsync(builder.start());
            rsync.send(wanted);
            return rsync;
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.TRANSFER,
                    "unable to copy files because \"rsync\" cannot be run here",
                    "install rsync on this machine",
                    List.of(),
                    e);
        }
    }

    /** Waits for the end; ends the copy by force when its time is over or the thread is interrupted. */
    Outcome await(String host) throws MonitorException {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw problem(host, "it took longer than " + LIMIT.toSeconds() + " s", List.of());
            }
            int code = process.exitValue();
            List<UntrustedText> said = messages.join();
            if (code != 0 && !INCOMPLETE.contains(code)) {
                String last =
                        said.isEmpty() ? "" : ": " + said.get(said.size() - 1).forTerminal(200);
                throw problem(host, "rsync ended with exit " + code + last, said);
            }
            return new Outcome(code == 0, said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(host, "it was cancelled", List.of());
        } finally {
            stop();
        }
    }

    void stop() {
        process.destroy();
    }

    /** Names end with NUL, so that no name can pass for two. */
    private void send(List<Wanted> wanted) throws IOException {
        var list = new ByteArrayOutputStream();
        for (Wanted item : wanted) {
            list.writeBytes(item.path().relative().getBytes(StandardCharsets.UTF_8));
            list.write(0);
        }
        try (OutputStream stdin = process.getOutputStream()) {
            list.writeTo(stdin);
        }
    }

    /** rsync splits the command at blanks; in single quotes, only the quote itself is special, and is doubled. */
    private static String shellOption(List<String> words) {
        return String.join(
                " ",
                words.stream().map(word -> "'" + word.replace("'", "''") + "'").toList());
    }

    private static List<UntrustedText> read(InputStream output) {
        Deque<UntrustedText> last = new ArrayDeque<>();
        try (output) {
            byte[] kept = output.readNBytes(MESSAGE_BYTES);
            new String(kept, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> {
                        last.add(UntrustedText.of(line));
                        if (last.size() > KEPT_MESSAGES) {
                            last.remove();
                        }
                    });
            output.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            last.add(UntrustedText.of("(rsync's messages cannot be read: " + e.getMessage() + ")"));
        }
        return List.copyOf(last);
    }

    private static MonitorException problem(String host, String reason, List<UntrustedText> lines) {
        return new MonitorException(
                Problem.TRANSFER, "unable to copy files from " + host + " because " + reason, null, lines, null);
    }
}
