package dev.xpm.client.pull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells from time to time how much a program has written below a directory, whatever its version says of itself. */
final class StagedBytes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StagedBytes.class.getName());

    /** Often enough for a moving figure, seldom enough for a tree of many files. */
    private static final long LOOK_MILLIS = 400;

    /** A larger tree is not walked any more: the figure stands still, the copy goes on. */
    private static final int MAX_ENTRIES = 20_000;

    private final Path directory;
    private final Carrier.Carried carried;
    private final CountDownLatch over = new CountDownLatch(1);
    private long told;

    StagedBytes(Path directory, Carrier.Carried carried) {
        this.directory = directory;
        this.carried = carried;
    }

    void start() {
        var thread = new Thread(this::run, "xpm-copy-size");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void run() {
        try {
            while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long bytes = size();
                if (bytes > told) {
                    carried.add(bytes - told);
                    told = bytes;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the size of a copy cannot be told: " + e.getMessage());
        }
    }

    private long size() throws IOException {
        var sum = new long[2];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                sum[1]++;
                return sum[1] > MAX_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // Renamed meanwhile.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path entry, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
