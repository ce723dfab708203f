package dev.xpm.client.pull;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A place for a socket that no other user can reach, short enough for the system's limit. */
final class PrivateSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PrivateSocket.class.getName());

    /** The shortest limit among the systems that matter, in bytes. Source: assurance.md S7. */
    private static final int MAX_BYTES = 104;

    private static final String PREFIX = "xpm-pull-";
    private static final String NAME = "s";

    private final Path directory;

    private PrivateSocket(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory, and clears away those that crashed programs have left. */
    static PrivateSocket create() throws IOException {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/") && Files.isWritable(Path.of(runtime))) {
            PrivateSocket place = in(Path.of(runtime));
            if (place.isShort()) {
                return place;
            }
            place.close();
        }
        PrivateSocket place = in(Path.of("/tmp"));
        if (!place.isShort()) {
            place.close();
            throw new IOException("no directory has a path short enough for a socket");
        }
        return place;
    }

    Path path() {
        return directory.resolve(NAME);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket could not be removed: " + e.getMessage());
        }
    }

    private boolean isShort() {
        return path().toString().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    private static PrivateSocket in(Path base) throws IOException {
        Path directory = Files.createTempDirectory(
                base, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        removeStale(base, directory);
        return new PrivateSocket(directory);
    }

    private static void removeStale(Path base, Path own) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path other : others) {
                boolean ours = Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
                Path socket = other.resolve(NAME);
                // One without a socket may belong to a program that is just about to make it.
                if (ours && !other.equals(own) && Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && isDead(socket)) {
                    new PrivateSocket(other).close();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "stale sockets were not looked for: " + e.getMessage());
        }
    }

    private static boolean isDead(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return !channel.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
