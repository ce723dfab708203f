package dev.xpm.client.tui;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.LooseJobs;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Style;
import dev.xpm.client.tui.widget.Theme;
import dev.xpm.client.view.KeyMap;
import dev.xpm.client.view.LinkLook;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.client.view.Totals;
import dev.xpm.protocol.text.DisplayWidth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands around every page: header, tabs, status line, keys. Source: interfaces.md 3.1. */
final class Frame {
    private static final int WIDE_SCREEN = 100;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Face face;

    Frame(Face face) {
        this.face = face;
    }

    void header(Canvas canvas) {
        Theme theme = canvas.theme();
        Style bar = theme.bar();
        canvas.fill(0, bar);
        FleetState fleet = face.fleet();
        boolean wide = canvas.width() >= WIDE_SCREEN;
        LinkLook link = LinkLook.of(fleet, face.now(), face.here());
        List<Totals.Part> totals = face.totals().parts();
        String clock = CLOCK.format(face.now().atZone(face.here()));
        int rest = 6 + 3 + DisplayWidth.of(link.words()) + 2 + clock.length() + 2;
        for (Totals.Part part : totals) {
            rest += DisplayWidth.of(wide ? part.wide() : part.narrow()) + (wide ? 2 : 1);
        }
        String source = fleet.display().forTerminal();
        int room = Math.max(10, canvas.width() - rest);
        int x = canvas.text(1, 0, "xpm", theme.accent().on(bar.background()));
        x = canvas.text(
                x + 2,
                0,
                DisplayWidth.cutLeft(source, room),
                theme.of(Tone.STRONG).on(bar.background()));
        x = canvas.text(x + 3, 0, link.words(), theme.of(link.tone()).on(bar.background())) + 2;
        for (Totals.Part part : totals) {
            String words = wide ? part.wide() : part.narrow();
            if (x + DisplayWidth.of(words) <= canvas.width()) {
                x = canvas.text(x, 0, words, theme.of(part.tone()).on(bar.background())) + (wide ? 2 : 1);
            }
        }
        if (canvas.width() - clock.length() - 1 >= x) {
            canvas.text(canvas.width() - clock.length() - 1, 0, clock, bar);
        }
    }

    void tabs(Canvas canvas, Tab open) {
        boolean wide = canvas.width() >= WIDE_SCREEN;
        int x = wide ? 1 : 0;
        for (Tab tab : Tab.values()) {
            String label = label(tab, wide);
            boolean here = tab == open;
            Style style = here
                    ? canvas.theme().accent()
                    : canvas.theme().of(tab == Tab.OUTPUT && face.hasUnreadOutput() ? Tone.STRONG : Tone.DIM);
            x = canvas.text(x, 0, here ? "[" + label + "]" : " " + label + " ", style) + (wide ? 1 : 0);
        }
        boolean only = !face.fleet().isSeveral();
        if (only && face.fleet().states().get(0).link() instanceof Link.Lost lost) {
            String age = "as of " + CLOCK.format(lost.since().atZone(face.here())) + " ";
            if (x + age.length() < canvas.width()) {
                canvas.right(0, age, x, canvas.theme().of(Tone.CAUTION));
            }
        }
    }

    /** The tab whose label is drawn at a column, null for none. */
    @Nullable
    Tab tabAt(int column, boolean wide) {
        int x = wide ? 1 : 0;
        for (Tab tab : Tab.values()) {
            int end = x + DisplayWidth.of(label(tab, wide)) + 2;
            if (column >= x && column < end) {
                return tab;
            }
            x = end + (wide ? 1 : 0);
        }
        return null;
    }

    private String label(Tab tab, boolean wide) {
        String name = tab.key() + " " + (wide ? tab.title() : tab.shortTitle());
        return switch (tab) {
            case MONITOR -> name;
            case SERVICES -> counted(name, Tables.activeServices(face.fleet()).size());
            case ORPHANS -> orphans(name);
            case WARNINGS -> counted(name, Tables.warnings(face.fleet()).size());
            case OUTPUT -> face.hasUnreadOutput() ? name + "*" : name;
        };
    }

    /** {@code 3 Orphans 1/2}, once they are known: one stray, two orphans. */
    private String orphans(String name) {
        List<LooseJobs> loose = face.fleet().loose().orElse(List.of());
        int stray = loose.stream().mapToInt(jobs -> jobs.stray().size()).sum();
        int orphans = loose.stream().mapToInt(jobs -> jobs.orphans().size()).sum();
        return stray + orphans == 0 ? name : name + " " + stray + "/" + orphans;
    }

    private static String counted(String name, int count) {
        return count == 0 ? name : name + " " + count;
    }

    /** A notice if there is one, else what the page says of the row under the cursor. */
    void status(Canvas canvas, Page page) {
        Toasts.Toast toast = face.currentToast();
        if (toast != null) {
            canvas.fill(0, canvas.theme().plain());
            int x = canvas.text(1, 0, toast.glyph(), toast.tone());
            canvas.text(
                    x,
                    0,
                    toast.text().forTerminal(canvas.width() - x - 1),
                    canvas.theme().of(toast.tone()));
        } else {
            int end = canvas.pieces(1, 0, page.status());
            if (end > canvas.width()) {
                canvas.text(canvas.width() - 1, 0, "…", Tone.DIM);
            }
        }
    }

    /** As many hints as there is room for; help always. */
    void keys(Canvas canvas, Place place) {
        Style bar = canvas.theme().bar();
        canvas.fill(0, bar);
        boolean dialog = face.hasDialog();
        List<KeyMap.Hint> hints = dialog
                ? List.of(
                        new KeyMap.Hint("←/→", "choose"),
                        new KeyMap.Hint("Enter", "press"),
                        new KeyMap.Hint("Esc", "close"))
                : KeyMap.hints(place);
        List<KeyMap.Hint> last = dialog
                ? List.of()
                : List.of(new KeyMap.Hint("Esc", "back"), new KeyMap.Hint("?", "help"), new KeyMap.Hint("q", "quit"));
        List<KeyMap.Hint> kept =
                place == Place.EXPERIMENTS ? last.subList(Math.min(1, last.size()), last.size()) : last;
        if (place == Place.LOG) {
            kept = last.isEmpty() ? last : last.subList(0, 2);
        }
        int reserved = kept.stream().mapToInt(hint -> hint.width() + 2).sum();
        int x = 1;
        for (KeyMap.Hint hint : hints) {
            if (x + hint.width() + 2 + reserved - 1 <= canvas.width()) {
                x = hint(canvas, x, hint);
            }
        }
        for (KeyMap.Hint hint : kept) {
            if (x + hint.width() <= canvas.width()) {
                x = hint(canvas, x, hint);
            }
        }
    }

    private static int hint(Canvas canvas, int x, KeyMap.Hint hint) {
        Style bar = canvas.theme().bar();
        int after = canvas.text(x, 0, hint.keys(), canvas.theme().accent().on(bar.background()));
        return canvas.text(after + 1, 0, hint.label(), bar) + 2;
    }
}
