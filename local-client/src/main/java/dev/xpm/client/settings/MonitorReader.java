package dev.xpm.client.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The schema of {@code monitor} in the settings file. Source: interfaces.md 2 and 5. */
final class MonitorReader {
    /** Drawing more often shows nothing more; seldom, and the screen seems to hang. */
    private static final int MIN_REFRESH_MILLIS = 50;

    private static final int MAX_REFRESH_MILLIS = 60_000;
    private static final int MAX_PROBE_SECONDS = 3_600;
    private static final MonitorSettings DEFAULT = MonitorSettings.DEFAULT;

    private final Section section;
    private final Set<String> workspaces;
    private final Path home;

    /** @param workspaces ids of the entries of the file */
    MonitorReader(Section section, Set<String> workspaces, Path home) {
        this.section = section;
        this.workspaces = workspaces;
        this.home = home;
    }

    MonitorSettings read() {
        String theme = section.text("theme");
        String notification = section.choice("notify", List.of("none", "bell", "desktop"));
        int refresh = (int) DEFAULT.refresh().toMillis();
        int probe = (int) DEFAULT.hostProbe().toSeconds();
        var settings = new MonitorSettings(
                theme == null ? DEFAULT.theme() : theme,
                section.flag("ascii", DEFAULT.ascii()),
                Duration.ofMillis(section.number("refresh_ms", refresh, MIN_REFRESH_MILLIS, MAX_REFRESH_MILLIS)),
                section.flag("confirm_quit", DEFAULT.confirmQuit()),
                section.flag("read_only", DEFAULT.readOnly()),
                notification == null ? DEFAULT.notification() : notification,
                section.flag("reconnect", DEFAULT.reconnect()),
                Duration.ofSeconds(section.number("host_probe_s", probe, 1, MAX_PROBE_SECONDS)),
                boards(),
                metrics(),
                briefs(),
                keys());
        section.warnOfUnknownKeys();
        return settings;
    }

    private List<BoardSettings> boards() {
        var boards = new ArrayList<BoardSettings>();
        var ids = new HashSet<String>();
        for (Section entry : section.sections("boards")) {
            var board = new BoardSettings(
                    entry.required("id"),
                    entry.text("workspace"),
                    entry.text("path"),
                    entry.text("status_dir"),
                    entry.text("log_dir"),
                    entry.text("plots_dir"));
            entry.warnOfUnknownKeys();
            if (!board.id().isEmpty() && !ids.add(board.id())) {
                entry.problem(entry.at("id"), "id", "\"" + board.id() + "\" appears twice");
            }
            String workspace = board.workspace();
            if (workspace != null && !workspaces.contains(workspace)) {
                entry.problem(entry.at("workspace"), "workspace", "\"" + workspace + "\" is no id of a workspace");
            }
            if (board.path() == null
                    && board.statusDirectory() == null
                    && board.logDirectory() == null
                    && board.plotsDirectory() == null) {
                entry.problem(entry.at(), "path", "is required, or one of status_dir, log_dir, plots_dir");
            }
            boards.add(board);
        }
        return boards;
    }

    private Map<String, String> metrics() {
        var metrics = new LinkedHashMap<String, String>();
        Section names = section.section("metrics");
        if (names != null) {
            for (String name : names.keys()) {
                String text = names.text(name);
                if (text != null && !name.equals("default")) {
                    check(names, name, text);
                }
                metrics.put(name, text == null ? "" : text);
            }
        }
        return metrics;
    }

    private static void check(Section names, String name, String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            names.problem(names.at(name), name, "must be a regular expression: " + e.getDescription());
        }
    }

    private @Nullable String briefs() {
        String text = section.text("briefs_dir");
        return text == null ? null : section.path("briefs_dir", text, home);
    }

    private Map<String, List<String>> keys() {
        var keys = new LinkedHashMap<String, List<String>>();
        Section actions = section.section("keys");
        if (actions != null) {
            actions.keys().forEach(action -> keys.put(action, actions.oneOrSeveral(action)));
        }
        return keys;
    }
}
