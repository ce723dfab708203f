package dev.xpm.client.pull;

import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which rsync this machine has. Source: assurance.md 2.2. */
record RsyncVersion(int major, int minor, int patch) {
    /** The release with the fixes of August 2026. */
    private static final RsyncVersion MENDED = new RsyncVersion(3, 5, 0);

    private static final Pattern LINE =
            Pattern.compile("rsync +version v?([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,4}))?.*");

    private static final long PATIENCE_SECONDS = 5;

    /** Asks the program; null if there is none or it does not say. Blocks. */
    static @Nullable RsyncVersion ofThisMachine() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("rsync", "--version")
                    .redirectErrorStream(true)
                    .start();
            LastLines lines = LastLines.of(process.getInputStream(), "xpm-rsync-version");
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            return of(lines.join());
        } catch (IOException e) {
            return null;
        }
    }

    static @Nullable RsyncVersion of(List<UntrustedText> lines) {
        for (UntrustedText line : lines) {
            Matcher matcher = LINE.matcher(line.raw());
            if (matcher.matches()) {
                String patch = matcher.group(3);
                return new RsyncVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        patch == null ? 0 : Integer.parseInt(patch));
            }
        }
        return null;
    }

    boolean isBefore(RsyncVersion other) {
        return major != other.major
                ? major < other.major
                : minor != other.minor ? minor < other.minor : patch < other.patch;
    }

    /** What to tell the user, no more than that: distributions carry fixes back under old numbers. Null for nothing. */
    @Nullable
    String notice() {
        return isBefore(MENDED)
                ? "rsync " + major + "." + minor + "." + patch
                        + " of this machine is older than 3.5.0, which closed holes:"
                        + " have it updated, unless your system has mended it under the old number"
                : null;
    }
}
