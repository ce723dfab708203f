package dev.xpm.agent;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's command line. Whatever words stand before {@code experiments} belong to the launcher; the options may
 * stand before and after each command word. Source: protocol.md 2.2, interfaces.md 1.1.
 *
 * @param workdir as typed
 * @param watcher {@code auto}, {@code polling} or the name of a native watcher
 */
record AgentOptions(String workdir, boolean readOnly, String watcher, Duration pollingInterval) {
    private static final String COMMAND_GROUP = "experiments";
    private static final String COMMAND = "monitor-server";
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** A shorter one would only keep the disk busy: what is hot is looked at more often anyway. */
    private static final double SHORTEST_SECONDS = 0.1;

    private static final double LONGEST_SECONDS = 3_600;

    /** Whether changes must be found by looking, because the user said so or named an interval. */
    boolean pollOnly() {
        return watcher.equals("polling") || (watcher.equals("auto") && !pollingInterval.equals(DEFAULT_INTERVAL));
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static AgentOptions parse(List<String> words) {
        String workdir = null;
        boolean readOnly = false;
        String watcher = "auto";
        Duration interval = DEFAULT_INTERVAL;
        boolean ours = !words.contains(COMMAND_GROUP);
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            String attached = equals < 0 ? null : word.substring(equals + 1);
            switch (name) {
                case "--workdir" -> workdir = value(name, attached, rest);
                case "--watcher" -> watcher = watcher(value(name, attached, rest));
                case "--polling-interval" -> interval = interval(value(name, attached, rest));
                case "--read-only" -> readOnly = true;
                case COMMAND_GROUP, COMMAND -> ours = true;
                default -> {
                    if (ours) {
                        throw new IllegalArgumentException("unknown argument: " + word);
                    }
                }
            }
        }
        if (workdir == null || workdir.isEmpty()) {
            throw new IllegalArgumentException("monitor-server needs --workdir PATH");
        }
        return new AgentOptions(workdir, readOnly, watcher, interval);
    }

    private static String value(String name, @Nullable String attached, Iterator<String> rest) {
        if (attached != null) {
            return attached;
        }
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.next();
    }

    private static String watcher(String name) {
        if (!List.of("auto", "polling", "inotify", "fsevents", "kqueue", "windows")
                .contains(name)) {
            throw new IllegalArgumentException(
                    "--watcher must be auto, polling, inotify, fsevents, kqueue or windows, not \"" + name + "\"");
        }
        return name;
    }

    private static Duration interval(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds <= LONGEST_SECONDS) {
                return Duration.ofMillis(Math.round(Math.max(SHORTEST_SECONDS, seconds) * 1000));
            }
        } catch (NumberFormatException e) {
            throw notSeconds(text, e);
        }
        throw notSeconds(text, null);
    }

    private static IllegalArgumentException notSeconds(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "--polling-interval: \"" + text + "\" is not a number of seconds up to 3600", cause);
    }
}
