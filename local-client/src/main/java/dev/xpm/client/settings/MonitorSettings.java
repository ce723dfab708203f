package dev.xpm.client.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is ours alone; the original ignores it. Source: interfaces.md 2.
 *
 * @param theme of the terminal
 * @param ascii draw with ASCII characters only
 * @param refresh new data are drawn at most once in this time
 * @param confirmQuit ask before leaving the terminal UI
 * @param readOnly offer nothing that changes a workspace
 * @param notification of jobs that end: none, bell or desktop
 * @param reconnect after the connection was lost
 * @param hostProbe between two looks at a host
 * @param metrics name to the regular expression that finds it in a log; {@code default} to the name of the one to show
 * @param briefs directory of the research briefs, null for the usual one
 * @param keys id of an action to the keys for it
 */
public record MonitorSettings(
        String theme,
        boolean ascii,
        Duration refresh,
        boolean confirmQuit,
        boolean readOnly,
        String notification,
        boolean reconnect,
        Duration hostProbe,
        List<BoardSettings> boards,
        Map<String, String> metrics,
        @Nullable String briefs,
        Map<String, List<String>> keys) {
    public static final MonitorSettings DEFAULT = new MonitorSettings(
            "dark",
            false,
            Duration.ofMillis(250),
            true,
            false,
            "none",
            true,
            Duration.ofSeconds(10),
            List.of(),
            Map.of(),
            null,
            Map.of());

    public MonitorSettings {
        boards = List.copyOf(boards);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }
}
