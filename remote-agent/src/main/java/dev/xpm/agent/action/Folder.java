package dev.xpm.agent.action;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open. What is done in it is done in this very directory, whatever its path may stand for meanwhile, and
 * no link is followed. All that a change does to the disk goes through here. Source: workspace-format.md 6.1.
 */
final class Folder implements Closeable {
    private static final Path ITSELF = Path.of(".");

    private final SecureDirectoryStream<Path> directory;
    private final Faults faults;

    private Folder(SecureDirectoryStream<Path> directory, Faults faults) {
        this.directory = directory;
        this.faults = faults;
    }

    /** Opens a directory by its path, which must not be under the control of others. */
    @SuppressWarnings("StreamResourceLeak") // It is the folder's, and closed with it.
    static Folder open(Path path, Faults faults) throws IOException {
        DirectoryStream<Path> opened = Files.newDirectoryStream(path);
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return new Folder(secure, faults);
        }
        opened.close();
        throw new FileSystemException(path.toString(), null, "this system cannot keep a directory open");
    }

    /**
     * Opens a directory in this one.
     *
     * @throws NotDirectoryException if there is something else, or a link
     */
    Folder open(Path name) throws IOException {
        BasicFileAttributes found = look(name);
        if (found != null && !found.isDirectory()) {
            throw new NotDirectoryException(name + (found.isSymbolicLink() ? " is a link" : " is not a directory"));
        }
        faults.at("open");
        return new Folder(directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), faults);
    }

    /** What is there under that name; null if nothing is. */
    @Nullable
    BasicFileAttributes look(Path name) throws IOException {
        try {
            return directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** What lies in it, in no order. */
    List<Path> names() throws IOException {
        var names = new ArrayList<Path>();
        try (DirectoryStream<Path> again = directory.newDirectoryStream(ITSELF, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : again) {
                names.add(entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Moves an entry as it is, a link as a link; what has the new name is replaced, unless it is a directory. */
    void move(Path name, Folder target, Path newName) throws IOException {
        faults.at("move");
        directory.move(name, target.directory, newName);
        faults.at("moved");
    }

    /** Reads a file, up to a limit beyond which it counts as none. */
    byte @Nullable [] read(Path name, int limit) throws IOException {
        try (var channel = directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            byte[] content = Channels.newInputStream(channel).readNBytes(limit + 1);
            return content.length > limit ? null : content;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Writes a new file, down to the disk. */
    void create(Path name, byte[] content) throws IOException {
        faults.at("create");
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var channel = directory.newByteChannel(name, fresh)) {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
        faults.at("created");
    }

    void deleteFile(Path name) throws IOException {
        faults.at("delete");
        directory.deleteFile(name);
        faults.at("deleted");
    }

    void deleteDirectory(Path name) throws IOException {
        faults.at("delete");
        directory.deleteDirectory(name);
        faults.at("deleted");
    }

    /** Lets the owner read and change a directory in this one. */
    void unlock(Path name) throws IOException {
        directory
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
