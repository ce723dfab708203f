package dev.xpm.client.pull;

import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open directory of the cache. What is done in it goes by the descriptor and a single name, so that a link that
 * somebody puts in the way afterwards leads nowhere. Source: assurance.md P5.
 */
final class CacheDirectory implements AutoCloseable {
    private static final String NEW = "new-";

    private final SecureDirectoryStream<Path> stream;

    private CacheDirectory(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /** Opens a directory that lies in one that is trusted; a link in its place is refused. */
    static CacheDirectory open(Path directory) throws IOException {
        Path parent = directory.getParent();
        Path name = directory.getFileName();
        if (parent == null || name == null) {
            throw new IOException(directory + " is no directory for copies");
        }
        try (CacheDirectory above = openTrusted(parent)) {
            return above.child(name);
        }
    }

    /** Opens a directory that the user may have led elsewhere by a link, such as {@code ~/.cache}. */
    @SuppressWarnings("StreamResourceLeak") // It is closed with the directory.
    static CacheDirectory openTrusted(Path directory) throws IOException {
        return of(Files.newDirectoryStream(directory));
    }

    /** @throws IOException also if it is a link or no directory */
    CacheDirectory child(Path name) throws IOException {
        return of(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Makes a directory of that name, if there is nothing. There is no call that makes one by a descriptor: it is made
     * elsewhere and moved. Only one caller at a time.
     *
     * @param workshop an empty private directory on the same file system, and its descriptor
     */
    void make(Path name, Path workshop, CacheDirectory openWorkshop) throws IOException {
        if (attributes(name) != null) {
            return;
        }
        Path made = Files.createTempDirectory(workshop, NEW, PullCache.ONLY_ME);
        Path madeName = workshop.relativize(made);
        try {
            openWorkshop.stream.move(madeName, stream, name);
        } catch (IOException e) {
            openWorkshop.stream.deleteDirectory(madeName);
            throw e;
        }
    }

    /** Null for a name that is not there. A link is told as such. */
    @Nullable
    BasicFileAttributes attributes(Path name) throws IOException {
        try {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Puts the file here in one step, over a file or a link of that name. */
    void take(CacheDirectory from, Path name) throws IOException {
        BasicFileAttributes there = attributes(name);
        if (there != null && there.isDirectory()) {
            throw new FileAlreadyExistsException(
                    UntrustedText.of(name.toString()).forTerminal(), null, "a directory is in the way");
        }
        from.stream.move(name, stream, name);
    }

    /** Takes a directory with all that it holds, in one step. False if something has that name here. Only one caller at a time. */
    boolean takeNew(CacheDirectory from, Path name) throws IOException {
        if (attributes(name) != null) {
            return false;
        }
        from.stream.move(name, stream, name);
        return true;
    }

    /** Removes what has that name, with all that is in it; links are removed, not followed. */
    void remove(Path name) throws IOException {
        BasicFileAttributes attributes = attributes(name);
        if (attributes == null) {
            return;
        }
        if (!attributes.isDirectory()) {
            stream.deleteFile(name);
            return;
        }
        try (CacheDirectory inside = child(name)) {
            for (Path entry : inside.names()) {
                inside.remove(entry);
            }
        }
        stream.deleteDirectory(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private List<Path> names() throws IOException {
        var names = new ArrayList<Path>();
        try {
            for (Path entry : stream) {
                Path name = entry.getFileName();
                names.add(name == null ? entry : name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static CacheDirectory of(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new CacheDirectory(secure);
        }
        stream.close();
        throw new IOException("this system cannot open a directory without following links");
    }
}
