package dev.xpm.agent.watch;

import java.time.Duration;

/**
 * How changes are found.
 *
 * @param notifications whether the kernel is asked to tell of changes; they are found without, a little later
 * @param interval between two looks at everything, when looking is cheap
 */
public record WatchOptions(boolean notifications, Duration interval) {
    /** As the command line has it when nothing is said. Source: interfaces.md 1.1. */
    public static final WatchOptions DEFAULT = new WatchOptions(true, Duration.ofSeconds(1));
}
