package dev.xpm.client.tui.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What the user's terminal can do and what the user wants of it.
 *
 * @param ascii draw with ASCII characters only
 * @param mouse take clicks and the wheel; without it the terminal's own selection works
 * @param multiplexer what stands between us and the real terminal
 * @param refresh data alone make a new drawing at most once in this time
 * @param confirmQuit ask before leaving
 */
public record TerminalOptions(
        boolean ascii, Colours colours, boolean mouse, Multiplexer multiplexer, Duration refresh, boolean confirmQuit) {
    /** Four times a second. Source: interfaces.md 3.12. */
    private static final Duration REFRESH = Duration.ofMillis(250);

    public TerminalOptions(boolean ascii, Colours colours, boolean mouse, Multiplexer multiplexer) {
        this(ascii, colours, mouse, multiplexer, REFRESH, true);
    }

    /** How many colours to draw with. */
    public enum Colours {
        NONE,
        SIXTEEN,
        MANY
    }

    /** Programs that take sequences for the terminal only when wrapped. Source: interfaces.md 3.13. */
    public enum Multiplexer {
        NONE,
        TMUX,
        SCREEN
    }

    /**
     * Reads the environment.
     *
     * @param color {@code auto}, {@code always} or {@code never}
     */
    public static TerminalOptions of(Map<String, String> environment, boolean ascii, String color, boolean mouse) {
        return new TerminalOptions(
                ascii || !isUnicode(environment), colours(environment, color), mouse, multiplexer(environment));
    }

    /** The same terminal with other wishes of the user. */
    public TerminalOptions with(Duration newRefresh, boolean newConfirmQuit) {
        return new TerminalOptions(ascii, colours, mouse, multiplexer, newRefresh, newConfirmQuit);
    }

    private static boolean isUnicode(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String upper = locale.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }

    private static Colours colours(Map<String, String> environment, String color) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty() && color.equals("auto");
        if (color.equals("never") || unwanted) {
            return Colours.NONE;
        }
        String term = environment.getOrDefault("TERM", "");
        boolean few = !environment.containsKey("COLORTERM")
                && (term.equals("linux") || term.startsWith("vt") || term.equals("ansi") || term.equals("dumb"));
        return few ? Colours.SIXTEEN : Colours.MANY;
    }

    private static Multiplexer multiplexer(Map<String, String> environment) {
        if (environment.containsKey("TMUX")) {
            return Multiplexer.TMUX;
        }
        return environment.getOrDefault("TERM", "").startsWith("screen") ? Multiplexer.SCREEN : Multiplexer.NONE;
    }
}
