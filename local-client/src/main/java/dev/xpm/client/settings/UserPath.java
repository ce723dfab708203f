package dev.xpm.client.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of this machine as the user writes them. */
public final class UserPath {
    private UserPath() {}

    /** Expands a leading {@code ~} and makes the path absolute. */
    public static Path expand(String text, Path home) {
        if (text.equals("~")) {
            return home;
        }
        return text.startsWith("~/")
                ? home.resolve(text.substring(2))
                : Path.of(text).toAbsolutePath();
    }

    /** {@link #expand}, with links resolved as far as the path exists. */
    public static Path resolve(String text, Path home) {
        Path path = expand(text, home).normalize();
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return existing == null
                    ? path
                    : existing.toRealPath().resolve(existing.relativize(path)).normalize();
        } catch (IOException e) {
            return path;
        }
    }
}
