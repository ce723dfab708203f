package dev.xpm.client.tui.widget;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.client.view.Tone;
import java.util.EnumMap;
import java.util.Map;

/**
 * How tones look on this terminal. With many colours the whole screen has a background of its own, because only then
 * stripes and the bar of the cursor are readable on every terminal; with few or none the terminal's own is kept.
 */
public final class Theme {
    private static final TextColor DEFAULT = TextColor.ANSI.DEFAULT;

    private final TerminalOptions.Colours colours;
    private final Map<Tone, Style> tones = new EnumMap<>(Tone.class);
    private final Style accent;
    private final Style bar;
    private final Style rule;

    public Theme(TerminalOptions.Colours colours) {
        this.colours = colours;
        switch (colours) {
            case MANY -> {
                TextColor ground = new TextColor.Indexed(234);
                tone(Tone.PLAIN, indexed(252), ground);
                tone(Tone.DIM, indexed(244), ground);
                tone(Tone.STRONG, indexed(231), ground, SGR.BOLD);
                tone(Tone.GOOD, indexed(114), ground);
                tone(Tone.BAD, indexed(203), ground);
                tone(Tone.CAUTION, indexed(221), ground);
                tone(Tone.ACTIVE, indexed(80), ground, SGR.BOLD);
                tone(Tone.QUEUED, indexed(75), ground);
                tone(Tone.ODD, indexed(176), ground);
                accent = Style.of(indexed(110), ground, SGR.BOLD);
                bar = Style.of(indexed(250), indexed(236));
                rule = Style.of(indexed(240), ground);
            }
            case SIXTEEN -> {
                tone(Tone.PLAIN, DEFAULT, DEFAULT);
                tone(Tone.DIM, TextColor.ANSI.BLACK_BRIGHT, DEFAULT);
                tone(Tone.STRONG, DEFAULT, DEFAULT, SGR.BOLD);
                tone(Tone.GOOD, TextColor.ANSI.GREEN, DEFAULT);
                tone(Tone.BAD, TextColor.ANSI.RED, DEFAULT);
                tone(Tone.CAUTION, TextColor.ANSI.YELLOW, DEFAULT);
                tone(Tone.ACTIVE, TextColor.ANSI.CYAN, DEFAULT, SGR.BOLD);
                tone(Tone.QUEUED, TextColor.ANSI.BLUE, DEFAULT);
                tone(Tone.ODD, TextColor.ANSI.MAGENTA, DEFAULT);
                accent = Style.of(TextColor.ANSI.CYAN, DEFAULT, SGR.BOLD);
                bar = Style.of(DEFAULT, DEFAULT);
                rule = Style.of(TextColor.ANSI.BLACK_BRIGHT, DEFAULT);
            }
            default -> {
                for (Tone tone : Tone.values()) {
                    tone(tone, DEFAULT, DEFAULT);
                }
                tone(Tone.STRONG, DEFAULT, DEFAULT, SGR.BOLD);
                tone(Tone.ACTIVE, DEFAULT, DEFAULT, SGR.BOLD);
                accent = Style.of(DEFAULT, DEFAULT, SGR.BOLD);
                bar = Style.of(DEFAULT, DEFAULT);
                rule = Style.of(DEFAULT, DEFAULT);
            }
        }
    }

    /** The same terminal with one faint tone for all. */
    Theme dimmed() {
        var dimmed = new Theme(colours);
        Style dim = of(Tone.DIM);
        for (Tone tone : Tone.values()) {
            dimmed.tones.put(tone, dim);
        }
        return dimmed;
    }

    public Style of(Tone tone) {
        return tones.getOrDefault(tone, Style.of(DEFAULT, DEFAULT));
    }

    public Style plain() {
        return of(Tone.PLAIN);
    }

    /** Keys in the footer, titles. */
    public Style accent() {
        return accent;
    }

    /** The bar of the header and that of the tabs. */
    public Style bar() {
        return bar;
    }

    public Style rule() {
        return rule;
    }

    /** The same on the line of the cursor. */
    Style selected(Style style) {
        if (colours != TerminalOptions.Colours.MANY) {
            return style.with(SGR.REVERSE);
        }
        boolean dim = style.foreground().equals(of(Tone.DIM).foreground());
        return (dim ? style.in(indexed(250)) : style).on(indexed(24));
    }

    /** The same on every second line. */
    Style striped(Style style) {
        return colours == TerminalOptions.Colours.MANY ? style.on(indexed(235)) : style;
    }

    /** A found text. */
    public Style match(Style style) {
        return colours == TerminalOptions.Colours.MANY
                ? style.in(indexed(16)).on(indexed(221))
                : style.with(SGR.REVERSE);
    }

    /** A button, with and without the focus. */
    public Style button(boolean focus) {
        if (!focus) {
            return plain();
        }
        return colours == TerminalOptions.Colours.MANY
                ? Style.of(indexed(231), indexed(24), SGR.BOLD)
                : plain().with(SGR.REVERSE);
    }

    public TerminalOptions.Colours colours() {
        return colours;
    }

    private void tone(Tone tone, TextColor foreground, TextColor background, SGR... emphasis) {
        tones.put(tone, Style.of(foreground, background, emphasis));
    }

    private static TextColor indexed(int index) {
        return new TextColor.Indexed(index);
    }
}
