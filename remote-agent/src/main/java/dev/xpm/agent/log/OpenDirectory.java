package dev.xpm.agent.log;

import dev.xpm.protocol.path.ConfinedPath;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;

/**
 * A directory that was reached component by component without following a link, so that nobody can exchange one of them
 * on the way. What is in it is asked for by name, of the directory that is open.
 */
final class OpenDirectory implements AutoCloseable {
    private final SecureDirectoryStream<Path> stream;

    private OpenDirectory(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /** @throws IOException if a component is missing, a link, or no directory */
    @SuppressWarnings("StreamResourceLeak") // The one that is left open is closed with the directory.
    static OpenDirectory open(ConfinedPath path) throws IOException {
        DirectoryStream<Path> root = Files.newDirectoryStream(path.root());
        if (!(root instanceof SecureDirectoryStream<Path> stream)) {
            root.close();
            throw new IOException("this system cannot open a directory without following links");
        }
        for (Path step : path.steps()) {
            try (SecureDirectoryStream<Path> parent = stream) {
                stream = parent.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new OpenDirectory(stream);
    }

    BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    SeekableByteChannel read(Path name) throws IOException {
        return stream.newByteChannel(name, LogFile.READ);
    }

    /** Calls for each name, in no order. */
    void forEachName(Consumer<Path> sink) throws IOException {
        try {
            for (Path entry : stream) {
                Path name = entry.getFileName();
                sink.accept(name == null ? entry : name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** All steps but the last, which names something in it. */
    static ConfinedPath parentOf(ConfinedPath path) {
        List<String> components = path.components();
        return new ConfinedPath(path.root(), components.subList(0, components.size() - 1));
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
