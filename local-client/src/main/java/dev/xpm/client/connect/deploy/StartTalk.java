package dev.xpm.client.connect.deploy;

import dev.xpm.protocol.text.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears what {@code start.sh} says on the host, to its last line and not one byte further. */
final class StartTalk {
    /** How it ended. */
    sealed interface Outcome {
        /** The agent runs; what follows is its output. */
        record Ready(UntrustedText java) implements Outcome {}

        /** The agent, or a Java for it, is not there; the report says what is. */
        record Absent() implements Outcome {}

        /**
         * What was uploaded could not be installed.
         *
         * @param kind {@code damaged}, {@code place}, {@code names} or {@code java}
         */
        record Failed(String kind, UntrustedText detail) implements Outcome {}

        /** The output ended without a last line. */
        record Ended() implements Outcome {}
    }

    /** Source: assurance.md R14. */
    private static final int MOST_NOISE = 64 << 10;

    private static final int LONGEST_LINE = 8 << 10;

    private final String marker;
    private final InputStream in;
    private final HostReport report = new HostReport();
    private final List<UntrustedText> noise = new ArrayList<>();
    private final List<UntrustedText> tampered = new ArrayList<>();
    private int heard;

    StartTalk(String nonce, InputStream in) {
        this.marker = "@xpm " + nonce + " ";
        this.in = in;
    }

    /** Blocks until the last line. */
    Outcome hear() throws IOException {
        for (String line = line(); line != null; line = line()) {
            if (!line.startsWith(marker)) {
                if (!line.isBlank()) {
                    noise.add(UntrustedText.of(line));
                }
                continue;
            }
            String said = line.substring(marker.length());
            String[] words = said.split(" ", 3);
            switch (words[0]) {
                case "ready" -> {
                    return new Outcome.Ready(rest(said));
                }
                case "absent" -> {
                    return new Outcome.Absent();
                }
                case "failed" -> {
                    String kind = words.length > 1 ? words[1] : "";
                    return new Outcome.Failed(kind, UntrustedText.of(words.length > 2 ? words[2] : ""));
                }
                case "tampered" -> tampered.add(rest(said));
                default -> report.add(said);
            }
        }
        return new Outcome.Ended();
    }

    HostReport report() {
        return report;
    }

    /** What was no line of ours. */
    List<UntrustedText> noise() {
        return List.copyOf(noise);
    }

    /** Files that were not as we installed them; the host removed them. */
    List<UntrustedText> tampered() {
        return List.copyOf(tampered);
    }

    private static UntrustedText rest(String said) {
        return UntrustedText.of(said.substring(Math.min(said.length(), said.indexOf(' ') + 1)));
    }

    /** The next line, cut where it is too long; null at the end. */
    private @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int unit = in.read(); unit >= 0; unit = in.read()) {
            heard++;
            if (unit == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (heard > MOST_NOISE) {
                throw new IOException("more than 64 KiB came before our lines");
            }
            if (line.size() < LONGEST_LINE) {
                line.write(unit);
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }
}
