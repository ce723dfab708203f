package dev.xpm.agent.action;

import dev.xpm.agent.settings.StateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who changed what, when, and with which result: one JSON line per change that was asked for, in a file of the user
 * outside of every workspace. Source: assurance.md K9.
 *
 * <p>Safe for use by several threads and several agents.
 */
public final class AuditLog {
    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

    /** Some thousand changes; the file before this one is kept as well. */
    private static final long MAX_BYTES = 1 << 20;

    private static final int MAX_TEXT = 1_000;

    private final Path file;
    private final String workspace;
    private final String user;
    private final Clock clock;

    /** @param file made when it is first needed, with its directories */
    public AuditLog(Path file, String workspace, String user, Clock clock) {
        this.file = file;
        this.workspace = workspace;
        this.user = user;
        this.clock = clock;
    }

    /** The log of this user for one workspace: {@code $XDG_STATE_HOME/xpm-monitor/audit.jsonl}. */
    public static AuditLog of(Path workspace, Clock clock) {
        Path file = StateDirectory.ofThisUser().resolve("audit.jsonl");
        return new AuditLog(file, workspace.toString(), System.getProperty("user.name"), clock);
    }

    /** Writes one line; a change that cannot be written down here is at least told on stderr. */
    void write(String action, Map<String, String> target, boolean success, String message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("time", clock.instant().toString());
        fields.put("user", user);
        fields.put("workspace", workspace);
        fields.put("action", action);
        fields.putAll(target);
        fields.put("result", success ? "done" : "refused");
        fields.put("message", message);
        byte[] line = (line(fields) + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            append(line);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "unable to write to the audit log " + file + " ("
                            + e.getClass().getSimpleName() + "): " + line(fields));
        }
    }

    private synchronized void append(byte[] line) throws IOException {
        Path directory = file.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) + line.length > MAX_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        var options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(file, options, mode)) {
            channel.write(ByteBuffer.wrap(line));
        }
    }

    private static String line(Map<String, String> fields) {
        var line = new StringBuilder("{");
        fields.forEach((name, value) -> {
            line.append(line.length() > 1 ? ", " : "");
            quote(line, name);
            line.append(": ");
            quote(line, value);
        });
        return line.append('}').toString();
    }

    /** Plain ASCII: names of jobs and experiments may hold anything. */
    private static void quote(StringBuilder line, String text) {
        line.append('"');
        String bounded = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        for (int at = 0; at < bounded.length(); at++) {
            char letter = bounded.charAt(at);
            if (letter == '"' || letter == '\\') {
                line.append('\\').append(letter);
            } else if (letter >= ' ' && letter <= '~') {
                line.append(letter);
            } else {
                line.append(String.format("\\u%04x", (int) letter));
            }
        }
        line.append('"');
    }
}
