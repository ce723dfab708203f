package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings files as answers of our agent, over the session that is open already: for machines without a usable rsync. A
 * file that was cut off goes on where it stopped, as long as it is the same on the host. Source: assurance.md 2.2.
 */
final class InBandCarrier implements Carrier {
    /** The most that the agent sends at once, and little enough to be cancelled quickly. */
    private static final int PIECE = 1 << 20;

    /** A file that is rewritten all the time cannot be copied. */
    private static final int ATTEMPTS = 3;

    /** How much of its beginning and its end shows that a file that grew was only appended to. */
    private static final int PROOF = 64 << 10;

    /** Counting may not take longer than people wait for a question. */
    private static final Duration COUNTING = Duration.ofSeconds(10);

    private static final int KEPT_MESSAGES = 50;

    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final AgentSession session;
    private final PullCache cache;

    InBandCarrier(AgentSession session, PullCache cache) {
        this.session = session;
        this.cache = cache;
    }

    @Override
    public PullEstimate measure(List<Wanted> wanted, long maxFileBytes) throws MonitorException, InterruptedException {
        RemoteListing listing = RemoteListing.of(session.client(), host(), wanted, COUNTING);
        int files = 0;
        long bytes = 0;
        long fresh = 0;
        for (RemoteFile file : listing.files()) {
            if (file.bytes() <= maxFileBytes) {
                files++;
                bytes += file.bytes();
                fresh += isHere(file) ? 0 : file.bytes();
            }
        }
        return new PullEstimate(files, bytes, fresh, listing.isWhole());
    }

    @Override
    public Brought bring(Path staging, List<Wanted> wanted, long maxFileBytes, Carried carried)
            throws MonitorException, IOException, InterruptedException {
        RemoteListing listing = RemoteListing.of(session.client(), host(), wanted, null);
        var messages = new ArrayList<>(listing.leftOut());
        boolean complete = listing.isWhole() && listing.leftOut().isEmpty();
        for (List<String> directory : listing.directories()) {
            Files.createDirectories(place(staging, directory), PullCache.ONLY_ME);
        }
        long total = 0;
        for (RemoteFile file : listing.files()) {
            total += file.bytes();
            String reason = file.bytes() > maxFileBytes
                    ? "too large"
                    : total > PullLimits.MAX_TOTAL_BYTES
                            ? "more than one copy may bring"
                            : bring(file, staging, maxFileBytes, carried);
            if (reason != null) {
                complete = false;
                messages.add(UntrustedText.of(file.relative() + ": " + reason));
            }
        }
        int from = Math.max(0, messages.size() - KEPT_MESSAGES);
        return new Brought(complete, messages.subList(from, messages.size()));
    }

