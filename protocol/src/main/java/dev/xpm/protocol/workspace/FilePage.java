package dev.xpm.protocol.workspace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a directory, by name.
 *
 * @param cursor asks for the next part; null if this is the last
 */
public record FilePage(List<FileEntry> items, @Nullable String cursor) {
    public FilePage {
        items = List.copyOf(items);
    }
}
