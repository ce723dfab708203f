package dev.xpm.client.connect.doctor;

import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a host tells of itself: one command that needs nothing but a POSIX shell.
 *
 * @param noise lines that came before the first fact: the shell's start-up files print
 */
record HostProbe(Map<String, UntrustedText> facts, List<UntrustedText> noise) {
    private static final String BEGIN = "xpm-probe-begins";
    private static final String END = "xpm-probe-ends";

    /** Facts are few and short; what is more is noise. */
    private static final int MAX_OUTPUT = 256 << 10;

    HostProbe {
        facts = Map.copyOf(facts);
        noise = List.copyOf(noise);
    }

    /**
     * Asks.
     *
     * @param workdir empty for none
     */
    static HostProbe of(Transport transport, @Nullable String shellInit, String workdir, Duration limit)
            throws MonitorException {
        var command = new RemoteCommand(List.of("sh"), List.of("-c", script(), "xpm-doctor", workdir), shellInit);
        try (RemoteProcess process = transport.start(command)) {
            process.stdin().close();
            CompletableFuture<byte[]> out = reading(process.stdout());
            CompletableFuture<byte[]> err = reading(process.stderr());
            byte[] said = out.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            HostProbe probe = parse(new String(said, StandardCharsets.UTF_8));
            if (probe != null) {
                return probe;
            }
            var exit = process.exit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            String complaint = lastLine(err.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            throw new MonitorException(
                    Problem.AGENT_ENDED,
                    "the login shell of " + transport.label() + " did not run our command (exit " + exit.code() + ")"
                            + complaint,
                    "look at its start-up files" + (shellInit == null ? "" : ", and at shell_init"),
                    List.of(),
                    null);
        } catch (TimeoutException e) {
            throw new MonitorException(
                    Problem.NO_ANSWER,
                    "no answer from the login shell of " + transport.label() + " within " + limit.toSeconds() + " s",
                    "look at what its start-up files wait for" + (shellInit == null ? "" : ", and shell_init"),
                    List.of(),
                    e);
        } catch (IOException | ExecutionException e) {
            throw new MonitorException(
                    Problem.CONNECTION_LOST,
                    "the connection to " + transport.label() + " was lost",
                    null,
                    List.of(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MonitorException(Problem.CONNECTION_LOST, "interrupted while asking " + transport.label());
        }
    }

    /** Null if it is not whole. */
    static @Nullable HostProbe parse(String said) {
        List<UntrustedText> noise = new ArrayList<>();
        Map<String, UntrustedText> facts = new HashMap<>();
        boolean begun = false;
        for (String line : said.lines().toList()) {
            if (!begun) {
                // A start-up file may leave its last line open.
                begun = line.endsWith(BEGIN);
                String before = begun ? line.substring(0, line.length() - BEGIN.length()) : line;
                if (!before.isBlank()) {
                    noise.add(UntrustedText.of(before));
                }
            } else if (line.equals(END)) {
                return new HostProbe(facts, noise);
            } else {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    facts.put(
                            line.substring(0, equals),
                            UntrustedText.of(line.substring(equals + 1).strip()));
                }
            }
        }
        return null;
    }

    /** What it said of that, for a terminal; empty if nothing. */
    String shown(String fact) {
        UntrustedText text = facts.get(fact);
        return text == null ? "" : text.forTerminal(120);
    }

    private static CompletableFuture<byte[]> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return stream.readNBytes(MAX_OUTPUT);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String lastLine(byte[] errors) {
        return new String(errors, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .map(line -> ": " + UntrustedText.of(line).forTerminal(200))
                .orElse("");
    }

    private static String script() {
        try (InputStream file = HostProbe.class.getResourceAsStream("probe.sh")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
