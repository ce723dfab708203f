package dev.xpm.client.pull;

import dev.xpm.client.connect.HelperProgram;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Brings files with the machine's rsync, over the connection that is open already. Source: assurance.md 2.2. */
final class RsyncCarrier implements Carrier {
    /** Ignored by the helper: the connection is there already. rsync only needs a name before the colon. */
    private static final String ANY_HOST = "host";

    private final Transport transport;
    private final boolean local;
    private final WorkspacePath workspace;
    private final Path cache;

    /**
     * For one workspace.
     *
     * @param local the workspace lies on this machine
     * @param cache what is there is compared with and copied from, so that only differences travel
     */
    RsyncCarrier(Transport transport, boolean local, WorkspacePath workspace, Path cache) {
        this.transport = transport;
        this.local = local;
        this.workspace = workspace;
        this.cache = cache;
    }

    @Override
    public Brought bring(Path staging, List<Wanted> wanted, long maxFileBytes, Carried carried)
            throws MonitorException, IOException, InterruptedException, UnusableException {
        try (var watch = new StagedBytes(staging, carried)) {
            watch.start();
            return run(staging, wanted, maxFileBytes, false);
        }
    }

    @Override
    public PullEstimate measure(List<Wanted> wanted, long maxFileBytes)
            throws MonitorException, IOException, InterruptedException, UnusableException {
        Path nowhere =
                Files.createTempDirectory(cache.toAbsolutePath().getParent(), PullCache.STAGING, PullCache.ONLY_ME);
        try {
            return RsyncStats.read(run(nowhere, wanted, maxFileBytes, true).messages());
        } finally {
            PullCache.remove(nowhere);
        }
    }

    private Brought run(Path staging, List<Wanted> wanted, long maxFileBytes, boolean dryRun)
            throws MonitorException, IOException, InterruptedException, UnusableException {
        if (local) {
            return Rsync.start(null, workspace.text(), staging, cache, maxFileBytes, dryRun, wanted)
                    .await(transport.label());
        }
        try (RsyncBridge bridge = RsyncBridge.open(transport, PullLimits.MAX_TOTAL_BYTES)) {
            String source = ANY_HOST + ":" + workspace.text();
            Rsync rsync = Rsync.start(helper(bridge.socket()), source, staging, cache, maxFileBytes, dryRun, wanted);
            try {
                return rsync.await(transport.label());
            } catch (UnusableException e) {
                Integer code = bridge.remoteExit();
                throw code != null && (code == 126 || code == 127)
                        ? new UnusableException(transport.label() + " has no rsync", e.lines())
                        : e;
            }
        }
    }

    private static List<String> helper(Path socket) throws IOException {
        List<String> words = HelperProgram.words(RsyncHelper.class);
        words.add(socket.toString());
        return words;
    }

    /** What {@code --stats} says. */
    private static final class RsyncStats {
        private static PullEstimate read(List<UntrustedText> lines) {
            long files = number(lines, "Number of files: ", "(reg: ");
            long bytes = number(lines, "Total file size: ", "");
            long fresh = number(lines, "Total transferred file size: ", "");
            boolean whole = files >= 0 && bytes >= 0 && fresh >= 0;
            return new PullEstimate(
                    (int) Math.min(Integer.MAX_VALUE, Math.max(0, files)),
                    Math.max(0, bytes),
                    Math.max(0, fresh),
                    whole);
        }

        /** The number after both words, commas left out; -1 if there is none. A missing second word counts as 0. */
        private static long number(List<UntrustedText> lines, String beginning, String after) {
            for (UntrustedText text : lines) {
                String line = text.raw();
                if (line.startsWith(beginning)) {
                    int at = line.indexOf(after);
                    String rest = line.substring(after.isEmpty() ? beginning.length() : at + after.length());
                    String digits = rest.replaceAll("[,.]", "").replaceAll("[^0-9].*", "");
                    return at < 0 || digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
                }
            }
            return -1;
        }
    }
}
