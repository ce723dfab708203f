package dev.xpm.client.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;

/** The file system to the paths of a {@link FaultyDisk}: does what the real one does, and counts it. */
final class FaultySystem extends FileSystem {
    private final FaultyDisk disk;
    private final FileSystem real;
    private final FileSystemProvider provider;

    FaultySystem(FaultyDisk disk, FileSystem real) {
        this.disk = disk;
        this.real = real;
        this.provider = new Operations();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return real.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return disk.wrap(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(FaultyDisk.unwrap(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return real.newWatchService();
    }

    private final class Operations extends FileSystemProvider {
        private final FileSystemProvider real = FaultySystem.this.real.provider();

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return FaultySystem.this;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            disk.operate();
            return disk.wrap(real.newByteChannel(FaultyDisk.unwrap(path), options, attributes));
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            disk.operate();
            return new FaultyChannel(disk, real.newFileChannel(FaultyDisk.unwrap(path), options, attributes));
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            disk.operate();
            return disk.wrap(
                    real.newDirectoryStream(FaultyDisk.unwrap(path), entry -> filter.accept(disk.wrap(entry))));
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            disk.operate();
            real.createDirectory(FaultyDisk.unwrap(path), attributes);
        }

        @Override
        public void createLink(Path link, Path existing) throws IOException {
            disk.operate();
            real.createLink(FaultyDisk.unwrap(link), FaultyDisk.unwrap(existing));
        }

        @Override
        public void delete(Path path) throws IOException {
            disk.operate();
            real.delete(FaultyDisk.unwrap(path));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            disk.operate();
            real.copy(FaultyDisk.unwrap(source), FaultyDisk.unwrap(target), options);
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            disk.operate();
            real.move(FaultyDisk.unwrap(source), FaultyDisk.unwrap(target), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return real.isSameFile(FaultyDisk.unwrap(one), FaultyDisk.unwrap(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return real.isHidden(FaultyDisk.unwrap(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            disk.operate();
            return real.getFileStore(FaultyDisk.unwrap(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            disk.operate();
            real.checkAccess(FaultyDisk.unwrap(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return disk.wrap(real.getFileAttributeView(FaultyDisk.unwrap(path), type, options), type);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            disk.operate();
            return real.readAttributes(FaultyDisk.unwrap(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
            disk.operate();
            return real.readAttributes(FaultyDisk.unwrap(path), names, options);
        }

        @Override
        public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
            disk.operate();
            real.setAttribute(FaultyDisk.unwrap(path), name, value, options);
        }
    }
}
