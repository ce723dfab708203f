package dev.xpm.client.connect.config;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ssh program for the settings of a host ({@code ssh -G}), so that Match, Include and the system's files mean
 * here what they mean there. Started early and read late: the answer takes as long as loading the SSH library.
 */
public final class ConfigQuery {
    /** A {@code Match exec} of the user's configuration may take its time. */
    private static final long LIMIT_SECONDS = 10;

    private static final int MAX_OUTPUT = 256 << 10;

    private final SshHost host;
    private final SshOptions options;
    private final @Nullable Process process;
    private final CompletableFuture<byte[]> output;
    private final CompletableFuture<byte[]> errors;

    private ConfigQuery(SshHost host, SshOptions options, @Nullable Process process) {
        this.host = host;
        this.options = options;
        this.process = process;
        this.output = process == null ? empty() : readAll(process.getInputStream());
        this.errors = process == null ? empty() : readAll(process.getErrorStream());
    }

    /** Starts the ssh program, where there is one. */
    public static ConfigQuery start(SshHost host, SshOptions options) {
        try {
            Process process = new ProcessBuilder(words(host, options)).start();
            process.getOutputStream().close();
            return new ConfigQuery(host, options, process);
        } catch (IOException e) {
            return new ConfigQuery(host, options, null);
        }
    }

    /** The question as words. */
    public static List<String> words(SshHost host, SshOptions options) {
        var words = new ArrayList<>(List.of("ssh", "-G"));
        words.addAll(options.words());
        // Without it, a host that begins with a dash would be an option; the type of the host forbids that as well.
        words.add("--");
        words.add(host.text());
        return words;
    }

    /** Waits for the answer; reads the files by itself where there is no ssh program. */
    public ConfigValues answer() throws MonitorException {
        if (process == null) {
            Path home = Path.of(System.getProperty("user.home"));
            return ConfigFiles.read(host, options, home, Path.of("/etc/ssh/ssh_config"));
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw unusable("ssh -G gave no answer within " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw unusable(firstLine(errors.join()));
            }
            var values = new ConfigValues();
            text(output.join()).lines().forEach(line -> {
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    values.add(line.substring(0, blank), line.substring(blank + 1));
                }
            });
            return values;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unusable("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static MonitorException unusable(String reason) {
        return new MonitorException(Problem.MISUSE, "unable to read the SSH configuration because " + reason);
    }

    private static String firstLine(byte[] errors) {
        return text(errors)
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> "ssh says: " + UntrustedText.of(line).forTerminal(200))
                .orElse("ssh -G failed");
    }

    private static CompletableFuture<byte[]> readAll(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return stream.readNBytes(MAX_OUTPUT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static CompletableFuture<byte[]> empty() {
        return CompletableFuture.completedFuture(new byte[0]);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
