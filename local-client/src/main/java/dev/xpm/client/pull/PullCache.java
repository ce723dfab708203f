package dev.xpm.client.pull;

import java.nio.file.Path;

/** Where copies of remote files lie. */
final class PullCache {
    private PullCache() {}

    /** {@code $XDG_CACHE_HOME/xpm}; a relative value of the variable is to be ignored. */
    static Path home() {
        String set = System.getenv("XDG_CACHE_HOME");
        Path base =
                set != null && set.startsWith("/") ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("xpm");
    }
}
