package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.text.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the rsync program, treated as untrusted: it is led by whatever answers on the other side. */
final class Rsync {
    /** Exit codes that mean that some of the files could not be copied. */
    private static final List<Integer> INCOMPLETE = List.of(23, 24);

    /** Exit codes that mean that the two programs cannot work together, or that one of them is not there. */
    private static final List<Integer> UNUSABLE = List.of(1, 2, 4, 5, 12, 14, 126, 127);

    /** rsync cannot write here. */
    private static final int WRITE_FAILED = 11;

    private final Process process;
    private final LastLines messages;

    private Rsync(Process process) {
        this.process = process;
        this.messages = LastLines.of(process.getInputStream(), "xpm-rsync-messages");
    }

    /**
     * Starts a copy. Source of the options: assurance.md 2.2; the cache is given as well, to be compared with and copied
     * from, so that only differences travel.
     *
     * @param shell the command instead of ssh, null for a source on this machine
     * @param source the workspace, with {@code host:} before it where a shell is used
     * @param dryRun only counts, and says how much it would be
     * @throws Carrier.UnusableException if there is no rsync here
     */
    static Rsync start(
            @Nullable List<String> shell,
            String source,
            Path staging,
            Path cache,
            long maxFileBytes,
            boolean dryRun,
            List<Wanted> wanted)
            throws Carrier.UnusableException {
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
                // A file that was replaced within a second by one of the same length is another one.
                "--modify-window=-1",
                "--copy-dest=" + cache));
        if (dryRun) {
            words.addAll(List.of("--dry-run", "--stats"));
        }
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
            throw new Carrier.UnusableException("\"rsync\" cannot be run here", List.of());
        }
    }

    /**
     * Waits for the end; ends the copy by force when its time is over or the thread is interrupted.
     *
     * @throws Carrier.UnusableException if rsync does not work between these two machines
     */
    Carrier.Brought await(String host) throws MonitorException, InterruptedException, Carrier.UnusableException {
        try {
            if (!process.waitFor(PullLimits.LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw problem(host, "it took longer than " + PullLimits.LONGEST.toHours() + " h", List.of());
            }
            int code = process.exitValue();
            List<UntrustedText> said = messages.join();
            if (code == 0 || INCOMPLETE.contains(code)) {
                return new Carrier.Brought(code == 0, said);
            }
            String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1).forTerminal(200);
            String reason = "rsync ended with exit " + code + last;
            if (code != WRITE_FAILED && UNUSABLE.contains(code)) {
                throw new Carrier.UnusableException(reason, said);
            }
            throw problem(host, reason, said);
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
            list.writeBytes(FileName.encoded(item.path().relative()));
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

    private static MonitorException problem(String host, String reason, List<UntrustedText> lines) {
        return new MonitorException(
                Problem.TRANSFER, "unable to copy files from " + host + " because " + reason, null, lines, null);
    }
}
