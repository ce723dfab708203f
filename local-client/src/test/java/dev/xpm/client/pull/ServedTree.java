package dev.xpm.client.pull;

import dev.xpm.client.mirror.ScriptedWorkspace;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FileEntry;
import dev.xpm.protocol.workspace.FilePage;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An agent that serves a directory as ours does, and lies as a test says. */
class ServedTree extends ScriptedWorkspace {
    private final Path root;

    /** Path and offset of each piece that was asked for. */
    final List<String> reads = new CopyOnWriteArrayList<>();

    volatile UnaryOperator<FilePage> listing = page -> page;
    volatile UnaryOperator<LogSlice> reading = slice -> slice;
    volatile Runnable beforeReading = () -> {};

    ServedTree(Path root) {
        this.root = root;
    }

    @Override
    public ServerInfo syncInfo() {
        return new ServerInfo(
                UntrustedText.of("2.0"),
                UntrustedText.of(root.toString()),
                null,
                null,
                true,
                UntrustedText.of("UTC"),
                Map.of(Capability.FILES, 1));
    }

    @Override
    public FilePage listFiles(String path, String cursor) throws RpcException {
        Path directory = root.resolve(path);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return listing.apply(missing());
        }
        var items = new ArrayList<FileEntry>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                var attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                FileEntry.Kind kind = attributes.isRegularFile()
                        ? FileEntry.Kind.FILE
                        : attributes.isDirectory()
                                ? FileEntry.Kind.DIRECTORY
                                : attributes.isSymbolicLink() ? FileEntry.Kind.LINK : FileEntry.Kind.OTHER;
                items.add(new FileEntry(
                        UntrustedText.of(entry.getFileName().toString()),
                        kind,
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis() / 1e3));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return listing.apply(new FilePage(items, null));
    }

    private static FilePage missing() throws RpcException {
        throw RpcException.invalidParams("the directory does not exist");
    }

    @Override
    public LogSlice readFile(String path, Long offset, Integer limit, String encoding) {
        reads.add(path + "@" + offset);
        beforeReading.run();
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            return new LogSlice(0, 0, 0, null, "", true, false, 0, UntrustedText.EMPTY);
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            int length = (int) Math.max(0, Math.min(limit, size - offset));
            byte[] bytes = new byte[length];
            in.seek(Math.min(offset, size));
            in.readFully(bytes);
            String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
            return reading.apply(new LogSlice(
                    offset,
                    offset + length,
                    size,
                    Files.getLastModifiedTime(file).toMillis() / 1e3,
                    inode,
                    offset + length == size,
                    false,
                    0,
                    UntrustedText.EMPTY,
                    Base64.getEncoder().encodeToString(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
