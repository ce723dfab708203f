package dev.xpm.client.connect;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A place for a socket of ours that no other user can reach, short enough for the system's limit. As long as somebody
 * listens on the socket, the place is in use; afterwards the next program that makes such a place clears it away.
 */
public final class PrivateSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PrivateSocket.class.getName());

    /** The shortest limit among the systems that matter, in bytes. Source: assurance.md S7. */
    private static final int MAX_BYTES = 104;

    /** The ssh program first binds its control socket under a longer name: a dot and 16 letters. */
    private static final int LONGEST_SUFFIX = 17;

    private static final String NAME = "s";

    private final Path directory;

    private PrivateSocket(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory below {@code $XDG_RUNTIME_DIR}, {@code /tmp} or the user's cache directory, and clears away those
     * that crashed programs have left. The first is taken from which programs can be run, if there is one.
     *
     * @param prefix of its name
     */
    public static PrivateSocket create(String prefix) throws IOException {
        return create(bases(), prefix, PrivateSocket::runsPrograms);
    }

    static PrivateSocket create(List<Path> bases, String prefix, Predicate<PrivateSocket> preferred)
            throws IOException {
        PrivateSocket second = null;
        for (Path base : bases) {
            PrivateSocket place = in(base, prefix);
            if (place.isShort() && preferred.test(place)) {
                if (second != null) {
                    second.close();
                }
                return place;
            }
            if (place.isShort() && second == null) {
                second = place;
            } else {
                place.close();
            }
        }
        if (second == null) {
            throw new IOException("no directory has a path short enough for a socket");
        }
        return second;
    }

    private static List<Path> bases() {
        var bases = new ArrayList<Path>();
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            bases.add(Path.of(runtime));
        }
        bases.add(Path.of("/tmp"));
        bases.add(Path.of(System.getProperty("user.home"), ".cache"));
        return bases.stream().distinct().filter(Files::isWritable).toList();
    }

    /** The system denies that a program can be run where its file system forbids that (noexec). */
    private static boolean runsPrograms(PrivateSocket place) {
        Path probe = place.beside('x');
        try {
            Files.createFile(probe, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            boolean runs = Files.isExecutable(probe);
            Files.delete(probe);
            return runs;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a directory for sockets takes no file: " + e.getMessage());
            return false;
        }
    }

    /** Where to listen. */
    public Path path() {
        return directory.resolve(NAME);
    }

    /** Another file of the place, which goes with it; its name has one letter. */
    public Path beside(char name) {
        return directory.resolve(String.valueOf(name));
    }

    @Override
    public void close() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket could not be removed: " + e.getMessage());
        }
    }

    private boolean isShort() {
        return path().toString().getBytes(StandardCharsets.UTF_8).length + LONGEST_SUFFIX <= MAX_BYTES;
    }

    private static PrivateSocket in(Path base, String prefix) throws IOException {
        Path directory = Files.createTempDirectory(
                base, prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        removeStale(base, prefix, directory);
        return new PrivateSocket(directory);
    }

    private static void removeStale(Path base, String prefix, Path own) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(base, prefix + "*")) {
            for (Path other : others) {
                boolean ours = Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS);
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
