package dev.xpm.client.web.live;

import dev.xpm.protocol.text.LogColor;
import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Classes of the style sheet for the colours of a log: the sixteen of a terminal, others as the nearest of them. */
public final class LogCss {
    private static final int[][] SIXTEEN = {
        {0, 0, 0},
        {205, 0, 0},
        {0, 205, 0},
        {205, 205, 0},
        {0, 0, 238},
        {205, 0, 205},
        {0, 205, 205},
        {229, 229, 229},
        {127, 127, 127},
        {255, 0, 0},
        {0, 255, 0},
        {255, 255, 0},
        {92, 92, 255},
        {255, 0, 255},
        {0, 255, 255},
        {255, 255, 255}
    };
    private static final int[] CUBE = {0, 95, 135, 175, 215, 255};

    private LogCss() {}

    /** Empty for plain text. */
    public static String of(LogStyle style) {
        if (style.isPlain()) {
            return "";
        }
        var classes = new StringBuilder();
        LogColor front = style.reverse() ? style.background() : style.foreground();
        LogColor back = style.reverse() ? style.foreground() : style.background();
        add(classes, front != null, "f" + index(front));
        add(classes, back != null, "g" + index(back));
        add(classes, style.reverse() && front == null && back == null, "rev");
        add(classes, style.bold(), "b");
        add(classes, style.dim(), "d");
        add(classes, style.italic(), "i");
        add(classes, style.underline(), "u");
        return classes.toString();
    }

    /** By the level word of a line without colours of its own; empty for none. */
    public static String level(LogLine line) {
        return line.level() == null ? "" : "lv-" + line.level().name().toLowerCase(Locale.ROOT);
    }

    private static void add(StringBuilder classes, boolean wanted, String name) {
        if (wanted) {
            classes.append(classes.isEmpty() ? "" : " ").append(name);
        }
    }

    private static int index(@Nullable LogColor color) {
        if (color instanceof LogColor.Palette palette) {
            int index = palette.index();
            if (index < 16) {
                return index;
            }
            if (index >= 232) {
                int grey = 8 + (index - 232) * 10;
                return nearest(grey, grey, grey);
            }
            int cube = index - 16;
            return nearest(CUBE[cube / 36], CUBE[cube / 6 % 6], CUBE[cube % 6]);
        }
        return color instanceof LogColor.Rgb rgb ? nearest(rgb.red(), rgb.green(), rgb.blue()) : 0;
    }

    private static int nearest(int red, int green, int blue) {
        int best = 0;
        int distance = Integer.MAX_VALUE;
        for (int index = 0; index < SIXTEEN.length; index++) {
            int[] color = SIXTEEN[index];
            int away = square(red - color[0]) + square(green - color[1]) + square(blue - color[2]);
            if (away < distance) {
                best = index;
                distance = away;
            }
        }
        return best;
    }

    private static int square(int value) {
        return value * value;
    }
}
