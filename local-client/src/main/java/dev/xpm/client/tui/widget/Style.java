package dev.xpm.client.tui.widget;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import java.util.EnumSet;

/** Colours and emphasis of a cell. */
public record Style(TextColor foreground, TextColor background, EnumSet<SGR> emphasis) {
    public static Style of(TextColor foreground, TextColor background, SGR... emphasis) {
        EnumSet<SGR> set = EnumSet.noneOf(SGR.class);
        for (SGR one : emphasis) {
            set.add(one);
        }
        return new Style(foreground, background, set);
    }

    public Style on(TextColor other) {
        return new Style(foreground, other, emphasis);
    }

    public Style in(TextColor other) {
        return new Style(other, background, emphasis);
    }

    public Style with(SGR more) {
        EnumSet<SGR> set = EnumSet.copyOf(emphasis);
        set.add(more);
        return new Style(foreground, background, set);
    }
}
