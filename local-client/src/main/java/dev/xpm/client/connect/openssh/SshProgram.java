package dev.xpm.client.connect.openssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system's ssh program.
 *
 * @param version as it tells it, such as {@code OpenSSH_9.2p1 Debian-2}
 * @param asksByHelper whether it can be told to ask through a helper, even where there is a terminal
 */
record SshProgram(String version, boolean asksByHelper) {
    /** The first release that reads SSH_ASKPASS_REQUIRE. */
    private static final int HELPER_MAJOR = 8;

    private static final int HELPER_MINOR = 4;

    private static final Pattern OPENSSH = Pattern.compile("OpenSSH_(?:for_Windows_)?([0-9]{1,3})\\.([0-9]{1,3})");
    private static final int MAX_OUTPUT = 4 << 10;
    private static final long LIMIT_SECONDS = 5;

    /** Asks it for its version. */
    static SshProgram find() throws IOException {
        Process process =
                new ProcessBuilder("ssh", "-V").redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("it does not tell its version");
            }
            return of(said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    static SshProgram of(String said) {
        Matcher version = OPENSSH.matcher(said);
        boolean found = version.find();
        int major = found ? Integer.parseInt(version.group(1)) : 0;
        int minor = found ? Integer.parseInt(version.group(2)) : 0;
        return new SshProgram(said, major > HELPER_MAJOR || (major == HELPER_MAJOR && minor >= HELPER_MINOR));
    }
}
