package dev.xpm.client.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workspace that the user gave a name.
 *
 * @param path local: absolute, {@code ~} expanded, free of links as far as it exists; remote: as written
 * @param env environment of its tasks, only shown
 * @param triggers globs over experiment ids
 * @param maxRetries of a job, only shown
 * @param ssh null for a local workspace
 */
public record WorkspaceSettings(
        String id,
        String path,
        Map<String, String> env,
        List<String> triggers,
        List<FolderSettings> folders,
        int maxRetries,
        HistorySettings history,
        @Nullable SshSettings ssh) {
    public static final int DEFAULT_RETRIES = 3;

    public WorkspaceSettings {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        triggers = List.copyOf(triggers);
        folders = List.copyOf(folders);
    }

    public boolean isRemote() {
        return ssh != null;
    }
}