    /** Null if it was brought, else the reason why not. */
    private @Nullable String bring(RemoteFile file, Path staging, long maxFileBytes, Carried carried)
            throws MonitorException, IOException, InterruptedException {
        Path target = place(staging, file.components());
        Files.createDirectories(target.getParent(), PullCache.ONLY_ME);
        if (isHere(file)) {
            // The same file under a second name costs nothing, and is compared with itself when it is taken over.
            Files.createLink(target, place(cache.root(), file.components()));
            carried.add(file.bytes());
            return null;
        }
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                LogSlice first = read(file, 0, PIECE);
                if (first.modified() == null) {
                    return "gone";
                }
                if (first.size() > maxFileBytes) {
                    return "too large";
                }
                Path part = cache.part(
                        file.relative() + "\0" + first.file() + "\0" + first.size() + "\0" + first.modified());
                if (fetchOrForget(file, first, part, carried)) {
                    Files.setLastModifiedTime(part, FileTime.fromMillis(Math.round(first.modified() * 1e3)));
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                    return null;
                }
                Files.deleteIfExists(part);
            }
            return "it changed while it was copied";
        } catch (RefusedException e) {
            return e.reason.forTerminal(200);
        }
    }

    /** What was cut off stays, to go on from; but a part that filled the disk would keep it full. */
    private boolean fetchOrForget(RemoteFile file, LogSlice first, Path part, Carried carried)
            throws MonitorException, IOException, InterruptedException, RefusedException {
        try {
            return fetch(file, first, part, carried);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** False if the file was changed meanwhile other than by appending to it. */
    private boolean fetch(RemoteFile file, LogSlice first, Path part, Carried carried)
            throws MonitorException, IOException, InterruptedException, RefusedException {
        long size = first.size();
        byte[] beginning = bytes(first, size);
        boolean appended = false;
        try (FileChannel out = FileChannel.open(
                part, NEW, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long at = out.size();
            if (at < beginning.length || at > size) {
                out.truncate(0);
                write(out, beginning, 0);
                at = beginning.length;
            }
            carried.add(at);
            while (at < size) {
                LogSlice slice = read(file, at, (int) Math.min(PIECE, size - at));
                boolean grew = slice.size() > size;
                boolean sameTime = first.modified() != null && first.modified().equals(slice.modified());
                if (slice.reset()
                        || slice.offset() != at
                        || !slice.file().equals(first.file())
                        || slice.size() < size
                        || (!grew && !sameTime)) {
                    return false;
                }
                appended |= grew;
                byte[] piece = bytes(slice, size - at);
                if (piece.length == 0) {
                    return false;
                }
                write(out, piece, at);
                at += piece.length;
                carried.add(piece.length);
            }
            return !appended || isStill(file, out, size);
        }
    }

    /** Whether the beginning and the end on the host are those that were copied. */
    private boolean isStill(RemoteFile file, FileChannel copy, long size)
            throws MonitorException, IOException, InterruptedException, RefusedException {
        for (long from : new long[] {0, Math.max(0, size - PROOF)}) {
            int length = (int) Math.min(PROOF, size - from);
            ByteBuffer here = ByteBuffer.allocate(length);
            while (here.hasRemaining() && copy.read(here, from + here.position()) > 0) {}
            if (!Arrays.equals(here.array(), bytes(read(file, from, length), length))) {
                return false;
            }
        }
        return true;
    }

    private LogSlice read(RemoteFile file, long offset, int bytes)
            throws MonitorException, InterruptedException, RefusedException {
        try {
            return session.client().readFile(file.relative(), offset, bytes).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcException refused) {
                throw new RefusedException(refused.text());
            }
            throw new MonitorException(
                    Problem.TRANSFER,
                    "unable to copy files from " + host() + " because the agent does not answer",
                    null,
                    List.of(),
                    e.getCause());
        }
    }

    /** The bytes of a piece, and no more of them than were asked for. */
    private static byte[] bytes(LogSlice slice, long most) throws RefusedException {
        String data = slice.data();
        try {
            byte[] bytes = data == null ? new byte[0] : Base64.getDecoder().decode(data);
            if (bytes.length > most || bytes.length > PIECE) {
                throw new RefusedException(UntrustedText.of("the agent sent more than was asked for"));
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new RefusedException(UntrustedText.of("the agent's answer makes no sense"));
        }
    }

    private static void write(FileChannel out, byte[] bytes, long at) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        long position = at;
        while (source.hasRemaining()) {
            position += out.write(source, position);
        }
    }

    private boolean isHere(RemoteFile file) {
        Path here = place(cache.root(), file.components());
        try {
            return Files.isRegularFile(here, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(here) == file.bytes()
                    && Files.getLastModifiedTime(here, LinkOption.NOFOLLOW_LINKS)
                                    .toMillis()
                            == file.millis();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path place(Path directory, List<String> components) {
        return new ConfinedPath(directory, components).toPath();
    }

    private String host() {
        return session.transport().label();
    }

    /** The agent does not give this file. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient UntrustedText reason;

        RefusedException(UntrustedText reason) {
            super(reason.forLog());
            this.reason = reason;
        }
    }
}
