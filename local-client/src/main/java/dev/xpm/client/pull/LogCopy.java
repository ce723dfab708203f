package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The copy of one log file in the cache. */
final class LogCopy implements CopyFollower.Copied {
    /** A larger log is of use only where it can be read piece by piece. */
    private static final long MAX_BYTES = 256L << 20;

    private final FilePuller puller;
    private final ConfinedPath path;

    LogCopy(FilePuller puller, JobKey job, LogStream stream) {
        this.puller = puller;
        this.path = puller.locate("jobs")
                .child(job.task().value())
                .child(job.job().value())
                .child(stream.fileName(job.task()));
    }

    /** Where the log lies on the host, as an argument for a command there. */
    String remotePath() {
        return puller.workspace().of(path);
    }

    @Override
    public CompletableFuture<PullReport> pull() {
        return puller.pull(List.of(new Wanted.File(path)), MAX_BYTES);
    }

    @Override
    public LogSlice read(long offset, int bytes) throws IOException {
        Path file = path.toPath();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new LogSlice(0, 0, 0, null, "", true, offset > 0, 0, UntrustedText.EMPTY);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            boolean reset = offset > size;
            long from = reset ? 0 : offset;
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(bytes, size - from));
            while (piece.hasRemaining() && channel.read(piece, from + piece.position()) > 0) {}
            SlicedText text = SlicedText.of(piece.array(), 0, piece.position());
            long next = from + text.bytes();
            double modified = Files.getLastModifiedTime(file).toMillis() / 1000.0;
            return new LogSlice(from, next, size, modified, "copy", next == size, reset, 0, text.text());
        }
    }
}
