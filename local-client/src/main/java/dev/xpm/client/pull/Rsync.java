package dev.xpm.client.pull;

import dev.xpm.client.connect.ShellQuoting;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the rsync program, treated as untrusted: it is led by whatever answers on the other side. It runs behind a
 * line of shell that gives its words letters beyond ASCII in whatever locale, and its standard streams to us.
 */
final class Rsync {
    /** Exit codes that mean that some of the files could not be copied. */
    private static final List<Integer> INCOMPLETE = List.of(23, 24);

    /** Exit codes that mean that the two programs cannot work together, or that one of them is not there. */
    private static final List<Integer> UNUSABLE = List.of(1, 2, 4, 5, 12, 14, 126, 127);

    /** rsync cannot write here. */
    private static final int WRITE_FAILED = 11;

    /** What it says, also of what it leaves out on purpose such as links, goes to standard error. */
    private static final String LOCAL = "exec </dev/null >&2; ";

    private final Process process;
    private final LastLines messages;

    private Rsync(Process process) {
        this.process = process;
        this.messages = LastLines.of(process.getErrorStream(), "xpm-rsync-messages");
    }

    /**
     * Starts a copy. Source of the options: assurance.md 2.2; the cache is given as well, to be compared with and copied
     * from, so that only differences travel.
     *
     * @param remote the workspace lies on the host: {@link RsyncBridge} carries what the two programs say to each other
     * @param list holds the wanted paths, each with NUL at its end
     * @param dryRun only counts, and says how much it would be
     */
    static Rsync start(
            boolean remote, String workspace, Path staging, Path cache, long maxFileBytes, boolean dryRun, Path list)
            throws IOException {
        var words = new ArrayList<>(List.of(
                "rsync",
                "-rtz",
                "-s",
                "--from0",
                "--files-from=" + list,
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
        if (remote) {
            // Else it hands cat a stream that may refuse for the moment, which cat takes for an error.
            words.addAll(List.of("--blocking-io", "-e", RsyncBridge.SHELL));
        }
        String source = remote ? RsyncBridge.ANY_HOST + ":" + workspace : workspace;
        words.addAll(List.of("--", source + "/", staging + "/"));
        var builder = new ProcessBuilder(ShellQuoting.behind(remote ? RsyncBridge.STREAMS : LOCAL, words));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new Rsync(builder.start());
    }

    /** The program, for what carries its remote command. */
    Process process() {
        return process;
    }

    /** Its exit code and what it said, after its end; ends it by force when its time is over or the thread is interrupted. */
    int await(String host) throws MonitorException, InterruptedException {
        try {
            if (!process.waitFor(PullLimits.LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw problem(host, "it took longer than " + PullLimits.LONGEST.toHours() + " h", List.of());
            }
            return process.exitValue();
        } finally {
            process.destroy();
        }
    }

    /** What it said, last lines, after its end. */
    List<UntrustedText> messages() throws InterruptedException {
        return messages.join();
    }

    /**
     * What came of a run.
     *
     * @param code the higher one of the two programs
     * @throws Carrier.UnusableException if rsync does not work between these two machines
     */
    static Carrier.Brought judge(String host, int code, List<UntrustedText> said)
            throws MonitorException, Carrier.UnusableException {
        if (code == 0 || INCOMPLETE.contains(code)) {
            return new Carrier.Brought(code == 0, said);
        }
        String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1).forTerminal(200);
        String reason = "rsync ended with exit " + code + last;
        if (code != WRITE_FAILED && UNUSABLE.contains(code)) {
            throw new Carrier.UnusableException(reason, said);
        }
        throw problem(host, reason, said);
    }

    private static MonitorException problem(String host, String reason, List<UntrustedText> lines) {
        return new MonitorException(
                Problem.TRANSFER, "unable to copy files from " + host + " because " + reason, null, lines, null);
    }
}
