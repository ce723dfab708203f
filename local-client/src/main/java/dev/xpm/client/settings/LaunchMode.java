package dev.xpm.client.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the user says of how the agent is started. Source: interfaces.md 2, {@code ssh.launch}. */
public enum LaunchMode {
    /**
     * {@code xpm_path} where it is set; uv where it is told how to; else our own agent, or uv where the host cannot run
     * that.
     */
    AUTO,
    /** The command of {@code xpm_path}. */
    XPM_PATH,
    /** {@code uv tool run}. */
    UV,
    /** Our own agent, brought to the host. */
    DEPLOY;

    /** As it stands in the settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All that may stand in the settings. */
    public static List<String> words() {
        return Stream.of(values()).map(LaunchMode::word).toList();
    }

    /** The one that is written so. */
    static LaunchMode of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
