package dev.xpm.client.tui.log;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.client.tui.widget.Style;
import dev.xpm.client.tui.widget.Theme;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.LogColor;
import dev.xpm.protocol.text.LogLevel;
import dev.xpm.protocol.text.LogStyle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Colours of log lines on this terminal. Source: interfaces.md 3.6. */
public final class LogLook {
    /** The user's own sixteen colours, in the order of the terminal. */
    private static final List<TextColor> PLAIN = List.of(
            TextColor.ANSI.BLACK,
            TextColor.ANSI.RED,
            TextColor.ANSI.GREEN,
            TextColor.ANSI.YELLOW,
            TextColor.ANSI.BLUE,
            TextColor.ANSI.MAGENTA,
            TextColor.ANSI.CYAN,
            TextColor.ANSI.WHITE,
            TextColor.ANSI.BLACK_BRIGHT,
            TextColor.ANSI.RED_BRIGHT,
            TextColor.ANSI.GREEN_BRIGHT,
            TextColor.ANSI.YELLOW_BRIGHT,
            TextColor.ANSI.BLUE_BRIGHT,
            TextColor.ANSI.MAGENTA_BRIGHT,
            TextColor.ANSI.CYAN_BRIGHT,
            TextColor.ANSI.WHITE_BRIGHT);

    private LogLook() {}

    /** The look of a whole line that has no colours of its own. */
    public static Style level(Theme theme, @Nullable LogLevel level) {
        if (level == null) {
            return theme.plain();
        }
        return switch (level) {
            case CRITICAL ->
                theme.colours() == TerminalOptions.Colours.NONE
                        ? theme.plain().with(SGR.REVERSE)
                        : Style.of(TextColor.ANSI.WHITE_BRIGHT, TextColor.ANSI.RED, SGR.BOLD);
            case ERROR -> theme.of(Tone.BAD).with(SGR.BOLD);
            case WARNING -> theme.of(Tone.CAUTION);
            case INFO -> theme.of(Tone.GOOD);
            case DEBUG -> theme.of(Tone.DIM);
        };
    }

    /** The look of a part of a line. */
    static Style span(Theme theme, LogStyle style, Style line) {
        if (style.isPlain()) {
            return line;
        }
        Style look = line;
        if (theme.colours() != TerminalOptions.Colours.NONE) {
            look = style.foreground() == null ? look : look.in(color(style.foreground()));
            look = style.background() == null ? look : look.on(color(style.background()));
            look = style.dim() && style.foreground() == null
                    ? look.in(theme.of(Tone.DIM).foreground())
                    : look;
        }
        look = style.bold() ? look.with(SGR.BOLD) : look;
        look = style.italic() ? look.with(SGR.ITALIC) : look;
        look = style.underline() ? look.with(SGR.UNDERLINE) : look;
        return style.reverse() ? look.with(SGR.REVERSE) : look;
    }

    private static TextColor color(LogColor color) {
        if (color instanceof LogColor.Rgb rgb) {
            return new TextColor.RGB(rgb.red(), rgb.green(), rgb.blue());
        }
        int index = color instanceof LogColor.Palette palette ? palette.index() : 0;
        return index < PLAIN.size() ? PLAIN.get(index) : new TextColor.Indexed(index);
    }
}
