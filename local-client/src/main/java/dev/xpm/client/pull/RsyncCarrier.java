package dev.xpm.client.pull;

import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Brings files with the machine's rsync, over the connection that is open already. Source: assurance.md 2.2. */
final class RsyncCarrier implements Carrier {
    /** The wanted paths, in a file beside the staging directory whose traces are cleared away like those of it. */
    private static final String LIST = ".list";

    /** What shells say of a command that is not there, and of one that cannot be run. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_EXECUTABLE = 126;

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
        Path list = staging.resolveSibling(staging.getFileName() + LIST);
        try {
            write(list, wanted);
            Rsync rsync = Rsync.start(!local, workspace.text(), staging, cache, maxFileBytes, dryRun, list);
            return local ? await(rsync) : carry(rsync);
        } finally {
            Files.deleteIfExists(list);
        }
    }

    private Brought await(Rsync rsync) throws MonitorException, InterruptedException, UnusableException {
        int code = rsync.await(transport.label());
        List<UntrustedText> said = rsync.messages();
        if (code == NOT_FOUND) {
            throw new UnusableException("\"rsync\" cannot be run here", said);
        }
        return Rsync.judge(transport.label(), code, said);
    }

    private Brought carry(Rsync rsync) throws MonitorException, InterruptedException, UnusableException {
        try (RsyncBridge bridge = RsyncBridge.serve(transport, rsync.process(), PullLimits.MAX_TOTAL_BYTES)) {
            int code = rsync.await(transport.label());
            RsyncBridge.Ended there = bridge.end();
            Integer codeThere = there.code();
            if (codeThere == null && code == NOT_FOUND) {
                throw new UnusableException("\"rsync\" cannot be run here", rsync.messages());
            }
            var said = new ArrayList<>(there.said());
            said.addAll(rsync.messages());
            if (there.failure() != null) {
                throw new MonitorException(
                        Problem.TRANSFER,
                        "unable to copy files from " + transport.label() + " because " + there.failure(),
                        null,
                        said,
                        null);
            }
            if (codeThere != null && (codeThere == NOT_FOUND || codeThere == NOT_EXECUTABLE)) {
                throw new UnusableException(transport.label() + " has no rsync", said);
            }
            return Rsync.judge(transport.label(), Math.max(code, codeThere == null ? 0 : codeThere), said);
        }
    }

    /** Names end with NUL, so that no name can pass for two. */
    private static void write(Path list, List<Wanted> wanted) throws IOException {
        var names = new ByteArrayOutputStream();
        for (Wanted item : wanted) {
            names.writeBytes(item.path().relative().getBytes(StandardCharsets.UTF_8));
            names.write(0);
        }
        Files.createFile(list, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(list, names.toByteArray());
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
