package dev.xpm.client.cli;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How a local workspace is watched; the other side of an SSH connection decides for itself. */
final class WatcherOptions {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);

    @Option(
            names = "--watcher",
            paramLabel = "KIND",
            converter = OptionValue.Watcher.class,
            description = "auto, polling, inotify, fsevents, kqueue or windows; local workspaces only")
    String watcher = "auto";

    @Option(
            names = "--polling-interval",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "between two looks; local workspaces only (default: 1.0)")
    Duration pollingInterval = USUAL_INTERVAL;

    /** The same for the agent. An interval of one's own means polling. Source: interfaces.md 1.1. */
    List<String> forAgent() {
        boolean polling = watcher.equals("auto") && !pollingInterval.equals(USUAL_INTERVAL);
        String seconds = Double.toString(pollingInterval.toMillis() / 1_000.0);
        return List.of("--watcher", polling ? "polling" : watcher, "--polling-interval", seconds);
    }
}
