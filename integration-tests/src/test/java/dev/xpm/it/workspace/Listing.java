package dev.xpm.it.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything below a folder, with size, time, and inode: two equal listings mean that nothing was written. */
public final class Listing {
    private Listing() {}

    public static Map<String, String> of(Path folder) throws IOException {
        var listing = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.forEach(path -> listing.put(folder.relativize(path).toString(), describe(path)));
        }
        return listing;
    }

    private static String describe(Path path) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(path, "unix:mode,size,lastModifiedTime,ino,nlink", LinkOption.NOFOLLOW_LINKS);
            return new TreeMap<>(attributes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
