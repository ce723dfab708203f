package dev.xpm.agent.settings;

import java.nio.file.Path;

/** Where this user's agents keep what belongs to no workspace. */
public final class StateDirectory {
    private StateDirectory() {}

    /** {@code $XDG_STATE_HOME/xpm-monitor}; made by whoever first writes there. */
    public static Path ofThisUser() {
        String state = System.getenv("XDG_STATE_HOME");
        Path directory = state != null && state.startsWith("/")
                ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return directory.resolve("xpm-monitor");
    }
}
